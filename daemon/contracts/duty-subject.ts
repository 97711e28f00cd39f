import type { ContractEvent, ContractEventBody, Duty } from '../../domain/index.ts';
import type { DutySubject } from '../notices/index.ts';
import type { Tended } from './tend-contract.ts';

/** What a message about a duty tells of: the duty, the event that brought it where one did, and the contract as it stands. */
export function dutySubject(
  { tenant, state, events }: Pick<Tended, 'tenant' | 'state' | 'events'>,
  duty: Duty,
  { tenantName, now }: { readonly tenantName: string; readonly now: number },
): DutySubject {
  const event = eventOf(duty, events);
  return {
    duty,
    tenant,
    tenantName,
    state,
    event,
    body: event === null ? null : effectiveBody(event, events),
    at: event?.at ?? now,
  };
}

/** The key of a duty that an event brought ends in that event's id. */
function eventOf({ key, what }: Duty, events: readonly ContractEvent[]): ContractEvent | null {
  const about = key.slice(what.length + 1);
  return events.find(({ id }) => id === about) ?? null;
}

/** The act itself where two persons made it: the approval names the proposal that holds it. */
function effectiveBody({ body }: ContractEvent, events: readonly ContractEvent[]): ContractEventBody {
  if (body.type !== 'act.approved') return body;
  const { proposalId } = body;
  for (const one of events) {
    if (one.body.type === 'act.proposed' && one.body.proposalId === proposalId) return one.body.act;
  }
  return body;
}
