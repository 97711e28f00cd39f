import {
  type ContractEventBody,
  type ContractState,
  clockNeedsPerson,
  type ErasurePlan,
  erasureRefusals,
  type Proof,
  type Refusal,
  type TenantId,
} from '../domain/index.ts';
import { type Contract, type ContractDeps, readContract, recordContractEvent, tryContractEvent } from './contract.ts';

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
  /** What keeps `last-lock.expired` from being recorded now. */
  closing(): Promise<readonly Refusal[]>;
}

export interface AuthorityDeps extends ContractDeps {
  /** The latest instant that this installation knows from before now, or null: after a jump of the clock a person looks first. */
  readonly lastSeenAt: () => Promise<number | null>;
}

const SYSTEM = { id: 'coffre', role: 'system' } as const;
const CLOSING = { type: 'last-lock.expired', absent: true } as const;

/** The authority that the ledger gives: the contract's state, folded anew at each question. */
export function contractAuthority(deps: AuthorityDeps, tenant: TenantId): ErasureAuthority {
  const read = (): Promise<Contract> => readContract(deps.ledger, tenant);
  /** `jumped`: the ledger's last sure instant is too far back; `seen`: one in between shows that the clock did not jump. */
  const clockOf = async (state: ContractState): Promise<{ readonly jumped: boolean; readonly seen: number | null }> => {
    const now = deps.clock.now();
    if (!clockNeedsPerson(state, now, 0)) return { jumped: false, seen: null };
    const seen = await deps.lastSeenAt();
    return { jumped: true, seen: seen === null || seen > now || clockNeedsPerson(state, now, seen) ? null : seen };
  };
  const closing = async (): Promise<readonly Refusal[]> => {
    const { state } = await read();
    const decision = await tryContractEvent(deps, { tenant, actor: SYSTEM, body: CLOSING, proofs: [] });
    if (decision.kind !== 'refused') return [];
    const { seen } = await clockOf(state);
    return decision.reasons.filter(({ rule }) => rule !== 'clock.jump' || seen === null);
  };
  return {
    refusals: async (plan) => {
      const { state } = await read();
      const against = erasureRefusals({ state, planSha256: plan.sha256, now: deps.clock.now() });
      return state.lifecycle.kind === 'erased' ? [...against, ...(await closing())] : against;
    },
    order: async () => orderOf(await read()),
    record: async (id, body, proofs, signal) => {
      const { jumped, seen } = await clockOf((await read()).state);
      if (body.type === 'last-lock.expired' && jumped && seen !== null) {
        const witness = { type: 'clock.witnessed', lastSeenAt: new Date(seen).toISOString() } as const;
        await recordContractEvent(deps, { tenant, actor: SYSTEM, body: witness, proofs: [] }, signal);
      }
      await recordContractEvent(deps, { tenant, actor: SYSTEM, body, proofs, id }, signal);
    },
    closing,
  };
}

function orderOf({ state, events }: Contract): ErasureOrder {
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
}
