import {
  type Actor,
  type App,
  type Contract,
  type ContractEventBody,
  type ContractOutcome,
  daemonError,
  isTwoPersonType,
  may,
  type Proof,
  readContract,
  recordContractEvent,
  type TwoPersonEvent,
  whoActs,
} from '../../daemon/index.ts';
import type { CommandContext } from '../command.ts';

/** One client's contract as a command works on it. */
export interface OpenContract extends Contract {
  readonly app: App;
  readonly tenant: string;
  readonly name: string;
  readonly actor: Actor;
  /** The instant of the command. */
  readonly now: number;
  /** Records an event; refused where a rule is against it (CONTRACT_REFUSED, exit 4). */
  record(body: ContractEventBody, proofs: readonly Proof[], id?: string): Promise<ContractOutcome>;
}

/** TENANT_UNKNOWN where neither the configuration nor the ledger knows the tenant; ROLE_TENANT where it is not the actor's. */
export async function openContract(context: CommandContext, tenant: string): Promise<OpenContract> {
  const app = await context.app();
  const ledger = await app.ledger();
  const configured = app.config.tenants.find((one) => one.id === tenant);
  const contract = await readContract(ledger, tenant);
  if (configured === undefined && contract.events.length === 0) {
    throw daemonError('TENANT_UNKNOWN', `no tenant ${JSON.stringify(tenant.slice(0, 80))} is configured`);
  }
  const actor = whoActs(app.config, context.actor, tenant);
  return {
    ...contract,
    app,
    tenant,
    name: configured?.name ?? tenant,
    actor,
    now: app.clock.now(),
    record: (body, proofs, id) =>
      recordContractEvent(
        { ledger, clock: app.clock, random: app.random },
        { tenant, actor, body, proofs, ...(id === undefined ? {} : { id }) },
        context.signal,
      ),
  };
}

/**
 * An act that this person may not do alone becomes a proposal, which another person approves; every other act stays as it is.
 * `proposalId` is what the second person names.
 */
export function asProposal(
  contract: Pick<OpenContract, 'actor'>,
  body: ContractEventBody,
  proposalId: string,
): ContractEventBody {
  if (!isTwoPersonType(body.type) || may(contract.actor.role, body.type)) return body;
  return { type: 'act.proposed', proposalId, act: body as TwoPersonEvent };
}
