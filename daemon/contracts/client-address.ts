import { type ContractState, parisDay, signatoryOn } from '../../domain/index.ts';

/**
 * Where legal mails to a client go now: « l'adresse rattachée au Compte CLIENT » (8.2), the value valid at sending; without
 * one the signatory's. Null before a contract is signed.
 */
export function clientAddress(state: ContractState, now: number): string | null {
  const today = parisDay(now);
  const told = state.addresses.findLast(({ from }) => from <= today)?.email;
  return told ?? signatoryOn(state, today)?.email ?? state.terms?.signatory.email ?? null;
}
