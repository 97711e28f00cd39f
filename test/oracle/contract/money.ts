/** The contract's sums (§§ 8.1–8.3, 9) in BigInt cents. Divisions round half up; the text names no other rounding. */
export type FeeWay = 'F-started' | 'F-prorata' | 'F-complete';

export function lesser(a: bigint, b: bigint): bigint {
  if (a <= b) return a;
  return b;
}

const halfUp = (over: bigint, under: bigint): bigint => (2n * over + under) / (2n * under);

/** « 360 €HT / 10 boîtes mails »: ten mailboxes are carried to the counter one after the other. */
export function tariffOf(mailboxes: number, way: FeeWay): bigint {
  if (way === 'F-prorata') return BigInt(mailboxes) * 3_600n;
  let packs = 0n;
  let inPack = 0;
  for (let n = 0; n < mailboxes; n += 1) {
    inPack += 1;
    if (inPack === 10) {
      packs += 1n;
      inPack = 0;
    }
  }
  if (way === 'F-started' && inPack > 0) packs += 1n;
  return packs * 36_000n;
}

export interface FeeFacts {
  readonly mailboxes: number;
  readonly way: FeeWay;
  readonly scope: 'yes' | 'no' | 'unsure';
  /** Days as texts; their order is the order of the days. */
  readonly quoted: string | null;
  readonly done: string;
  readonly invoiced: string;
  readonly cost: bigint | null;
}

/**
 * The fee and whether a person must look at it first. In scope: from 2024-01-11 at most the documented cost, from 2027-01-12
 * nothing; the latest of the three days decides.
 */
export function feeOf(facts: FeeFacts): { readonly cents: bigint; readonly review: boolean } {
  const tariff = tariffOf(facts.mailboxes, facts.way);
  if (facts.scope === 'no') return { cents: tariff, review: false };
  const latest = [facts.quoted ?? '', facts.done, facts.invoiced].sort().at(-1) ?? '';
  if (latest >= '2027-01-12') return { cents: 0n, review: false };
  if (latest < '2024-01-11') return { cents: tariff, review: false };
  if (facts.cost === null) return { cents: 0n, review: true };
  return { cents: lesser(facts.cost, tariff), review: false };
}

/** What of a month is owed when `days` of its `daysInMonth` are; the rest is credited, so that both make the price. */
export function monthShare(price: bigint, days: number, daysInMonth: number): { billed: bigint; credit: bigint } {
  const billed = halfUp(price * BigInt(days), BigInt(daysInMonth));
  return { billed, credit: price - billed };
}

export type RestoreWay =
  | { readonly support: 'none' | 'without-messaging'; readonly tariff: bigint | null }
  | { readonly support: 'flat' }
  | { readonly support: 'hourly'; readonly hour: bigint; readonly rounding: 'per-minute' | 'quarter-started' };

/**
 * What a restore costs; `null` when only a quote may be made because no tariff is configured. The accepted sum is a ceiling:
 * above it nobody is charged more, and a person asks again.
 */
export function restoreOf(
  way: RestoreWay,
  minutes: number,
  cause: string,
  accepted: bigint,
): { readonly cents: bigint; readonly above: boolean } | null {
  if (cause !== 'client' || way.support === 'flat') return { cents: 0n, above: false };
  let full: bigint;
  if (way.support === 'hourly') {
    if (way.rounding === 'per-minute') full = halfUp(way.hour * BigInt(minutes), 60n);
    else {
      let quarters = 0n;
      for (let served = 0; served < minutes; served += 15) quarters += 1n;
      full = halfUp(way.hour * quarters, 4n);
    }
  } else if (way.tariff === null) return null;
  else full = way.tariff;
  return { cents: lesser(full, accepted), above: full > accepted };
}

/** Whether the measured down-time breaks a monthly promise (§ 6.4, K24): credit in whole percent. */
export function slaCredit(downMs: bigint, totalMs: bigint): 0 | 10 | 25 {
  if (downMs * 100n > totalMs) return 25;
  return downMs * 1000n > totalMs ? 10 : 0;
}
