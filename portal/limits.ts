import type { Clock } from '../core/index.ts';

/** Counts events per key in a sliding window; keys are bounded, the oldest are forgotten first. */
export interface Window {
  /** Counts one; false when there were `most` within the window already, which is then not counted. */
  take(key: string): boolean;
  /** How many were counted within the window. */
  count(key: string): number;
  forget(key: string): void;
}

/** Keys remembered at once: addresses and links of strangers must not fill memory. */
const MOST_KEYS = 20_000;

export function createWindow(clock: Clock, most: number, windowMs: number): Window {
  const times = new Map<string, number[]>();
  const recent = (key: string): number[] => {
    const since = clock.monotonic() - windowMs;
    return (times.get(key) ?? []).filter((one) => one > since);
  };
  return {
    take: (key) => {
      const before = recent(key);
      if (before.length >= most) return false;
      times.delete(key);
      times.set(key, [...before, clock.monotonic()]);
      if (times.size > MOST_KEYS) times.delete(times.keys().next().value ?? '');
      return true;
    },
    count: (key) => recent(key).length,
    forget: (key) => void times.delete(key),
  };
}

/** An address that asks to open links more often is no person. */
export const EXCHANGES_A_MINUTE = 10;
/** Wrong tokens for one link, or wrong codes for one client, before it is closed for a while. */
export const FAILURES_BEFORE_LOCK = 5;
export const LOCK_MS = 15 * 60_000;
/** A browser takes two files at once, a download program a few; more is sharing. */
export const STREAMS_A_SESSION = 4;
/** A package is fetched once, perhaps twice; what was fetched twenty times is released by a person, with a new link. */
export const TIMES_THE_PACKAGE = 20;
/** Codes sent for one client in ten minutes, whoever asks: a signatory must not be flooded. */
export const CODES_A_CLIENT = 4;
/** Requests for a new link in a day. */
export const RENEWALS_A_DAY = 3;

export interface Limits {
  readonly exchanges: Window;
  /** By token; at `FAILURES_BEFORE_LOCK` the link is locked until the oldest is `LOCK_MS` old. Strangers fill it. */
  readonly failures: Window;
  /** By client: one signatory signs, however many links and sessions guess at the codes. */
  readonly wrongCodes: Window;
  readonly codes: Window;
  readonly renewals: Window;
  locked(token: string): boolean;
  codesLocked(tenant: string): boolean;
}

export function createLimits(clock: Clock): Limits {
  const failures = createWindow(clock, FAILURES_BEFORE_LOCK, LOCK_MS);
  const wrongCodes = createWindow(clock, FAILURES_BEFORE_LOCK, LOCK_MS);
  return {
    exchanges: createWindow(clock, EXCHANGES_A_MINUTE, 60_000),
    failures,
    wrongCodes,
    codes: createWindow(clock, CODES_A_CLIENT, 10 * 60_000),
    renewals: createWindow(clock, RENEWALS_A_DAY, 86_400_000),
    locked: (token) => failures.count(token) >= FAILURES_BEFORE_LOCK,
    codesLocked: (tenant) => wrongCodes.count(tenant) >= FAILURES_BEFORE_LOCK,
  };
}
