import { feesStop } from './billing.ts';
import { retrievalUntil } from './data-act.ts';
import { eraseDelay } from './deadlines.ts';
import { earlierOf, type LocalDate, laterOf } from './local-date.ts';
import type { ContractState } from './state.ts';

export interface Ending {
  readonly contractEnd: LocalDate;
  /** The Paris day of the full confirmation, or of the fallback's closing. */
  readonly on: LocalDate;
  readonly fallback: boolean;
  readonly feesUntil: LocalDate | null;
  /** Last day of a switch's transition, where there is one. */
  readonly latest: LocalDate | null;
}

/** The contract is over: effective on the later of its end and the confirmation (§ 4.1), data kept for the delay at least. */
export function terminated(state: ContractState, ending: Ending): ContractState {
  const { contractEnd, fallback } = ending;
  const effectiveTermination = laterOf(contractEnd, ending.on);
  const until = retrievalEnd(state, effectiveTermination, ending.latest);
  const stop = feesStop(state, ending);
  const feesUntil = stop === null ? effectiveTermination : earlierOf(stop, effectiveTermination);
  const lifecycle = { kind: 'terminated', contractEnd, effectiveTermination, fallback, feesUntil } as const;
  return { ...state, lifecycle: { ...lifecycle, retrievalUntil: until }, notices: [] };
}

/** The later of the erasure's delay and, where a switch had a transition, of the retrieval period that follows it. */
function retrievalEnd(state: ContractState, effective: LocalDate, latest: LocalDate | null): LocalDate {
  const { terms } = state;
  if (terms === null) return effective;
  const { calendar } = terms.readings;
  const delay = eraseDelay(effective, terms.profile, calendar).result;
  const retrieval = latest === null ? null : retrievalUntil(latest, calendar);
  return retrieval === null ? delay : laterOf(delay, retrieval.result);
}

/** A contract whose end has come: straight to its termination where the client's confirmation stands already. */
export function ended(
  state: ContractState,
  transition: ContractState['lifecycle'] & { kind: 'transition' },
): ContractState {
  const { confirmation } = state;
  if (confirmation === null) return { ...state, lifecycle: transition, notices: [] };
  const { contractEnd, latest, feesUntil } = transition;
  return terminated(state, { contractEnd, on: confirmation.on, fallback: false, feesUntil, latest });
}
