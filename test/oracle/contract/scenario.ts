/** The oracle's own words for what happens to one contract. Instants are ms since the epoch, days are texts. */
import type { DaysWay, EndWay, NoticeWay, RenewalWay, SuspensionWay } from './count.ts';
import type { HolidaySet } from './day-table.ts';
import type { Party } from './letters.ts';
import type { FeeWay, RestoreWay } from './money.ts';

export interface Agreement {
  readonly subscribed: string;
  readonly signed: string;
  readonly serviceFrom: string;
  readonly start: 'T-A' | 'T-B' | 'T-C';
  readonly end: EndWay;
  readonly renewal: RenewalWay;
  readonly notice: readonly NoticeWay[];
  readonly perform: DaysWay;
  readonly suspension: readonly SuspensionWay[];
  readonly fee: FeeWay;
  readonly counted: 'B-user' | 'B-all';
  readonly lastMonth: 'P-day' | 'P-none';
  readonly holidays: HolidaySet;
  readonly price: bigint;
  readonly scope: 'yes' | 'no' | 'unsure';
  readonly profile: 'company' | 'public-buyer' | 'non-professional';
  readonly restore: RestoreWay;
}

export interface LetterFacts {
  readonly dispatched: string;
  readonly presented: string | null;
  readonly received: string | null;
  readonly outcome: 'delivered' | 'refused' | 'unclaimed' | 'lost' | null;
}

export type Cause =
  | 'unlawful-use'
  | 'security-risk'
  | 'non-payment'
  | 'charter'
  | 'requisition'
  | 'maintenance'
  | 'emergency';

/** One of two persons proposes (at `proposedAt`), the other approves (the act's own instant); `alone`: one did both. */
export interface Pair {
  readonly proposedAt: number;
  readonly alone: boolean;
}

export type Deed =
  | { readonly do: 'sign' }
  | { readonly do: 'notice'; readonly key: string; readonly by: Party; readonly letter: LetterFacts }
  | { readonly do: 'informal' }
  | { readonly do: 'dispute'; readonly key: string }
  | { readonly do: 'settle'; readonly key: string; readonly valid: boolean }
  | { readonly do: 'withdraw'; readonly by: readonly Party[] }
  | { readonly do: 'cancel'; readonly by: readonly Party[] }
  | { readonly do: 'switch'; readonly to: 'switch' | 'on-premises'; readonly days: number | null }
  | { readonly do: 'infeasible'; readonly until: string }
  | { readonly do: 'extend'; readonly until: string }
  | {
      readonly do: 'suspend';
      readonly cause: Cause;
      readonly since: number;
      readonly planned: string | null;
      readonly ownDays: number | null;
      readonly charter: boolean;
    }
  | { readonly do: 'cure' }
  | { readonly do: 'end-for-cause'; readonly letter: LetterFacts; readonly insolvent: boolean; readonly pair: Pair }
  | { readonly do: 'ask' }
  | {
      readonly do: 'quote';
      readonly key: string;
      readonly way: FeeWay;
      readonly medium: boolean;
      readonly boxes: number;
    }
  | { readonly do: 'accept'; readonly key: string }
  | { readonly do: 'free-route' }
  | { readonly do: 'freeze'; readonly users: number; readonly all: number; readonly items: readonly string[] }
  | { readonly do: 'verify'; readonly exit: number; readonly unexplained: number; readonly items: readonly string[] }
  | { readonly do: 'deliver'; readonly medium: boolean; readonly receipt: boolean }
  | {
      readonly do: 'confirm';
      readonly items: readonly string[];
      readonly by: 'client' | 'technician';
      readonly paper: Pair | null;
    }
  | { readonly do: 'contest'; readonly items: readonly string[] }
  | { readonly do: 'waive'; readonly items: readonly string[]; readonly pair: Pair }
  | { readonly do: 'rework'; readonly items: readonly string[] }
  | { readonly do: 'receipt'; readonly differences: number; readonly signed: boolean }
  | { readonly do: 'served'; readonly items: readonly string[] }
  | { readonly do: 'delta' }
  | { readonly do: 'cutover' }
  | { readonly do: 'claim'; readonly items: readonly string[] }
  | { readonly do: 'remind'; readonly step: number; readonly letter: boolean }
  /** `paper`: signed on paper, which two persons record. */
  | { readonly do: 'recover'; readonly factor: boolean; readonly paper: Pair | null }
  | { readonly do: 'open-case' }
  | { readonly do: 'close-case'; readonly reference: string; readonly pair: Pair }
  | { readonly do: 'instruct' }
  | { readonly do: 'erase'; readonly pair: Pair }
  | { readonly do: 'keys' }
  | { readonly do: 'purge'; readonly locked: number; readonly until: string | null }
  | { readonly do: 'unlocked'; readonly absent: boolean }
  | { readonly do: 'hold'; readonly key: string }
  | { readonly do: 'release'; readonly key: string; readonly pair: Pair }
  | { readonly do: 'object'; readonly onData: boolean }
  | { readonly do: 'agree' }
  | { readonly do: 'cost'; readonly cents: bigint }
  | { readonly do: 'waive-fee'; readonly pair: Pair }
  /** Every line that is ready goes to the billing tool. */
  | { readonly do: 'export' }
  | { readonly do: 'buy-medium'; readonly price: bigint; readonly carriage: bigint }
  | {
      readonly do: 'restore';
      readonly key: string;
      readonly minutes: number;
      readonly cause: RestoreCause;
      readonly accepted: bigint;
    }
  | { readonly do: 'offer-terms'; readonly key: string; readonly mailed: string | null; readonly force: string }
  | { readonly do: 'refuse-terms'; readonly key: string }
  | { readonly do: 'use-terms'; readonly key: string };

export type RestoreCause = 'client' | 'provider' | 'rehearsal' | 'verification' | 'hand-over';
export type Doing = Deed['do'];
export type DeedOf<D extends Doing> = Extract<Deed, { readonly do: D }>;

export interface Act {
  readonly id: string;
  readonly at: number;
  readonly deed: Deed;
}

export interface Scenario {
  readonly name: string;
  readonly agreement: Agreement;
  /** In the order of their instants. */
  readonly acts: readonly Act[];
  /** Days whose first instant, and the one before it, are looked at although nothing happens. */
  readonly looks: readonly string[];
  /** Last day looked at. */
  readonly until: string;
}
