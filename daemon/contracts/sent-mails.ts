import type { Duty } from '../../domain/index.ts';
import type { App } from '../app.ts';
import { identityOf, type TellingMessage } from './told-duties.ts';

/**
 * Mails that have left and whose act could not be recorded yet, because the vault was away: only the act is tried again,
 * instead of the same mail every quarter of an hour. Lost with the process, which then sends once more.
 */
export interface SentMails {
  get(tenant: string, duty: Duty): TellingMessage | undefined;
  add(tenant: string, duty: Duty, message: TellingMessage): void;
  /** The act is in the ledger. */
  done(tenant: string, duty: Duty): void;
}

const known = new WeakMap<App, SentMails>();

/** Those of this process. */
export function sentMails(app: App): SentMails {
  const found = known.get(app);
  if (found !== undefined) return found;
  const sent = new Map<string, TellingMessage>();
  const key = (tenant: string, duty: Duty): string => `${tenant} ${identityOf(duty)}`;
  const made: SentMails = {
    get: (tenant, duty) => sent.get(key(tenant, duty)),
    add: (tenant, duty, message) => void sent.set(key(tenant, duty), message),
    done: (tenant, duty) => void sent.delete(key(tenant, duty)),
  };
  known.set(app, made);
  return made;
}
