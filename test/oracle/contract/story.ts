/** Chance and pen of the scenario generator: a seeded die, and a cursor that writes acts with rising instants. */
import { type Day, dayAt, startOf } from './day-table.ts';
import type { Act, Deed, Pair } from './scenario.ts';

export interface Dice {
  /** A whole number from `low` to `high`, both possible. */
  readonly between: (low: number, high: number) => number;
  /** True once in `n`. */
  readonly oneIn: (n: number) => boolean;
  readonly pick: <T>(list: readonly T[]) => T;
  readonly some: <T>(list: readonly T[]) => T[];
}

/** The same seed throws the same numbers on every machine (a 32-bit multiply-and-mix counter). */
export function dice(seed: number): Dice {
  let counter = seed | 0;
  const next = (): number => {
    counter = (counter + 0x6d2b79f5) | 0;
    let mixed = Math.imul(counter ^ (counter >>> 15), 1 | counter);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const pick = <T>(list: readonly T[]): T => {
    const found = list[between(0, list.length - 1)];
    if (found === undefined) throw new RangeError('nothing to pick from');
    return found;
  };
  return {
    between,
    oneIn: (n) => between(1, n) === 1,
    pick,
    some: (list) => {
      const kept = list.filter(() => between(0, 1) === 1);
      return kept.length > 0 ? kept : [pick(list)];
    },
  };
}

const minute = 60_000;

export interface Pen {
  readonly dice: Dice;
  readonly acts: readonly Act[];
  /** Instant of the last act. */
  readonly now: () => number;
  readonly today: () => Day;
  /** Writes at a chance instant of `day`, after everything before; the day's first and last instants come often. */
  readonly on: (day: Day, deed: Deed) => void;
  /** Writes some minutes after the act before. */
  readonly soon: (deed: Deed) => void;
  readonly at: (ms: number, deed: Deed) => void;
  readonly key: (prefix: string) => string;
  /** Two persons, an hour or less apart; about one in `n` a single person, or eight days apart. */
  readonly pair: (at: number, wrongOneIn?: number) => Pair;
}

export function pen(seed: number): Pen {
  const thrown = dice(seed);
  const acts: Act[] = [];
  let now = 0;
  let keys = 0;
  const at = (ms: number, deed: Deed): void => {
    now = Math.max(ms, now + minute);
    acts.push({ id: `act-${acts.length + 1}`, at: now, deed });
  };
  return {
    dice: thrown,
    acts,
    now: () => now,
    today: () => dayAt(now),
    at,
    soon: (deed) => {
      at(now + thrown.between(2, 40) * minute, deed);
    },
    on: (day, deed) => {
      const first = startOf(day);
      const last = startOf(day + 1) - 1;
      const instant = thrown.pick([
        first,
        first + 1,
        last,
        last - 1,
        thrown.between(first, last),
        thrown.between(first, last),
      ]);
      at(Math.max(instant, first), deed);
    },
    key: (prefix) => {
      keys += 1;
      return `${prefix}-${keys}`;
    },
    pair: (when, wrongOneIn = 12) => {
      if (!thrown.oneIn(wrongOneIn)) return { proposedAt: when - minute, alone: false };
      return thrown.oneIn(2)
        ? { proposedAt: when - minute, alone: true }
        : { proposedAt: when - 8 * 24 * 3_600_000, alone: false };
    },
  };
}
