import { cents } from './cents.ts';
import type { Cents, DataActScope, FeeReading } from './facts.ts';
import type { InvoiceLineStatus } from './invoice-line.ts';
import { type LocalDate, laterOf } from './local-date.ts';
import { CONTRACT_PACK, contractRules, type PackChoice, packAt, packRef } from './rule-pack.ts';

export const FEE_READINGS: readonly FeeReading[] = ['F-started', 'F-prorata', 'F-complete'];

/** Why nothing is charged. */
export type ZeroReason =
  | 'waived'
  | 'no-mailbox'
  | 'tariff-is-zero'
  | 'no-switching-charge'
  | 'no-cost-sheet'
  | 'no-cost';

export interface FeeFacts {
  /** Counted at the freeze, once: `mailboxesCounted`. */
  readonly mailboxes: number;
  /** F-prorata unless the operator's signed quote says otherwise (a rate is a rate; doubt against the author). */
  readonly reading: FeeReading;
  readonly scope: DataActScope;
  /** Days of the quote, of the performance and of the invoice, as far as they are known; the latest decides. */
  readonly quoteOn: LocalDate | null;
  readonly doneOn: LocalDate | null;
  readonly invoiceOn: LocalDate | null;
  /** The documented cost directly linked to the switch; null without a cost sheet. */
  readonly directCostCents: Cents | null;
  /** The part of it that is data transfer, which is free on a switch while the pack fr-2024-449 is in force. */
  readonly transferCostCents?: Cents;
  readonly waived: boolean;
}

export interface ReversibilityFee {
  readonly amountCents: Cents;
  /** What each reading of « 360 €HT / 10 boîtes mails » gives; a quote shows all three. */
  readonly tariffs: Readonly<Record<FeeReading, Cents>>;
  readonly reading: FeeReading;
  readonly zeroBecause: ZeroReason | null;
  /** `id@version` of the pack that decided the amount. */
  readonly packId: string;
  /** `needs-review`: a person looks before it is issued; `void`: a draft pack decided, so it is a simulation. */
  readonly status: Extract<InvoiceLineStatus, 'ready' | 'needs-review' | 'void'>;
}

/**
 * The fee of a hand-over, without tax (art. 17.2; contract.md § 8.1, 8.2). Where the Data Act covers the service, or may
 * (`unsure`), it is the tariff up to the documented direct cost, and nothing from 2027-01-12 on.
 */
export function reversibilityFee(facts: FeeFacts, choice: PackChoice = {}): ReversibilityFee {
  const { mailboxes, reading, scope, waived } = facts;
  const tariffs = tariffsFor(mailboxes);
  const tariff = tariffs[reading];
  const contract = { tariffs, reading, packId: CONTRACT_PACK, status: 'ready' } as const;
  if (waived) return { ...contract, amountCents: 0, zeroBecause: 'waived' };
  if (tariff === 0) {
    return { ...contract, amountCents: 0, zeroBecause: mailboxes === 0 ? 'no-mailbox' : 'tariff-is-zero' };
  }
  const on = latest([facts.quoteOn, facts.doneOn, facts.invoiceOn]);
  if (scope === 'no') return { ...contract, amountCents: tariff, zeroBecause: null };
  if (on === null) throw new RangeError('the fee of a switch depends on a day: that of the quote at the least');
  const pack = packAt('eu-2023-2854', on, choice);
  if (pack === null) return { ...contract, amountCents: tariff, zeroBecause: null };
  const status = pack.status === 'draft' ? 'void' : 'ready';
  const law = { tariffs, reading, packId: packRef(pack), status } as const;
  if (pack.rules['switchingCharge'] === 'none') return { ...law, amountCents: 0, zeroBecause: 'no-switching-charge' };
  if (facts.directCostCents === null) {
    const review = status === 'void' ? status : 'needs-review';
    return { ...law, amountCents: 0, zeroBecause: 'no-cost-sheet', status: review };
  }
  const freeTransfer = packAt('fr-2024-449', on, choice)?.rules['transferCharge'] === 'none';
  const transfer = freeTransfer ? cents(facts.transferCostCents ?? 0) : 0;
  const cost = Math.max(0, cents(facts.directCostCents) - transfer);
  return { ...law, amountCents: Math.min(tariff, cost), zeroBecause: cost === 0 ? 'no-cost' : null };
}

/** F-complete ≤ F-prorata ≤ F-started for every number of mailboxes, equal at the whole tens. */
export function tariffsFor(mailboxes: number): Readonly<Record<FeeReading, Cents>> {
  if (!Number.isSafeInteger(mailboxes) || mailboxes < 0)
    throw new RangeError(`not a number of mailboxes: ${mailboxes}`);
  const { feeCents, feeMailboxes } = contractRules;
  return {
    'F-started': cents(Math.ceil(mailboxes / feeMailboxes) * feeCents),
    'F-prorata': cents(mailboxes * (feeCents / feeMailboxes)),
    'F-complete': cents(Math.floor(mailboxes / feeMailboxes) * feeCents),
  };
}

/** Which mailboxes the fee counts: user mailboxes (an archive belongs to its own), or all that were handed over. */
export function mailboxesCounted(
  reading: 'B-user' | 'B-all',
  { user, all }: { readonly user: number; readonly all: number },
): number {
  return reading === 'B-user' ? user : all;
}

function latest(dates: readonly (LocalDate | null)[]): LocalDate | null {
  return dates.reduce((last, date) => (last === null || date === null ? (last ?? date) : laterOf(last, date)), null);
}
