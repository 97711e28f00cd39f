import type { Clock, Logger } from '../core/index.ts';
import { type Coverage, createCoverage } from './coverage.ts';
import type { PortalLinks } from './options.ts';
import type { Session } from './sessions.ts';
import type { Link, PackageFile, ServedFile } from './views.ts';

/** One answer with a file's bytes, being sent. */
export interface ServedAnswer {
  /** These bytes were handed to the socket. */
  sent(offset: number, length: number): void;
  end(aborted: boolean): void;
}

/** What was handed to sockets, gathered so that the ledger gets few acts per session and half a minute. */
export interface ServedLog {
  /** `length`: bytes that the answer is about to hand out. */
  begin(session: Session, link: Link, file: PackageFile, length: number): ServedAnswer;
  /** Bytes of this link that no act tells yet, with those that its open answers are still to hand out. */
  pending(linkId: string): number;
  /**
   * Records what is not recorded; what the ledger did not take is tried again at the next call, as is what is more than `acts`
   * acts about one session.
   */
  flush(signal: AbortSignal, acts?: number): Promise<void>;
}

interface Counter {
  bytes: number;
  responses: number;
  aborted: number;
}

interface Account {
  readonly link: Link;
  readonly files: Map<string, Counter>;
}

/** Seconds between two acts about one session: shorter fills the ledger, longer loses more at a crash. */
export const RECORD_EVERY_MS = 30_000;
/** Files of one act: an act has 64 KiB, a file's bitmap up to some hundred bytes. */
const FILES_AN_ACT = 100;
/** Acts about one session and half a minute: whoever asks for one byte of each of many files must not fill the ledger. */
const ACTS_A_FLUSH = 5;
/** Files whose pieces are kept in memory, over all packages; the first one forgotten counts as never served. */
const MOST_COVERAGES = 20_000;

export function createServedLog(parts: {
  readonly links: Pick<PortalLinks, 'served'>;
  readonly clock: Clock;
  readonly log: Logger;
}): ServedLog {
  const accounts = new Map<string, Account>();
  const coverages = new Map<string, Coverage>();
  const open = new Map<string, Set<{ left: number }>>();
  let recording: { readonly link: string; readonly bytes: number } | null = null;
  let flushing: Promise<void> = Promise.resolve();

  const coverageOf = (link: Link, file: PackageFile): Coverage => {
    const key = `${link.tenant}/${link.packageId}/${file.id}`;
    const known = coverages.get(key) ?? createCoverage(file.bytes);
    coverages.set(key, known);
    if (coverages.size > MOST_COVERAGES) coverages.delete(coverages.keys().next().value ?? '');
    return known;
  };
  const counterOf = (session: Session, link: Link, file: string): Counter => {
    const account = accounts.get(session.id) ?? { link, files: new Map<string, Counter>() };
    accounts.set(session.id, account);
    const counter = account.files.get(file) ?? { bytes: 0, responses: 0, aborted: 0 };
    account.files.set(file, counter);
    return counter;
  };

  const told = ({ link }: Account, file: string, counter: Counter): ServedFile => {
    const coverage = coverages.get(`${link.tenant}/${link.packageId}/${file}`);
    const covered = Buffer.from(coverage?.bitmap() ?? []).toString('base64');
    return { file, ...counter, parts: coverage?.parts ?? 0, covered, complete: coverage?.complete() ?? false };
  };

  const record = async (id: string, account: Account, acts: number, signal: AbortSignal): Promise<void> => {
    for (let act = 0; act < acts && account.files.size > 0; act++) {
      const some = [...account.files].slice(0, FILES_AN_ACT);
      for (const [file] of some) account.files.delete(file);
      recording = { link: account.link.id, bytes: some.reduce((sum, [, { bytes }]) => sum + bytes, 0) };
      try {
        const files = some.map(([file, counter]) => told(account, file, counter));
        await parts.links.served(account.link, id, files, signal);
      } catch (error) {
        // kept for the next time: what was served is never forgotten because the ledger was busy
        for (const [file, counter] of some) putBack(account, file, counter);
        throw error;
      } finally {
        recording = null;
      }
    }
    if (account.files.size === 0) accounts.delete(id);
  };

  return {
    begin: (session, link, file, length) => {
      const coverage = coverageOf(link, file);
      const answers = open.get(link.id) ?? new Set();
      const answer = { left: length };
      open.set(link.id, answers.add(answer));
      return {
        sent: (offset, bytes) => {
          coverage.add(offset, bytes);
          counterOf(session, link, file.id).bytes += bytes;
          answer.left -= bytes;
        },
        end: (aborted) => {
          const counter = counterOf(session, link, file.id);
          counter.responses += 1;
          if (aborted) counter.aborted += 1;
          answers.delete(answer);
          if (answers.size === 0 && open.get(link.id) === answers) open.delete(link.id);
        },
      };
    },
    pending: (linkId) => {
      const ofLink = [...accounts.values()].filter(({ link }) => link.id === linkId);
      const counted = ofLink.flatMap(({ files }) => [...files.values()]).reduce((sum, { bytes }) => sum + bytes, 0);
      const coming = [...(open.get(linkId) ?? [])].reduce((sum, { left }) => sum + left, 0);
      return counted + coming + (recording?.link === linkId ? recording.bytes : 0);
    },
    flush: (signal, acts = ACTS_A_FLUSH) => {
      flushing = flushing.then(async () => {
        for (const [id, account] of [...accounts]) {
          await record(id, account, acts, signal).catch((error: unknown) =>
            parts.log.error({ err: error, session: id }, 'what was served could not be recorded yet'),
          );
        }
      });
      return flushing;
    },
  };
}

/** Puts counts back beside those that came meanwhile. */
function putBack({ files }: Account, file: string, counter: Counter): void {
  const now = files.get(file);
  files.set(file, {
    bytes: counter.bytes + (now?.bytes ?? 0),
    responses: counter.responses + (now?.responses ?? 0),
    aborted: counter.aborted + (now?.aborted ?? 0),
  });
}
