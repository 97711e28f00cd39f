import type { z } from 'zod';
import type { JsonValue } from '../core/index.ts';
import type { Actor, ContractEvent, ContractEventBody, ContractEventType, Proof } from '../domain/index.ts';
import { contractBodySchemas, frameSchema, isContractEventType } from './contract-schemas.ts';
import { ledgerError } from './errors.ts';
import type { LedgerEvent, NewAct } from './ledger.ts';

/** A contract event as it is to be appended: the type is the act's, who and why stand in its body. */
export interface NewContractEvent {
  readonly id: string;
  readonly actor: Actor;
  readonly tenant: string;
  readonly proofs: readonly Proof[];
  readonly body: ContractEventBody;
}

/**
 * The act that carries a contract event. Its payload is kept as it was given; `contractEvents` reads the same back.
 * LEDGER_EVENT_INVALID names the first field that would not: an act is there for ever, and one that does not read as what its
 * type says would end the reading of everything about its tenant.
 */
export function contractAct(event: NewContractEvent): NewAct {
  const { type, ...payload } = event.body;
  const body = { id: event.id, role: event.actor.role, proofs: event.proofs, payload };
  const frame = frameSchema.safeParse(body);
  if (!frame.success) throw invalid(type, frame.error);
  const read = contractBodySchemas[type].safeParse(payload);
  if (!read.success) throw invalid(type, read.error);
  return { actor: event.actor.id, type, tenant: event.tenant, body: body as unknown as NewAct['body'] };
}

/**
 * A payload from outside (a command's file, a form) as a contract event. LEDGER_EVENT_INVALID names the first field that is
 * wrong; nothing that does not parse is ever appended.
 */
export function parseContractEvent(type: string, payload: unknown): ContractEventBody {
  if (!isContractEventType(type)) {
    throw ledgerError('LEDGER_EVENT_INVALID', `${JSON.stringify(type.slice(0, 80))} is no contract event`);
  }
  const parsed = contractBodySchemas[type].safeParse(payload);
  if (parsed.success) return { type, ...(parsed.data as object) } as ContractEventBody;
  throw invalid(type, parsed.error);
}

function invalid(type: string, { issues: [first] }: z.ZodError): Error {
  const where = first === undefined || first.path.length === 0 ? 'the event' : first.path.map(String).join('.');
  return ledgerError('LEDGER_EVENT_INVALID', `${type}: ${where}: ${first?.message ?? 'not as it should be'}`);
}

/** The types a contract event may have. */
export function contractEventTypes(): readonly ContractEventType[] {
  return Object.keys(contractBodySchemas).filter(isContractEventType);
}

/**
 * The contract events among the acts, in order. LEDGER_EVENT_UNREADABLE where an act bears the type of one and does not read
 * as one: a newer program wrote it, and to go on without it would be to guess at a contract's state.
 */
export function contractEvents(acts: readonly LedgerEvent[]): readonly ContractEvent[] {
  return acts.flatMap((act) => (isContractEventType(act.type) ? [readEvent(act, act.type)] : []));
}

function readEvent(act: LedgerEvent, type: ContractEventType): ContractEvent {
  const frame = frameSchema.safeParse(act.body);
  const body = frame.success ? contractBodySchemas[type].safeParse(frame.data.payload) : undefined;
  if (!frame.success || body === undefined || !body.success || act.tenant === null) {
    throw ledgerError('LEDGER_EVENT_UNREADABLE', `act ${act.seq} (${type}) does not read as a contract event`);
  }
  return {
    id: frame.data.id,
    at: Date.parse(act.at),
    actor: { id: act.actor, role: frame.data.role },
    tenant: act.tenant,
    proofs: frame.data.proofs,
    body: { type, ...(body.data as Record<string, JsonValue>) } as ContractEventBody,
  };
}
