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

/** What was handed to sockets, gathered so that the ledger gets one act per session and half a minute. */
export interface ServedLog {
  begin(session: Session, link: Link, file: PackageFile): ServedAnswer;
  /** Bytes of this link that no act tells yet. */
  pending(linkId: string): number;
  /** Records what is not recorded; what the ledger did not take is tried again at the next call. */
  flush(signal: AbortSignal): Promise<void>;
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
/** Files whose pieces are kept in memory, over all packages; the first one forgotten counts as never served. */
const MOST_COVERAGES = 20_000;

export function createServedLog(parts: {
  readonly links: Pick<PortalLinks, 'served'>;
  readonly clock: Clock;
  readonly log: Logger;
}): ServedLog {
  const accounts = new Map<string, Account>();
  const coverages = new Map<string, Coverage>();
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

  const record = async (id: string, account: Account, signal: AbortSignal): Promise<void> => {
    accounts.delete(id);
    const files = [...account.files].map(([file, counter]): ServedFile => {
      const coverage = coverages.get(`${account.link.tenant}/${account.link.packageId}/${file}`);
      const covered = Buffer.from(coverage?.bitmap() ?? []).toString('base64');
      return { file, ...counter, parts: coverage?.parts ?? 0, covered, complete: coverage?.complete() ?? false };
    });
    try {
      await parts.links.served(account.link, id, files, signal);
    } catch (error) {
      // kept for the next time: what was served is never forgotten because the ledger was busy
      restore(accounts, id, account);
      throw error;
    }
  };

  return {
    begin: (session, link, file) => {
      const coverage = coverageOf(link, file);
      return {
        sent: (offset, length) => {
          coverage.add(offset, length);
          counterOf(session, link, file.id).bytes += length;
        },
        end: (aborted) => {
          const counter = counterOf(session, link, file.id);
          counter.responses += 1;
          if (aborted) counter.aborted += 1;
        },
      };
    },
    pending: (linkId) =>
      [...accounts.values()]
        .filter(({ link }) => link.id === linkId)
        .reduce((sum, { files }) => [...files.values()].reduce((total, one) => total + one.bytes, sum), 0),
    flush: (signal) => {
      flushing = flushing.then(async () => {
        for (const [id, account] of [...accounts]) {
          await record(id, account, signal).catch((error: unknown) =>
            parts.log.error({ err: error, session: id }, 'what was served could not be recorded yet'),
          );
        }
      });
      return flushing;
    },
  };
}

/** Puts counts back beside those that came meanwhile. */
function restore(accounts: Map<string, Account>, id: string, account: Account): void {
  const now = accounts.get(id);
  for (const [file, counter] of now?.files ?? []) {
    const before = account.files.get(file);
    account.files.set(file, {
      bytes: counter.bytes + (before?.bytes ?? 0),
      responses: counter.responses + (before?.responses ?? 0),
      aborted: counter.aborted + (before?.aborted ?? 0),
    });
  }
  accounts.set(id, account);
}
