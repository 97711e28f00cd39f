import { CONFIGURATION_MAILBOX, type ContractState, parisDay, type TenantId } from '../domain/index.ts';
import { contractEvents, type Ledger, type LedgerEvent } from '../ledger/index.ts';
import type { BackupDeps } from './backup-deps.ts';
import { listPackages } from './handover-open-package.ts';
import { pinSnapshots } from './handover-pins.ts';

const RELEASED = 'handover.released';

export interface ReleaseRequest {
  readonly tenant: TenantId;
  readonly state: ContractState;
  /** Acts of the tenant, as the ledger tells them. */
  readonly acts: readonly LedgerEvent[];
  readonly by: string;
  readonly signal: AbortSignal;
}

/**
 * Lets retention have again what packages of an earlier hand-over kept: one that both parties cancelled, or a rehearsal that a
 * later request put aside. What the running hand-over names stays pinned, and so does everything of a contract that has ended.
 * Gives the ids of the packages released; the vault is only asked where the ledger knows of a freeze that is not released.
 */
export async function releaseStalePackages(
  deps: Pick<BackupDeps, 'vault' | 'catalog' | 'clock'> & { readonly ledger: Pick<Ledger, 'append'> },
  { tenant, state, acts, by, signal }: ReleaseRequest,
): Promise<readonly string[]> {
  const { handover, lifecycle } = state;
  if ('effectiveTermination' in lifecycle) return [];
  const { requestedOn } = handover;
  const isStale = (frozenAt: string): boolean =>
    handover.kind === 'none' || (requestedOn !== null && parisDay(Date.parse(frozenAt)) < requestedOn);
  const done = releasedFreezes(acts);
  const frozen = contractEvents(acts).flatMap(({ body }) => (body.type === 'inventory.frozen' ? [body.frozenAt] : []));
  if (!frozen.some((at) => isStale(at) && !done.has(at))) return [];

  const packages = (await listPackages(deps.vault, tenant, signal)).map(({ freeze }) => freeze);
  const stale = packages.filter(({ frozenAt }) => isStale(frozenAt) && !done.has(frozenAt));
  const kept = new Set(
    packages
      .filter(({ frozenAt }) => !isStale(frozenAt))
      .flatMap(snapshotsOf)
      .map(nameOf),
  );
  const snapshots = stale.flatMap(snapshotsOf).filter((one) => !kept.has(nameOf(one)));
  await pinSnapshots(deps, { tenant, snapshots, on: false, reason: 'hand-over cancelled', by, signal });
  const ids = stale.map((one) => one.packageId);
  const frozenAt = [...new Set([...stale.map((one) => one.frozenAt), ...frozen.filter(isStale)])];
  await deps.ledger.append({ actor: by, type: RELEASED, tenant, body: { packages: ids, frozenAt } }, signal);
  return ids;
}

type Freeze = Awaited<ReturnType<typeof listPackages>>[number]['freeze'];

function snapshotsOf({ parts, configuration }: Freeze): readonly { mailboxId: string; snapshot: string }[] {
  const mail = parts.map(({ mailboxId, snapshot }) => ({ mailboxId, snapshot }));
  return configuration === null
    ? mail
    : [...mail, { mailboxId: CONFIGURATION_MAILBOX, snapshot: configuration.snapshot }];
}

const nameOf = (one: { readonly mailboxId: string; readonly snapshot: string }): string =>
  `${one.mailboxId}\0${one.snapshot}`;

function releasedFreezes(acts: readonly LedgerEvent[]): ReadonlySet<unknown> {
  return new Set(
    acts.flatMap(({ type, body }) => (type === RELEASED && Array.isArray(body['frozenAt']) ? body['frozenAt'] : [])),
  );
}
