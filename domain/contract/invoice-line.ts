import type { Cents } from './facts.ts';
import { isLocalDate, type LocalDate } from './local-date.ts';

export type InvoiceLineKind = 'subscription-credit' | 'reversibility' | 'media' | 'restore' | 'penalty' | 'sla-credit';
/** `ready` may be exported; `held` waits for an approver; `needs-review` for a person; `void` is never issued. */
export type InvoiceLineStatus = 'ready' | 'held' | 'needs-review' | 'void';

/** A line for the billing tool, without tax (contract.md § 8.4). Immutable once exported: a correction is a new line. */
export interface InvoiceLine {
  readonly lineId: string;
  readonly tenantId: string;
  readonly contractId: string;
  readonly kind: InvoiceLineKind;
  readonly clause: string;
  readonly reading: string | null;
  /** `id@version` of the rule pack that decided, where one did. */
  readonly packId: string | null;
  readonly quantity: number;
  readonly unit: string;
  readonly unitPriceCents: Cents;
  /** `quantity × unitPriceCents`: what is no whole multiple has the quantity 1. Credits are negative. */
  readonly amountCents: Cents;
  readonly vatRateBp: number;
  readonly periodStart: LocalDate | null;
  readonly periodEnd: LocalDate | null;
  readonly basisEventId: string;
  /** SHA-256, 64 hexadecimal characters, of what proves the basis. */
  readonly proofHash: string;
  readonly status: InvoiceLineStatus;
  readonly disputeBy: LocalDate | null;
  readonly textFr: string;
  /** The exported line that this one corrects. */
  readonly correctsLineId: string | null;
  /** A penalty for an early end is possible only where it was disclosed before signature (L: Data Act, rec. 89). */
  readonly disclosedOn?: LocalDate;
}

/** What keeps a line from being exported; empty for a sound one. No line goes out without clause, basis event and proof. */
export function lineProblems(line: InvoiceLine): readonly string[] {
  const credit = line.kind === 'subscription-credit' || line.kind === 'sla-credit';
  const wrongSign = line.correctsLineId === null && (credit ? line.amountCents > 0 : line.amountCents < 0);
  const { periodStart, periodEnd } = line;
  return [
    ...[
      ['lineId', line.lineId],
      ['tenantId', line.tenantId],
      ['contractId', line.contractId],
      ['clause', line.clause],
      ['unit', line.unit],
      ['basisEventId', line.basisEventId],
      ['textFr', line.textFr],
    ].flatMap(([name, text]) => (text?.trim() ? [] : [`${name} is empty`])),
    ...(/^[0-9a-f]{64}$/.test(line.proofHash) ? [] : ['proofHash is no SHA-256']),
    ...(Number.isSafeInteger(line.quantity) && line.quantity >= 0 ? [] : ['quantity is no whole number']),
    ...(Number.isSafeInteger(line.unitPriceCents) ? [] : ['unitPriceCents is no whole number of cents']),
    ...(Number.isSafeInteger(line.amountCents) ? [] : ['amountCents is no whole number of cents']),
    ...(line.quantity * line.unitPriceCents === line.amountCents
      ? []
      : ['amountCents is not quantity × unitPriceCents']),
    ...(Number.isInteger(line.vatRateBp) && line.vatRateBp >= 0 && line.vatRateBp <= 10_000
      ? []
      : ['vatRateBp is no rate between 0 and 100 %']),
    ...(wrongSign ? [credit ? 'a credit is not above zero' : 'a charge is not below zero'] : []),
    ...[periodStart, periodEnd, line.disputeBy].flatMap((date) =>
      date === null || isDay(date) ? [] : [`${date} is no day`],
    ),
    ...(periodStart !== null && periodEnd !== null && periodStart > periodEnd
      ? ['the period ends before it starts']
      : []),
    ...(line.correctsLineId === line.lineId ? ['a line cannot correct itself'] : []),
    ...(line.kind === 'penalty' && line.disclosedOn === undefined
      ? ['a penalty needs the day on which it was disclosed']
      : []),
  ];
}

/** Lines come from outside too: their types are promises that are checked here. */
const isDay = (date: string): boolean => isLocalDate(date);
