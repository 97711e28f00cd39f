import { personKey } from '../../core/index.ts';
import type { ContractTerms } from './facts.ts';
import type { LocalDate } from './local-date.ts';
import type { ContractState } from './state.ts';

/** Who may sign for the client on a day: the last one told whose time has come. */
export function signatoryOn(
  { signatories }: Pick<ContractState, 'signatories'>,
  day: LocalDate,
): ContractTerms['signatory'] | null {
  return signatories.findLast(({ from }) => from === null || from <= day)?.signatory ?? null;
}

/** True for the name or the address of that person, in any spelling. */
export function isSignatory(state: Pick<ContractState, 'signatories'>, name: string, day: LocalDate): boolean {
  const found = signatoryOn(state, day);
  return found !== null && [found.name, found.email].some((known) => personKey(known) === personKey(name));
}
