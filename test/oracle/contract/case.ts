/** What the walk knows of one contract so far. One record, changed in place: the walk is a book-keeper, not a function of states. */
import { termEnds } from './count.ts';
import { type Day, dayOf } from './day-table.ts';
import type { Agreement, Cause, Pair } from './scenario.ts';
import type { Life } from './verdict.ts';

export interface RunningNotice {
  readonly key: string;
  readonly by: 'client' | 'provider';
  readonly late: boolean;
  readonly recorded: Day;
  disputed: boolean;
}

export interface HandOver {
  kind: string;
  rehearsal: boolean;
  round: number;
  asked: Day | null;
  medium: boolean;
  quoteWay: Agreement['fee'] | null;
  quoted: string | null;
  /** What the accepted quote says: nobody is charged more. */
  ceiling: bigint;
  mailboxes: number | null;
  /** First delivery of a hand-over with legal effect. */
  performed: Day | null;
  delivered: Day | null;
  cutover: boolean;
  /** The first one: it stops the billing, whatever comes after it. */
  signedReceipt: Day | null;
  reminders: number;
  letters: number;
  readonly items: Map<string, 'open' | 'confirmed' | 'contested' | 'waived'>;
  readonly served: Set<string>;
}

export interface Case {
  readonly agreement: Agreement;
  readonly ends: readonly Day[];
  life: Life;
  period: number;
  notice: RunningNotice | null;
  noticeEnd: Day | null;
  switchAsked: Day | null;
  infeasibleUntil: Day | null;
  extended: boolean;
  contractEnd: Day | null;
  latest: Day | null;
  effective: Day | null;
  fallback: boolean;
  /** A confirmation given during the notice waits for the contract's end. */
  kept: boolean;
  hand: HandOver;
  suspended: {
    readonly cause: Cause;
    readonly since: number;
    readonly planned: Day | null;
    readonly ownDays: number | null;
  } | null;
  /** A provider's termination stops the fees on this day. */
  feeStop: Day | null;
  readonly holds: Set<string>;
  instructed: boolean;
  keysGone: boolean;
  purged: boolean;
  lockedUntil: Day | null;
  dataObjection: boolean;
  objected: boolean;
  cost: bigint | null;
  feeWaived: boolean;
  /** The day on which the fee's line was exported: what comes later does not reach it. */
  feeInvoiced: Day | null;
  media: bigint[];
  restores: { readonly cents: bigint; readonly above: boolean }[];
  readonly quotes: Map<
    string,
    { readonly way: Agreement['fee']; readonly medium: boolean; readonly on: string; readonly cents: bigint }
  >;
  terms: {
    state: string;
    key: string | null;
    mailed: Day | null;
    force: Day | null;
    refuseBy: Day | null;
    used: boolean;
  };
  readonly ran: Day[];
}

export const noHandOver = (): HandOver => ({
  kind: 'none',
  rehearsal: false,
  round: 0,
  asked: null,
  medium: false,
  quoteWay: null,
  quoted: null,
  ceiling: 0n,
  mailboxes: null,
  performed: null,
  delivered: null,
  cutover: false,
  signedReceipt: null,
  reminders: 0,
  letters: 0,
  items: new Map(),
  served: new Set(),
});

/** More renewals than any scenario reaches. */
const manyRenewals = 24;

export function openCase(agreement: Agreement): Case {
  const start = { 'T-A': agreement.subscribed, 'T-B': agreement.signed, 'T-C': agreement.serviceFrom }[agreement.start];
  return {
    agreement,
    ends: termEnds(dayOf(start), agreement.end, agreement.renewal, manyRenewals),
    life: 'draft',
    period: 0,
    notice: null,
    noticeEnd: null,
    switchAsked: null,
    infeasibleUntil: null,
    extended: false,
    contractEnd: null,
    latest: null,
    effective: null,
    fallback: false,
    kept: false,
    hand: noHandOver(),
    suspended: null,
    feeStop: null,
    holds: new Set(),
    instructed: false,
    keysGone: false,
    purged: false,
    lockedUntil: null,
    dataObjection: false,
    objected: false,
    cost: null,
    feeWaived: false,
    feeInvoiced: null,
    media: [],
    restores: [],
    quotes: new Map(),
    terms: { state: 'none', key: null, mailed: null, force: null, refuseBy: null, used: false },
    ran: [],
  };
}

export function endOfPeriod(c: Case, period: number): Day {
  const end = c.ends[period];
  if (end === undefined) throw new RangeError(`no period ${period}`);
  return end;
}

const week = 7 * 24 * 3_600_000;
/** Two persons, and not more than seven days between them (§ 11). */
export const twoPersons = (pair: Pair, at: number): boolean => !pair.alone && at - pair.proposedAt <= week;
