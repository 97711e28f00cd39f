import { billedUntil } from './billing.ts';
import type { Context } from './context.ts';
import * as erasure from './erasure-state.ts';
import { fallbackClosed, fallbackOpened } from './fallback.ts';
import { atClient } from './handover-items.ts';
import * as handover from './handover-state.ts';
import { keep } from './kept.ts';
import * as lifecycle from './lifecycle.ts';
import { chargeRecorded, invoiceDisputed, invoiceSettled, linesExported } from './money-state.ts';
import { proofHash } from './proof-hash.ts';
import type { ContractState } from './state.ts';
import { cured, suspended } from './suspension.ts';
import * as terms from './terms-overlay.ts';

/**
 * What an event that no guard refuses makes of the state. Two persons' acts come here as the act that was approved. Where the
 * last billed day moves, the event that moved it is what a credit rests on.
 */
export function apply(context: Context): ContractState {
  const { state } = context;
  const next = applied(context);
  if (billedUntil(next) === billedUntil(state)) return next;
  return { ...next, feesBasis: { id: context.event.id, proof: proofHash(context) } };
}

function applied(context: Context): ContractState {
  const { state, body, event } = context;
  switch (body.type) {
    case 'contract.signed':
      return lifecycle.signed(state, body.terms);
    case 'contract.amended':
      return lifecycle.amended(state, body.terms);
    case 'account.address-changed':
      return { ...state, addresses: [...state.addresses, { email: body.email, from: body.from }] };
    case 'signatory.changed':
      return { ...state, signatories: [...state.signatories, { signatory: body.signatory, from: body.from }] };
    case 'term.renewed':
      return lifecycle.renewed(state, body);
    case 'change.notified':
      return {
        ...state,
        changes: [...state.changes, { id: event.id, effective: body.effective, on: context.today }],
      };
    case 'notice.received':
      return lifecycle.noticeReceived(state, body, context);
    case 'notice.informal':
      return keep(state, context, 'no registered letter: answered with how to give notice');
    case 'notice.disputed':
      return lifecycle.noticeDisputed(state, body.notice);
    case 'notice.dispute-settled':
      return lifecycle.noticeSettled(state, body);
    case 'notice.withdrawn':
      return lifecycle.noticeWithdrawn(state, body);
    case 'notice.ended':
      return lifecycle.noticeEnded(state);
    case 'switch.requested':
      return lifecycle.switchRequested(state, body, context);
    case 'switch.infeasible':
    case 'switch.extended':
      return lifecycle.switchMoved(state, body);
    case 'switch-notice.ended':
      return lifecycle.switchNoticeEnded(state);
    case 'provider.termination-decided':
      return lifecycle.providerTerminated(state, body);
    case 'transition.cancelled':
      return lifecycle.transitionCancelled(state);
    case 'recovery.confirmed':
      return lifecycle.recoveryConfirmed(state, body, context);
    case 'fallback.opened':
      return fallbackOpened(state, context);
    case 'fallback.closed':
      return fallbackClosed(state, context);
    case 'retrieval.ended':
      return erasure.retrievalEnded(state);
    case 'erase.instructed':
      return erasure.eraseInstructed(state, body, context);
    case 'erase.announced':
      return erasure.eraseAnnounced(state, body);
    case 'erase.approved':
      return erasure.eraseApproved(state, body, context);
    case 'keys.destroyed':
      return erasure.keysDestroyed(state);
    case 'versions.purged':
      return erasure.versionsPurged(state, body);
    case 'last-lock.expired':
      return erasure.lastLockExpired(state);
    case 'reversibility.requested':
      return handover.handoverRequested(state, context);
    case 'quote.issued':
      return handover.quoteIssued(state, body, context);
    case 'quote.accepted':
      return handover.quoteAccepted(state);
    case 'route.free-chosen':
      return handover.freeRouteChosen(state);
    case 'inventory.frozen':
      return handover.inventoryFrozen(state, body, context);
    case 'package.verified':
      return handover.packageVerified(state, body);
    case 'package.delivered':
      return handover.packageDelivered(state, body, context);
    case 'items.confirmed':
      return handover.itemsConfirmed(state, body.items);
    case 'items.waived':
      return handover.itemsWaived(state, body.items);
    case 'items.contested':
    case 'items.claimed-late':
      return handover.itemsContested(state, body);
    case 'rework.delivered':
      return handover.reworkDelivered(state, body, context);
    case 'receipt.verified':
      return handover.receiptVerified(state, body, context);
    case 'bytes.covered':
      return handover.bytesCovered(state, body.items);
    case 'delta.needed':
      return handover.deltaNeeded(state);
    case 'cutover.declared':
      return handover.cutoverDeclared(state, body);
    case 'reminder.sent':
      return handover.reminderSent(state, body);
    case 'suspension.started':
      return suspended(state, body, context);
    case 'suspension.cured':
      return cured(state);
    case 'terms.offered':
      return terms.termsOffered(state, body, context);
    case 'terms.entered-into-force':
      return terms.termsInForce(state);
    case 'terms.refused':
      return terms.termsRefused(state, body, context);
    case 'terms.used':
      return terms.termsUsed(state, body, context);
    case 'terms.deadline-passed':
      return terms.termsDeadlinePassed(state);
    case 'hold.set': {
      const { holdId: id, reason, until } = body;
      return { ...state, holds: [...state.holds, { id, reason, until }] };
    }
    case 'hold.released':
      return { ...state, holds: state.holds.filter((one) => one.id !== body.holdId) };
    case 'invoice.disputed':
      return invoiceDisputed(state, body);
    case 'invoice.dispute-settled':
      return invoiceSettled(state, body.lineIds);
    case 'cost-sheet.recorded':
      return { ...state, directCostCents: body.directCostCents };
    case 'fee.waived':
      return { ...state, feeWaived: true };
    case 'medium.purchased':
    case 'restore.charged':
    case 'penalty.recorded':
    case 'sla.claimed':
      return chargeRecorded(state, body, context);
    case 'line.exported':
      return linesExported(state, body.lineIds, context);
    case 'clock.witnessed':
    case 'clock.acknowledged':
      return state;
    case 'act.proposed': {
      const { proposalId: id, act } = body;
      const of = atClient(state.handover);
      const proposal = { id, by: event.actor, at: context.at, act, proofs: event.proofs, of };
      return { ...state, proposals: [...state.proposals, proposal] };
    }
    case 'act.approved':
      return state;
  }
}
