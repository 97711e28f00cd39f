import type { Actor, ContractEvent, ContractEventBody, Proof } from '../../../domain/index.ts';

/** An event before it has an id: what somebody is about to record. */
export interface Draft {
  readonly body: ContractEventBody;
  readonly actor: Actor;
  readonly proofs: readonly Proof[];
  readonly at: number;
  readonly tenant: string;
}

export const TENANT = 'acme';
export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;

/** Few of everything, so that random events meet each other. */
export const people = {
  client: { id: 'h.roy@acme.example', role: 'client-admin' },
  technician: { id: 't.petit', role: 'technician' },
  approver: { id: 'c.morel', role: 'approver' },
  other: { id: 'd.blanc', role: 'approver' },
  auditor: { id: 'a.noir', role: 'auditor' },
  system: { id: 'coffre', role: 'system' },
} as const satisfies Readonly<Record<string, Actor>>;

const hash = (digit: string): string => digit.repeat(64);
export const proofOf = (kind: string): Proof => ({ kind, sha256: hash('b'), ref: `file:${kind}` });
/** Every proof that a rule asks for by kind. */
export const allProofs = ['signed-pdf', 'letter', 'smtp-answer', 'requisition'].map(proofOf);
export const hashes = { a: hash('a'), b: hash('b'), c: hash('c'), d: hash('d') } as const;

export function eventOf(draft: Draft, id: string): ContractEvent {
  return { id, ...draft };
}
