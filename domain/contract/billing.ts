import { earlierOf, type LocalDate, laterOf, plusDays } from './local-date.ts';
import { contractRules } from './rule-pack.ts';
import type { ContractState } from './state.ts';

export interface FeesStop {
  readonly contractEnd: LocalDate;
  readonly feesUntil: LocalDate | null;
  readonly latest: LocalDate | null;
}

/**
 * The last billed day where something stops the fees before the effective termination, never before the contract's end but
 * for a cause (§ 3.2, § 5): proof (a) or (b), the end of a switch's transition where the Data Act may cover the service.
 */
export function feesStop({ terms, handover }: ContractState, ending: FeesStop): LocalDate | null {
  const { contractEnd, feesUntil, latest } = ending;
  const afterEnd = [handover.rehearsal ? null : handover.provenOn, terms?.dataAct.scope === 'no' ? null : latest];
  const stops = [
    ...(feesUntil === null ? [] : [feesUntil]),
    ...afterEnd.flatMap((day) => (day === null ? [] : [laterOf(contractEnd, day)])),
  ];
  return stops.reduce<LocalDate | null>((first, day) => (first === null ? day : earlierOf(first, day)), null);
}

/** The last billed day as far as it is known: of an ended contract always, of one in transition where the fees have stopped. */
export function billedUntil(state: ContractState): LocalDate | null {
  const { lifecycle } = state;
  if ('effectiveTermination' in lifecycle) return lifecycle.feesUntil;
  return lifecycle.kind === 'transition' ? feesStop(state, lifecycle) : null;
}

/**
 * The day after which nothing is issued without an approver (§ 5, R): thirty days after the first delivery, once the
 * contract has ended. Null while nothing is delivered.
 */
export function heldAfter({ lifecycle, handover }: ContractState): LocalDate | null {
  const { firstDelivery, rehearsal } = handover;
  if (firstDelivery === null || rehearsal || !('contractEnd' in lifecycle)) return null;
  const days = contractRules.reminderDays.at(-1) ?? 0;
  return laterOf(plusDays(firstDelivery.on, days), lifecycle.contractEnd);
}
