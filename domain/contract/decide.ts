import type { ContractEvent } from './events.ts';
import type { ContractState, Decision } from './state.ts';

/** What becomes of an event; `now` is the recorder's clock: an event that lies behind it in time is refused. */
export function decide(_state: ContractState, _event: ContractEvent, _now: number): Decision {
  throw new Error('not yet');
}
