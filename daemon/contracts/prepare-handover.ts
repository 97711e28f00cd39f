import { join } from 'node:path';
import { type Actor, type ContractState, type TenantId, tenantId } from '../../domain/index.ts';
import {
  buildPackage,
  cleanHandoverSpool,
  contractRefused,
  createSpool,
  freezeInventory,
  HANDOVER_SPOOL,
  type HandoverDeps,
  listPackages,
  type PackageVerification,
  readContract,
  recordContractEvent,
  tryContractEvent,
  verifyPackage,
} from '../../pipelines/index.ts';
import type { App } from '../app.ts';
import { daemonError } from '../errors.ts';
import { changedItems } from './changed-items.ts';
import { whoChanges } from './who-acts.ts';

export interface PrepareRequest {
  readonly tenant: string;
  readonly actor: Actor;
  /** These items only; null: everything in the first round, what changed or is contested later. */
  readonly items: readonly string[] | null;
  /** Reason given by a person where a snapshot is not clean; null refuses those (HANDOVER_GATE). */
  readonly acknowledgement: string | null;
  readonly signal: AbortSignal;
}

export interface Prepared {
  readonly packageId: string;
  readonly round: number;
  readonly root: string;
  readonly items: number;
  readonly bags: number;
  readonly files: number;
  readonly bytes: number;
  readonly notCaptured: readonly { readonly what: string; readonly why: string }[];
  readonly verification: PackageVerification;
  readonly state: ContractState;
}

const SERVICE: Actor = { id: 'coffre', role: 'system' };
/** Items of one event: an act is at most 64 KiB. */
const ITEMS_AN_EVENT = 1_000;

/** What packages are made with; their spool is their own, because a night that begins empties that of the nights. */
export async function handoverDeps(app: App): Promise<HandoverDeps> {
  const spool = createSpool(join(app.config.stateDir, HANDOVER_SPOOL));
  return { ...(await app.backupDeps()), spool, ledger: await app.ledger() };
}

/**
 * Freezes the inventory, builds the package and counts it again from its bytes; each step is an act. Run again after a
 * failure, it goes on where it stopped: what was frozen is built, what was built is verified. A contest is answered by a
 * package of the contested items; mail that came later by one of what changed.
 * CONTRACT_REFUSED where the hand-over does not stand there; the differences where the package is not right are in the result.
 */
export async function prepareHandover(app: App, request: PrepareRequest): Promise<Prepared> {
  const { actor, signal } = request;
  const tenant = tenantId(request.tenant);
  whoChanges(app.config, actor.id, tenant);
  const deps = await handoverDeps(app);
  await cleanHandoverSpool(app.config.stateDir, deps.catalog);
  const { state } = await readContract(deps.ledger, tenant);
  if (state.terms === null) throw daemonError('CONTRACT_NOT_SIGNED', `no signed contract of ${tenant} is recorded`);
  const packageId = (await unfinished(deps, tenant, state, signal)) ?? (await freeze(app, deps, request, state));
  const known = (await listPackages(deps.vault, tenant, signal)).find((one) => one.packageId === packageId);
  const { organisation, mail } = app.config;
  const built =
    known?.built ??
    (await buildPackage(deps, {
      tenant,
      packageId,
      provider: {
        organization: organisation.name,
        address: organisation.country,
        contactName: actor.id,
        contactEmail: mail?.from ?? '',
      },
      actor: actor.id,
      acknowledgement: request.acknowledgement,
      signal,
    }));
  const verification = await verifyPackage(deps, { tenant, packageId, signal });
  const { exit, root, unexplained } = verification;
  if (exit === 0 && unexplained === 0) {
    for (let from = 0; from < verification.items.length; from += ITEMS_AN_EVENT) {
      const items = verification.items.slice(from, from + ITEMS_AN_EVENT);
      const body = { type: 'package.verified', packageId, root, items, exit, unexplained } as const;
      const id = `package.verified-${packageId}-${from}`;
      await recordContractEvent(
        { ...deps, random: app.random },
        { tenant, actor: SERVICE, body, proofs: [], id },
        signal,
      );
    }
  }
  const { items, bags, files, bytes, round, notCaptured } = built;
  return {
    packageId,
    round,
    root,
    items: items.length,
    bags: bags.length,
    files: files.length,
    bytes,
    notCaptured,
    verification,
    state: (await readContract(deps.ledger, tenant)).state,
  };
}

/** The package of the running freeze that is not verified yet; null where a new freeze is to be made. */
async function unfinished(
  deps: HandoverDeps,
  tenant: TenantId,
  { handover }: ContractState,
  signal: AbortSignal,
): Promise<string | null> {
  if (handover.kind !== 'frozen' || handover.frozenAt === null) return null;
  const packages = await listPackages(deps.vault, tenant, signal);
  return packages.findLast(({ freeze }) => freeze.frozenAt === handover.frozenAt)?.packageId ?? null;
}

async function freeze(app: App, deps: HandoverDeps, request: PrepareRequest, state: ContractState): Promise<string> {
  const { actor, signal } = request;
  const tenant = tenantId(request.tenant);
  const { handover } = state;
  const rework = handover.kind === 'contested' || handover.kind === 'rework';
  const contested = handover.items.filter((one) => one.status === 'contested').map((one) => one.id);
  const contract = { ...deps, random: app.random };
  const recorded = { tenant, actor, proofs: [] };
  // Asked before hours of work, with facts that stand for those of the freeze.
  const probe = { frozenAt: new Date(app.clock.now()).toISOString(), userMailboxes: 0, allMailboxes: 0 };
  if (!rework) {
    const body = { type: 'inventory.frozen', ...probe, items: ['probe'], notCaptured: [] } as const;
    const decision = await tryContractEvent(contract, { ...recorded, body });
    if (decision.kind === 'refused') throw contractRefused('inventory.frozen', decision.reasons);
  }
  const { source } = app.config.tenants.find((one) => one.id === tenant) ?? {};
  const kind = app.config.sources.find((one) => one.id === source)?.kind ?? 'folder';
  const later = handover.round > 1 ? await changedItems(deps, tenant, signal) : null;
  const made = await freezeInventory(deps, {
    tenant,
    contractId: state.terms?.contractId ?? tenant,
    round: Math.max(1, handover.round),
    source: kind,
    items: request.items ?? (rework ? contested : later),
    by: actor.id,
    signal,
  });
  if (rework) return made.packageId;
  const { frozenAt, userMailboxes, allMailboxes, notCaptured } = made;
  for (let from = 0; from < made.items.length; from += ITEMS_AN_EVENT) {
    const items = made.items.slice(from, from + ITEMS_AN_EVENT);
    const gaps = from === 0 ? notCaptured.map(bounded) : [];
    const body = { type: 'inventory.frozen', frozenAt, userMailboxes, allMailboxes, items, notCaptured: gaps } as const;
    await recordContractEvent(
      contract,
      { ...recorded, body, id: `inventory.frozen-${made.packageId}-${from}` },
      signal,
    );
  }
  return made.packageId;
}

/** As an act may hold it; the whole text is in the package. */
function bounded({ what, why }: { readonly what: string; readonly why: string }) {
  const cut = (text: string): string =>
    text
      .replace(/\p{Cc}+/gu, ' ')
      .trim()
      .slice(0, 500) || '–';
  return { what: cut(what), why: cut(why) };
}
