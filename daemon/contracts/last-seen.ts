import type { Catalog } from '../../catalog/index.ts';
import { CLOCK_JUMP_MS } from '../../domain/index.ts';
import type { LedgerEvent } from '../../ledger/index.ts';
import { toldOfClock } from './told-duties.ts';

/** Kept in the catalogue: it may be lost with the state folder, and the ledger stands in for it then. */
const SEEN = 'contracts/seen';

/** What the acts of all tenants say of time, without the acts themselves. */
export interface Witnesses {
  /** Instants of acts, ms. */
  readonly acts: readonly number[];
  /** Instants at which a person looked at the clock after a jump and found it right, ms. */
  readonly acknowledged: readonly number[];
}

export function witnessesOf(acts: readonly LedgerEvent[]): Witnesses {
  const trusted = acts.filter((act) => !toldOfClock(act));
  const instants = (some: readonly LedgerEvent[]): readonly number[] => some.map((act) => Date.parse(act.at));
  return {
    acts: instants(trusted),
    acknowledged: instants(trusted.filter(({ type }) => type === 'clock.acknowledged')),
  };
}

/**
 * The latest instant before `now` that no unexplained jump of the clock led to: the last tick, carried on by acts that follow it
 * within 25 hours each, or by a person who acknowledged the clock for any contract, because there is one clock. An act that
 * was recorded behind a jump is no witness of it. Without a last tick (a new installation, a lost state folder) the newest
 * act is the best that is known, and `now` where there is none. A clock that went back has a last seen instant ahead of it.
 */
export function lastSeenInstant(stored: number | null, witnesses: Witnesses, now: number): number {
  const acts = [...witnesses.acts].sort((a, b) => a - b);
  if (stored === null) return acts.findLast((at) => at <= now) ?? now;
  let seen = stored;
  for (const at of acts) if (at > seen && at - seen <= CLOCK_JUMP_MS) seen = at;
  return Math.max(seen, ...witnesses.acknowledged.filter((at) => at <= now));
}

export async function readSeen(catalog: Pick<Catalog, 'meta'>): Promise<number | null> {
  const at = Date.parse((await catalog.meta.get(SEEN)) ?? '');
  return Number.isNaN(at) ? null : at;
}

/** Kept where the clock did not jump since `seen`: behind a jump the old instant stays, until a person has looked. */
export async function keepSeen(catalog: Pick<Catalog, 'meta'>, seen: number, now: number): Promise<void> {
  if (now - seen > CLOCK_JUMP_MS) return;
  await catalog.meta.set(SEEN, new Date(Math.max(seen, now)).toISOString());
}
