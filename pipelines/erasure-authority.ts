import {
  type ContractEventBody,
  type ErasurePlan,
  erasureRefusals,
  type Proof,
  type Refusal,
  type TenantId,
} from '../domain/index.ts';
import { type ContractDeps, readContract, recordContractEvent } from './contract.ts';

/** The events that an erasure itself brings about. */
export type ErasureEvent = Extract<
  ContractEventBody,
  { readonly type: 'keys.destroyed' | 'versions.purged' | 'last-lock.expired' }
>;

/** Who ordered an erasure and who approved it, as the contract has it. */
export interface ErasureOrder {
  readonly instruction: { readonly by: string; readonly on: string; readonly reference: string };
  readonly requester: string;
  readonly approver: string;
  /** When the keys were recorded as destroyed, ISO 8601; null before. */
  readonly keysDestroyedAt: string | null;
  /** Certificate 1 is in the ledger. */
  readonly purged: boolean;
  /** Nothing more is to be done. */
  readonly closed: boolean;
}

/** What allows an erasure and keeps its acts: the contract of a tenant. */
export interface ErasureAuthority {
  /** What is against it now; read anew each time. */
  refusals(plan: ErasurePlan): Promise<readonly Refusal[]>;
  order(): Promise<ErasureOrder>;
  /** Appends an act once: a second call with the same `id` changes nothing. */
  record(id: string, body: ErasureEvent, proofs: readonly Proof[], signal: AbortSignal): Promise<void>;
}

/** The authority that the ledger gives: the contract's state, folded anew at each question. */
export function contractAuthority(deps: ContractDeps, tenant: TenantId): ErasureAuthority {
  return {
    refusals: async (plan) => {
      const { state } = await readContract(deps.ledger, tenant);
      return erasureRefusals({ state, planSha256: plan.sha256, now: deps.clock.now() });
    },
    order: async () => {
      const { state, events } = await readContract(deps.ledger, tenant);
      const { instruction, erasure, announcedErasure } = state;
      const told = events.find(({ id }) => id === instruction?.id)?.body;
      const destroyed = events.find(({ body }) => body.type === 'keys.destroyed');
      return {
        instruction:
          instruction === null
            ? { by: '–', on: announcedErasure ?? '–', reference: 'erase.announced' }
            : {
                by: instruction.by.id,
                on: instruction.on,
                reference: told?.type === 'erase.instructed' ? told.reference : instruction.id,
              },
        requester: erasure?.requester.id ?? '–',
        approver: erasure?.approver.id ?? '–',
        keysDestroyedAt: destroyed === undefined ? null : new Date(destroyed.at).toISOString(),
        purged: erasure?.versionsPurged === true,
        closed: state.lifecycle.kind === 'closed',
      };
    },
    record: async (id, body, proofs, signal) => {
      const actor = { id: 'coffre', role: 'system' } as const;
      await recordContractEvent(deps, { tenant, actor, body, proofs, id }, signal);
    },
  };
}
