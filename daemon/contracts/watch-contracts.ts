import { endOfDay, parisDay, tenantId } from '../../domain/index.ts';
import { contractEventTypes } from '../../ledger/index.ts';
import type { App } from '../app.ts';
import { keepSeen, lastSeenInstant, readSeen, type Witnesses, witnessesOf } from './last-seen.ts';
import { openDuties } from './open-duties.ts';
import { tellDuties } from './tell-duties.ts';
import { type Tended, tendContract } from './tend-contract.ts';

/** How often contracts are looked at; days decide, so that more often tells nothing sooner than a person reads it. */
const LOOK_MS = 15 * 60_000;

/** Looks at the contracts every quarter of an hour and right after each midnight of Paris, until the signal aborts. */
export async function watchContracts(app: App, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await tendContracts(app, signal);
    } catch (error) {
      signal.throwIfAborted();
      app.log.error({ err: error }, 'the contracts could not be looked at; tried again');
    }
    const now = app.clock.now();
    await app.clock.sleep(Math.min(LOOK_MS, endOfDay(parisDay(now)) - now), signal);
  }
}

/** The look under way of each process's parts: one follows the other, so that nothing is told twice from here. */
const looks = new WeakMap<App, Promise<unknown>>();

/** As `look`, behind the one that is under way: for `serve`, and right after a client has declared something. */
export function tendContracts(app: App, signal: AbortSignal): Promise<readonly Tended[]> {
  const before = looks.get(app) ?? Promise.resolve();
  const turn = before.then(
    () => look(app, signal),
    () => look(app, signal),
  );
  looks.set(app, turn);
  return turn;
}

/**
 * One look at the contract of every configured tenant that has one: records what time alone brings, tells what is to be told.
 * A contract that cannot be read stops no other. No lease is held: events are put in order by the ledger, and a duty is told
 * once whoever tells it, or at worst twice where two daemons look at the same moment.
 */
async function look(app: App, signal: AbortSignal): Promise<readonly Tended[]> {
  const catalog = await app.catalog();
  const { tenants, witnesses } = await contractsOf(app);
  const now = app.clock.now();
  const seen = lastSeenInstant(await readSeen(catalog), witnesses, now);
  const tended: Tended[] = [];
  for (const tenant of tenants) {
    try {
      tended.push(await tendContract(app, tenant, seen, signal));
    } catch (error) {
      signal.throwIfAborted();
      app.log.error({ tenant, err: error }, 'this contract could not be looked at');
    }
  }
  for (const one of tended) app.metrics.contractDuties(tenantId(one.tenant), openDuties(one));
  await tellDuties(app, tended, signal);
  await keepSeen(catalog, seen, now);
  return tended;
}

const types: ReadonlySet<string> = new Set(contractEventTypes());

/** Configured tenants with a contract, and what all acts say of time. Acts are read a tenant at a time: there may be many. */
export async function contractsOf(
  app: App,
): Promise<{ readonly tenants: readonly string[]; readonly witnesses: Witnesses }> {
  const ledger = await app.ledger();
  const tenants: string[] = [];
  const acts: number[] = [];
  const acknowledged: number[] = [];
  for (const { id } of app.config.tenants) {
    const own = await ledger.events({ tenant: id });
    const seen = witnessesOf(own);
    for (const at of seen.acts) acts.push(at);
    for (const at of seen.acknowledged) acknowledged.push(at);
    if (own.some(({ type }) => types.has(type))) tenants.push(id);
  }
  return { tenants, witnesses: { acts, acknowledged } };
}
