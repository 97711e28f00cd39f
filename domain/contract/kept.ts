import type { Context } from './context.ts';
import type { ContractState } from './state.ts';

/** No act of a party is dropped: what changes nothing is kept with the answer that it deserves (§ 12, 24). */
export function keep(
  state: ContractState,
  { event, body }: Pick<Context, 'event' | 'body'>,
  answer: string,
): ContractState {
  return { ...state, kept: [...state.kept, { id: event.id, type: body.type, answer }] };
}
