import type { Clock } from '../core/index.ts';
import {
  type Actor,
  type Cents,
  type RestoreCharge,
  type RestoreFacts,
  type RestoreTerms,
  restoreCharge,
} from '../domain/index.ts';
import type { Ledger } from '../ledger/index.ts';
import { readContract, recordContractEvent } from './contract.ts';
import { pipelineError } from './errors.ts';

export interface RestoreChargeRequest {
  readonly tenant: string;
  /** Labour in minutes, without the time that machines take. */
  readonly minutes: number;
  readonly cause: RestoreFacts['cause'];
  /** What the client accepted before the work, in cents: a ceiling. Null: nothing yet. */
  readonly acceptedCents: Cents | null;
}

/** What a restore costs before it is done; `charge` is null where no contract is recorded: then nothing is charged. */
export interface QuotedRestore {
  readonly charge: RestoreCharge | null;
  readonly support: RestoreTerms['support'] | null;
  readonly cause: RestoreFacts['cause'];
  readonly minutes: number;
}

/** What a restore would cost the client by its contract now (annex 1); writes nothing. */
export async function quoteRestore(
  ledger: Pick<Ledger, 'events'>,
  { tenant, minutes, cause, acceptedCents }: RestoreChargeRequest,
): Promise<QuotedRestore> {
  const { terms } = (await readContract(ledger, tenant)).state;
  const charge = terms === null ? null : restoreCharge(terms.restore, { minutes, cause, acceptedCents });
  return { charge, support: terms?.restore.support ?? null, cause, minutes };
}

export interface ChargeDeps {
  readonly ledger: Pick<Ledger, 'append' | 'events'>;
  readonly clock: Clock;
  readonly random: (bytes: number) => Uint8Array;
}

/**
 * Asked before a byte is restored: the price was shown, and where there is one the client accepted it. Both are acts.
 * RESTORE_CHARGE_NOT_ACCEPTED where a price stands and nobody accepted it, or it is above what was accepted.
 */
export async function acceptRestoreCharge(
  deps: ChargeDeps,
  request: RestoreChargeRequest & { readonly actor: Actor; readonly snapshot: string },
  signal: AbortSignal,
): Promise<QuotedRestore> {
  const quoted = await quoteRestore(deps.ledger, request);
  const { charge } = quoted;
  if (charge === null) return quoted;
  const { tenant, actor, snapshot, minutes, cause, acceptedCents } = request;
  const price = charge.computedCents ?? 0;
  if (charge.verdict === 'not-accepted' || charge.verdict === 'ask-again') {
    const above = charge.verdict === 'ask-again' ? `, above the ${acceptedCents ?? 0} accepted` : '';
    throw pipelineError(
      'RESTORE_CHARGE_NOT_ACCEPTED',
      `this restore costs the client ${price} cents without tax${above}`,
      {
        hint: `Tell the client, then repeat with --accept-charge ${price}; --cause names a cause that is not the client’s.`,
        facts: { computedCents: price },
      },
    );
  }
  const facts = { snapshot, minutes, cause, computedCents: price, verdict: charge.verdict };
  await deps.ledger.append({ actor: actor.id, type: 'restore.quoted', tenant, body: facts }, signal);
  if (acceptedCents !== null && charge.verdict === 'charge') {
    const body = { snapshot, acceptedCents };
    await deps.ledger.append({ actor: actor.id, type: 'restore.accepted', tenant, body }, signal);
  }
  return quoted;
}

/** After the work: `restore.charged` under the contract, from which the invoice line follows. Nothing without a contract. */
export async function recordRestoreCharge(
  deps: ChargeDeps,
  request: RestoreChargeRequest & { readonly actor: Actor; readonly restoreId: string },
  signal: AbortSignal,
): Promise<boolean> {
  const { tenant, actor, restoreId, minutes, cause, acceptedCents } = request;
  const { terms } = (await readContract(deps.ledger, tenant)).state;
  if (terms === null) return false;
  const body = { type: 'restore.charged', restoreId, minutes, accepted: acceptedCents ?? 0, cause } as const;
  const act = { tenant, actor, body, proofs: [], id: `restore.charged-${restoreId}` };
  return (await recordContractEvent(deps, act, signal)).recorded;
}
