/**
 * What every folder stands on: coded errors, the clock, abort signals, retries, secrets, bytes, canonical JSON, the log,
 * the key of a person's name.
 * Knows nothing of mail or backups. The wall clock and timers are used in `clock.ts` and nowhere else.
 */
export * from './abort.ts';
export * from './bytes.ts';
export * from './clock.ts';
export * from './errors.ts';
export * from './json.ts';
export * from './log.ts';
export * from './observe.ts';
export * from './person-key.ts';
export * from './retry.ts';
export * from './secret.ts';
