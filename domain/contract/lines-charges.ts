import { heldAfter } from './billing.ts';
import { slaClaimBy } from './deadlines.ts';
import type { ContractTerms } from './facts.ts';
import { mailboxesCounted, reversibilityFee } from './fee.ts';
import type { InvoiceLine } from './invoice-line.ts';
import { type LineFacts, lineOf } from './lines.ts';
import type { LocalDate } from './local-date.ts';
import { restoreCharge } from './restore-charge.ts';
import { CONTRACT_PACK } from './rule-pack.ts';
import { monthMs, slaCredit } from './sla.ts';
import type { Charge, ContractState } from './state.ts';

/** The day on which a line counts as issued: its export, else today. */
export type IssuedOn = (lineId: string) => LocalDate;

/** What the client owes or is owed for single acts: hand-over, media, restores, penalty, unavailability. */
export function chargeLines(state: ContractState, issuedOn: IssuedOn): readonly InvoiceLine[] {
  const { terms, charges } = state;
  if (terms === null) return [];
  const facts = [
    ...feeFacts(state, terms, issuedOn),
    ...charges.flatMap((charge) => (isDue(state, charge) ? chargeFacts(state, terms, charge) : [])),
  ];
  return facts.map((one) => lineOf(state, one, issuedOn(one.lineId)));
}

/** Nothing is billed for what happens after the effective termination; a credit may be claimed there. */
function isDue({ lifecycle, charges }: ContractState, charge: Charge): boolean {
  if (charge.kind === 'sla') {
    return charges.find((one) => one.kind === 'sla' && one.month === charge.month) === charge;
  }
  return !('effectiveTermination' in lifecycle) || charge.on <= lifecycle.effectiveTermination;
}

/** The fee of art. 17.2: only where the client accepted the quote; the online package is free. */
function feeFacts(
  { handover, ...state }: ContractState,
  terms: ContractTerms,
  issuedOn: IssuedOn,
): readonly LineFacts[] {
  const { quote, firstDelivery, rehearsal, userMailboxes: user, allMailboxes: all } = handover;
  if (rehearsal || quote === null || !quote.accepted || firstDelivery === null) return [];
  if (user === null || all === null || state.feeWaived) return [];
  const lineId = `reversibility-${firstDelivery.id}`;
  const mailboxes = mailboxesCounted(terms.readings.count, { user, all });
  const fee = reversibilityFee({
    mailboxes,
    reading: quote.reading,
    scope: terms.dataAct.scope,
    quoteOn: quote.on,
    doneOn: firstDelivery.on,
    invoiceOn: issuedOn(lineId),
    directCostCents: state.directCostCents,
    waived: false,
  });
  // What was quoted and accepted is a ceiling.
  const unitPriceCents = Math.min(fee.amountCents, quote.amountCents);
  if (unitPriceCents === 0 && fee.status !== 'needs-review') return [];
  return [
    {
      lineId,
      kind: 'reversibility',
      clause: '17.2',
      reading: fee.reading,
      packId: fee.packId,
      quantity: 1,
      unit: `${mailboxes} mailboxes`,
      unitPriceCents,
      periodStart: firstDelivery.on,
      periodEnd: firstDelivery.on,
      basisEventId: firstDelivery.id,
      proofHash: firstDelivery.proof,
      status: fee.status,
      textFr: `Réversibilité, ${mailboxes} boîtes aux lettres (art. 17.2)`,
    },
  ];
}

function chargeFacts(state: ContractState, terms: ContractTerms, charge: Charge): readonly LineFacts[] {
  const held = heldAfter(state);
  const open = !('effectiveTermination' in state.lifecycle);
  const base = {
    lineId: `${charge.kind}-${charge.id}`,
    reading: null,
    packId: CONTRACT_PACK,
    quantity: 1,
    periodStart: charge.on,
    periodEnd: charge.on,
    basisEventId: charge.id,
    proofHash: charge.proof,
    status: open && held !== null && charge.on > held ? ('held' as const) : ('ready' as const),
  };
  switch (charge.kind) {
    case 'medium': {
      if (charge.cents === 0) return [];
      const textFr = 'Support physique et port, au prix coûtant (art. 17.2)';
      return [{ ...base, kind: 'media', clause: '17.2', unit: 'medium', unitPriceCents: charge.cents, textFr }];
    }
    case 'restore':
      return restoreFacts(terms, charge, base);
    case 'penalty': {
      const { cents: unitPriceCents, disclosedOn } = charge;
      const textFr = `Indemnité de fin anticipée, annoncée le ${disclosedOn}`;
      const line = { ...base, kind: 'penalty', clause: '5', unit: 'penalty', status: 'needs-review' } as const;
      return unitPriceCents === 0 ? [] : [{ ...line, unitPriceCents, disclosedOn, textFr }];
    }
    case 'sla': {
      const { month, downMs } = charge;
      const claimBy = slaClaimBy(month, terms.readings.calendar).result;
      const facts = { priceCents: terms.monthlyPriceCents, downMs, totalMs: monthMs(month) };
      const { creditCents } = slaCredit({ ...facts, claimedOn: charge.on, claimBy });
      if (creditCents === 0) return [];
      const textFr = `Avoir de disponibilité, ${month} (art. 11)`;
      const line = { ...base, kind: 'sla-credit', clause: '11.2', unit: 'month', status: 'ready' } as const;
      return [{ ...line, unitPriceCents: -creditCents, textFr }];
    }
  }
}

function restoreFacts(
  terms: ContractTerms,
  { minutes, cause, acceptedCents }: Charge & { readonly kind: 'restore' },
  base: Pick<
    LineFacts,
    'lineId' | 'reading' | 'packId' | 'periodStart' | 'periodEnd' | 'basisEventId' | 'proofHash' | 'status'
  >,
): readonly LineFacts[] {
  const { verdict, amountCents, quantity } = restoreCharge(terms.restore, { minutes, cause, acceptedCents });
  const restore = { ...base, kind: 'restore', clause: 'An. 1', quantity: 1, unit: 'restore' } as const;
  // Counted in the flat: nothing to pay, and the unit is exported.
  if (verdict === 'in-flat')
    return [{ ...restore, unitPriceCents: 0, textFr: 'Restauration comprise au forfait (annexe 1)' }];
  if (amountCents === 0) return [];
  const status = verdict === 'ask-again' ? 'needs-review' : base.status;
  const textFr = `Restauration de boîte aux lettres, ${quantity} unité(s) (annexe 1)`;
  return [{ ...restore, status, unitPriceCents: amountCents, textFr }];
}
