import { createHash, createHmac } from 'node:crypto';
import type { Clock } from '../core/index.ts';
import type { Draft } from './draft.ts';
import type { Language } from './options.ts';
import type { SecondFactor } from './second-factor.ts';
import type { ActOutcome, Link, OpenPackage } from './views.ts';

/** What the server remembers of one visitor; nothing of it is on the visitor's side but a random number. */
export interface Session {
  /** Short name for the evidence log; opens nothing. */
  readonly id: string;
  readonly linkId: string;
  readonly startedAt: number;
  /** Secret of this session's forms. */
  readonly formKey: Uint8Array;
  /** Opens downloads alone, for a download program; made when it is first asked for. */
  downloadKey: string | null;
  lastUsedAt: number;
  language: Language;
  streams: number;
  package: Promise<OpenPackage | null> | null;
  /** What is about to be declared, until the code confirms it. */
  draft: Draft | null;
  factor: SecondFactor | null;
  /** What became of the last act, for the page behind it. */
  outcome: readonly ActOutcome[] | null;
}

export interface Sessions {
  /** A new session, with the 256-bit number that names it; that number is kept nowhere. */
  open(link: Link, language: Language): { readonly session: Session; readonly secret: string };
  /** The living session of this number, its idle time begun anew; null otherwise. */
  use(secret: string): Session | null;
  /** As `use`, by the number that only downloads. */
  useDownload(secret: string): Session | null;
  /** The number for a download program; lives and dies with the session. */
  downloadKey(session: Session): string;
  end(session: Session): void;
  /** Ends those whose time is over, and gives them. */
  sweep(): readonly Session[];
  all(): readonly Session[];
}

/** A page left open in an office over lunch; longer, and whoever passes by is the client. */
export const IDLE_MS = 30 * 60_000;
/** A working day: a download of a day and more takes a new link. */
export const ABSOLUTE_MS = 12 * 3_600_000;
/** Memory for visitors: each costs an open link, so more is no crowd but a fault. */
const MOST_SESSIONS = 5000;

/** Sessions live in memory: a restart ends them all, and a new link is one click away. Times are monotonic: a clock that is set changes none. */
export function createSessions(clock: Clock, random: (bytes: number) => Uint8Array): Sessions {
  const bySecret = new Map<string, Session>();
  const byDownload = new Map<string, Session>();
  const secrets = new Map<Session, string>();
  const newSecret = (): string => Buffer.from(random(32)).toString('base64url');

  const over = (session: Session): boolean => {
    const now = clock.monotonic();
    const idle = session.streams === 0 && now - session.lastUsedAt >= IDLE_MS;
    return idle || now - session.startedAt >= ABSOLUTE_MS;
  };
  const end = (session: Session): void => {
    bySecret.delete(secrets.get(session) ?? '');
    secrets.delete(session);
    if (session.downloadKey !== null) byDownload.delete(digest(session.downloadKey));
  };
  const find = (map: ReadonlyMap<string, Session>, secret: string): Session | null => {
    // looked up by its digest, so that comparing tells nothing of the number
    const session = map.get(digest(secret));
    if (session === undefined || over(session)) return null;
    session.lastUsedAt = clock.monotonic();
    return session;
  };

  return {
    open: (link, language) => {
      if (bySecret.size >= MOST_SESSIONS)
        end([...secrets.keys()].sort((a, b) => a.lastUsedAt - b.lastUsedAt)[0] as Session);
      const secret = newSecret();
      const now = clock.monotonic();
      const session: Session = {
        id: digest(secret).slice(0, 12),
        linkId: link.id,
        startedAt: now,
        formKey: random(32),
        downloadKey: null,
        lastUsedAt: now,
        language,
        streams: 0,
        package: null,
        draft: null,
        factor: null,
        outcome: null,
      };
      bySecret.set(digest(secret), session);
      secrets.set(session, digest(secret));
      return { session, secret };
    },
    use: (secret) => find(bySecret, secret),
    useDownload: (secret) => find(byDownload, secret),
    downloadKey: (session) => {
      session.downloadKey ??= newSecret();
      byDownload.set(digest(session.downloadKey), session);
      return session.downloadKey;
    },
    end,
    sweep: () => {
      const ended = [...secrets.keys()].filter(over);
      for (const session of ended) end(session);
      return ended;
    },
    all: () => [...secrets.keys()],
  };
}

/** The token of one form of one session: what another page makes the browser send lacks it. */
export function formToken(key: Uint8Array, form: string): string {
  return createHmac('sha256', key).update(`form\0${form}`).digest('base64url');
}

function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
