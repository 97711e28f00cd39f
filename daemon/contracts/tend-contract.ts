import { CodedError } from '../../core/index.ts';
import {
  type Actor,
  type ContractEvent,
  type ContractState,
  clockNeedsPerson,
  type Duty,
  dueEvents,
  dutiesOf,
  foldContract,
  tenantId,
} from '../../domain/index.ts';
import { contractEvents, type LedgerEvent } from '../../ledger/index.ts';
import { readContract, recentDuties, recordContractEvent, releaseStalePackages } from '../../pipelines/index.ts';
import type { App } from '../app.ts';
import { identityOf, toldDuties } from './told-duties.ts';

/** The daemon, as it records events. */
export const DAEMON: Actor = { id: 'coffre', role: 'system' };
/** A chain of renewals over many years is a dozen events; more than this is a rule that never rests. */
const MOST_EVENTS = 100;
/** Duties of an event are told again within this time where nobody was told yet; later they are history. */
const RECENT_MS = 30 * 86_400_000;

export interface Tended {
  readonly tenant: string;
  readonly state: ContractState;
  readonly events: readonly ContractEvent[];
  /** Everything that is to be told or done, told already or not. */
  readonly duties: readonly Duty[];
  /** Keys of those that a date brings: they stand until somebody did them, while those of an event pass. */
  readonly standing: ReadonlySet<string>;
  readonly told: { readonly has: (duty: Duty) => boolean };
}

/**
 * One look at a contract: records what time alone brings (contract.md § 6.6; renewal is the only one with legal effect) and
 * gives what follows for people. `lastSeenAt` (ms) is the latest instant known from before now: after a jump of the clock
 * nothing is recorded, and the clock is the only duty, until a person has looked.
 */
export async function tendContract(app: App, tenant: string, lastSeenAt: number, signal: AbortSignal): Promise<Tended> {
  const ledger = await app.ledger();
  await recordDue(app, tenant, lastSeenAt, signal);
  const acts = await ledger.events({ tenant });
  const events = contractEvents(acts);
  const looked = lookAt(tenant, events, app.clock.now(), lastSeenAt);
  await release(app, tenant, looked.state, acts, signal);
  return { tenant, ...looked, told: toldDuties(acts) };
}

/** Never in the way of what a contract needs: what fails is tried at the next look. */
async function release(
  app: App,
  tenant: string,
  state: ContractState,
  acts: readonly LedgerEvent[],
  signal: AbortSignal,
): Promise<void> {
  try {
    const deps = {
      vault: await app.vault(),
      catalog: await app.catalog(),
      clock: app.clock,
      ledger: await app.ledger(),
    };
    const request = { tenant: tenantId(tenant), state, acts, by: DAEMON.id, signal };
    const released = await releaseStalePackages(deps, request);
    if (released.length > 0)
      app.log.info({ tenant, packages: released }, 'restore points of an earlier hand-over released');
  } catch (error) {
    signal.throwIfAborted();
    app.log.error({ tenant, err: error }, 'restore points of an earlier hand-over could not be released');
  }
}

/** State and duties as they are, nothing recorded: for `tendContract`, and for whoever only shows them. */
export function lookAt(
  tenant: string,
  events: readonly ContractEvent[],
  now: number,
  lastSeenAt: number,
): Pick<Tended, 'state' | 'events' | 'duties' | 'standing'> {
  const state = foldContract(tenant, events);
  const jumped = state.terms !== null && clockNeedsPerson(state, now, lastSeenAt);
  const recent = jumped ? [] : recentDuties(tenant, events, now - RECENT_MS);
  const dated = dutiesOf(state, now, lastSeenAt);
  const known = new Set<string>();
  const duties = [...recent, ...dated].filter((duty) => {
    const identity = identityOf(duty);
    return !known.has(identity) && known.add(identity);
  });
  return { state, events, duties, standing: new Set(dated.map(({ key }) => key)) };
}

async function recordDue(app: App, tenant: string, lastSeenAt: number, signal: AbortSignal): Promise<void> {
  const ledger = await app.ledger();
  const deps = { ledger, clock: app.clock, random: app.random };
  let before = '';
  for (let count = 0; count < MOST_EVENTS; count++) {
    const { state } = await readContract(ledger, tenant);
    const now = app.clock.now();
    // A clock that went back has seen nothing later than it shows.
    const [next] = dueEvents(state, now, Math.min(lastSeenAt, now));
    if (next === undefined) return;
    const again = JSON.stringify(next);
    if (again === before) {
      app.log.error({ tenant, event: next.type }, 'what time brought changed nothing: not recorded again');
      return;
    }
    before = again;
    try {
      const { event } = await recordContractEvent(deps, { tenant, actor: DAEMON, body: next, proofs: [] }, signal);
      app.log.info({ tenant, event: event.body.type }, 'contract');
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== 'CONTRACT_REFUSED') throw error;
      // Another daemon was first, or a person decided meanwhile: the next look starts from what is there then.
      app.log.warn({ tenant, event: next.type, err: error }, 'what time brings was refused');
      return;
    }
  }
}
