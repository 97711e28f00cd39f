import type { Cents } from './facts.ts';

/** The number as an amount; a RangeError where it is no safe integer: a rounded amount must never pass for an exact one. */
export function cents(amount: number): Cents {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`not a whole number of cents that can be counted: ${amount}`);
  // a negative zero would be written as -0
  return amount === 0 ? 0 : amount;
}

/**
 * `amount × times / by` to the nearest cent, a half away from zero, so that a credit undoes its charge to the cent. Exact
 * whatever the size: the product is not a float.
 */
export function share(amount: Cents, times: number, by: number): Cents {
  const product = BigInt(cents(amount)) * BigInt(times) * 2n;
  const divisor = BigInt(by) * 2n;
  if (divisor <= 0n) throw new RangeError(`cannot divide by ${by}`);
  const half = product < 0n ? -BigInt(by) : BigInt(by);
  return cents(Number((product + half) / divisor));
}

/** VAT on a total, half-up. Applied once per rate to an invoice's total, never line by line (contract.md § 8). */
export function vat(totalCents: Cents, rateBp: number): Cents {
  return share(totalCents, rateBp, 10_000);
}

export interface InvoiceTotals {
  readonly netCents: Cents;
  readonly vatCents: Cents;
  readonly grossCents: Cents;
  readonly rates: readonly { readonly vatRateBp: number; readonly netCents: Cents; readonly vatCents: Cents }[];
}

/** The totals of one invoice: net amounts added per rate, VAT computed once for each. */
export function invoiceTotals(
  lines: readonly { readonly amountCents: Cents; readonly vatRateBp: number }[],
): InvoiceTotals {
  const nets = new Map<number, Cents>();
  for (const { amountCents, vatRateBp } of lines) {
    nets.set(vatRateBp, cents((nets.get(vatRateBp) ?? 0) + cents(amountCents)));
  }
  const rates = [...nets]
    .sort(([a], [b]) => a - b)
    .map(([vatRateBp, netCents]) => ({ vatRateBp, netCents, vatCents: vat(netCents, vatRateBp) }));
  const netCents = cents(rates.reduce((sum, one) => sum + one.netCents, 0));
  const vatCents = cents(rates.reduce((sum, one) => sum + one.vatCents, 0));
  return { netCents, vatCents, grossCents: cents(netCents + vatCents), rates };
}
