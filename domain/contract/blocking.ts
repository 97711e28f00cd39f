import { type Context, contextOf } from './context.ts';
import type { ContractEventBody } from './events.ts';
import { both, type Guard, refusalOf } from './guard.ts';
import { guards } from './guards.ts';
import { confirmationGuards, erasureGuards } from './guards-ending.ts';
import { isDelivered } from './handover-items.ts';
import { parisDay } from './paris.ts';
import { signatoryOn } from './signatory.ts';
import type { ContractState, Refusal } from './state.ts';

/**
 * What keeps the contract from ending, or from erasure where it has ended, in the order in which it can be unlocked: the same
 * guards that an event would meet, asked of the act that everybody waits for. Empty once that act would be accepted.
 */
export function blocking(state: ContractState, now: number): readonly Refusal[] {
  switch (state.lifecycle.kind) {
    case 'draft':
      return [path('L1.unsigned', '5', both('aucun contrat n’est signé', 'no contract is signed'), sign)];
    case 'active':
    case 'notice':
    case 'switch-notice':
    case 'transition':
      return [...onTheWay(state, now), ...against(state, now, confirmation(state, now), confirmationGuards)];
    case 'terminated':
    case 'erasable':
      return against(state, now, { type: 'erase.approved', planSha256: '' }, erasureGuards);
    case 'erasing':
      return against(state, now, { type: 'keys.destroyed', copies: 0 }, erasureGuards);
    case 'erased':
      return against(state, now, { type: 'last-lock.expired', absent: true }, named('L14.lock'));
    case 'closed':
      return [];
  }
}

const sign = both('contract.signed', 'contract.signed');
const named = (...rules: readonly string[]): readonly Guard[] =>
  rules.flatMap((rule) => (guards[rule] === undefined ? [] : [guards[rule]]));

function path(rule: string, clause: string, message: Refusal['message'], unlockedBy: Refusal['unlockedBy']): Refusal {
  return { rule, clause, message, unlockedBy };
}

/** Steps that no confirmation can replace: an end, a request, a delivery. */
function onTheWay(state: ContractState, now: number): readonly Refusal[] {
  const { lifecycle, handover } = state;
  const steps: Refusal[] = [];
  if (lifecycle.kind === 'active') {
    const message = both('aucun préavis n’est donné', 'no notice is given');
    const unlockedBy = both(
      `un préavis (notice.received) ; sinon reconduction après le ${lifecycle.termEnd}`,
      `a notice (notice.received); else the term is renewed after ${lifecycle.termEnd}`,
    );
    steps.push(path('L3.none', '5', message, unlockedBy));
  }
  if (lifecycle.kind === 'notice') {
    steps.push(...against(state, now, { type: 'notice.ended' }, named('L5.day', 'L5.disputed')));
  }
  if (handover.kind === 'none' || (handover.rehearsal && lifecycle.kind !== 'active')) {
    const message = both('la remise n’est pas demandée', 'the hand-over is not requested');
    steps.push(path('H1.none', '17.2', message, both('reversibility.requested', 'reversibility.requested')));
  } else if (!isDelivered(handover)) {
    const message = both(`la remise en est à l’étape ${handover.kind}`, `the hand-over stands at ${handover.kind}`);
    steps.push(path('H5.none', '17.2', message, both('package.delivered', 'package.delivered')));
  }
  return steps;
}

/** The confirmation that everybody waits for, as the entitled person would give it. */
function confirmation(state: ContractState, now: number): ContractEventBody {
  const { round, root } = state.handover;
  const signatory = signatoryOn(state, parisDay(now))?.name ?? '';
  return { type: 'recovery.confirmed', round, root: root ?? '', statement: '', secondFactor: true, signatory };
}

function against(
  state: ContractState,
  now: number,
  body: ContractEventBody,
  asked: readonly Guard[],
): readonly Refusal[] {
  const actor = { id: 'system', role: 'system' } as const;
  const event = { id: '(asked)', at: now, actor, tenant: state.tenant, proofs: [], body };
  const context: Context = contextOf(state, event, now);
  return asked
    .filter(({ on }) => on === 'any' || on.includes(body.type))
    .filter((guard) => !guard.holds(context))
    .map((guard) => refusalOf(guard, context));
}
