import type { Clock } from '../core/index.ts';
import type { PortalLinks } from './options.ts';
import type { Session } from './sessions.ts';

/** Answers that are being sent, so that a revoked link or an ended session cuts them. */
export interface Streams {
  /** A signal for one answer of this session; `end` frees it. Null where the session has as many as it may. */
  begin(session: Session, most: number): { readonly signal: AbortSignal; end(): void } | null;
  /** Cuts every answer of the session. */
  cut(session: Session, why: string): void;
}

/** How long a revoked link may go on streaming at most; with a read of the ledger it stays far below a minute. */
export const RECHECK_MS = 15_000;

/**
 * While a session streams, its link is read again every 15 seconds, and its own time is looked at; what cannot be read counts as
 * revoked, since nobody could tell.
 */
export function createStreams(parts: {
  readonly links: Pick<PortalLinks, 'find'>;
  readonly clock: Clock;
  readonly stop: AbortSignal;
  readonly expired: (session: Session) => boolean;
}): Streams {
  const open = new Map<Session, Set<AbortController>>();
  const watched = new Set<Session>();

  const cut = (session: Session, why: string): void => {
    for (const one of open.get(session) ?? []) one.abort(new DOMException(why, 'AbortError'));
  };
  const watch = async (session: Session): Promise<void> => {
    for (;;) {
      await parts.clock.sleep(RECHECK_MS, parts.stop);
      if (!open.has(session)) return;
      const limit = parts.clock.timeout(RECHECK_MS);
      const link = await parts.links.find(session.linkId, limit.signal).catch(() => null);
      limit.dispose();
      if (link === null || link.revoked !== null) return cut(session, 'the link was revoked');
      if (!link.scopes.includes('download')) return cut(session, 'the link gives no files any more');
      if (parts.expired(session)) return cut(session, 'the session is over');
    }
  };

  return {
    begin: (session, most) => {
      if (session.streams >= most) return null;
      const controller = new AbortController();
      const mine = open.get(session);
      if (mine === undefined) {
        open.set(session, new Set([controller]));
      } else mine.add(controller);
      if (!watched.has(session)) {
        watched.add(session);
        watch(session)
          .catch(() => cut(session, 'the server stops'))
          .finally(() => watched.delete(session));
      }
      session.streams += 1;
      return {
        signal: controller.signal,
        end: () => {
          const left = open.get(session);
          if (left?.delete(controller) !== true) return;
          session.streams -= 1;
          session.lastUsedAt = parts.clock.monotonic();
          if (left.size === 0) open.delete(session);
        },
      };
    },
    cut,
  };
}
