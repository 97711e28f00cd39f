import type { Refusal, TenantId } from '../domain/index.ts';
import {
  contractAuthority,
  type EraseDeps,
  type ErasureReport,
  eraseTenant,
  erasureRefused,
  type PlannedErasure,
  planErasure,
} from '../pipelines/index.ts';
import { type ErasureMark, type KeyOwner, masterKeyFingerprint } from '../vault/index.ts';
import type { App } from './app.ts';
import { lastSeenInstant, readSeen, witnessesOf } from './contracts/last-seen.ts';
import { whoActs } from './contracts/who-acts.ts';
import { describeStore } from './init.ts';
import { readMasterKey } from './master-key.ts';

export interface KeyOverview {
  readonly vaultId: string;
  /** Tells two master keys apart, and nothing of either. */
  readonly fingerprint: string;
  readonly tenants: readonly KeyOwner[];
  readonly erased: readonly ErasureMark[];
}

/** Whose keys the vault holds and whose it held; no key leaves the vault. */
export async function showKeys(app: App, signal: AbortSignal): Promise<KeyOverview> {
  const vault = await app.vault();
  const erased: ErasureMark[] = [];
  for await (const one of vault.erasures(signal)) erased.push(one);
  const fingerprint = masterKeyFingerprint(await readMasterKey(app.config.keys.masterFile));
  return { vaultId: vault.id, fingerprint, tenants: await vault.keyOwners(signal), erased };
}

export interface ErasurePreview extends PlannedErasure {
  /** What stands against carrying this plan out now. */
  readonly refusals: readonly Refusal[];
}

/** The dry run of an erasure; nothing is touched. */
export async function previewErasure(app: App, tenant: TenantId, signal: AbortSignal): Promise<ErasurePreview> {
  const deps = await erasureDeps(app, tenant);
  const planned = await planErasure(deps, tenant, signal);
  return { ...planned, refusals: await deps.authority.refusals(planned.plan) };
}

/** Carries an approved erasure out, or goes on with one (see `pipelines/erase-tenant`). ERASURE_REFUSED for an auditor as well. */
export async function eraseConfigured(
  app: App,
  { tenant, operator }: { readonly tenant: TenantId; readonly operator: string },
  signal: AbortSignal,
): Promise<ErasureReport> {
  if (whoActs(app.config, operator, tenant).role === 'auditor') throw erasureRefused(tenant, [NO_AUDITOR]);
  return eraseTenant(await erasureDeps(app, tenant), { tenant, operator, signal });
}

const NO_AUDITOR: Refusal = {
  rule: 'L12.operator',
  clause: '§ 11',
  message: { fr: 'un auditeur n’efface rien', en: 'an auditor erases nothing' },
  unlockedBy: { fr: 'un autre opérateur', en: 'another operator' },
};

async function erasureDeps(app: App, tenant: TenantId): Promise<EraseDeps> {
  const [vault, catalog, ledger] = [await app.vault(), await app.catalog(), await app.ledger()];
  const { clock, random, config, holder, onStep, onProgress } = app;
  const lastSeenAt = async (): Promise<number> =>
    lastSeenInstant(await readSeen(catalog), witnessesOf(await ledger.events()), clock.now());
  return {
    vault,
    catalog,
    ledger,
    clock,
    stateDir: config.stateDir,
    authority: contractAuthority({ ledger, clock, random, lastSeenAt }, tenant),
    lease: { leases: catalog.leases, clock, holder, heartbeatMs: config.lease.heartbeatSeconds * 1_000 },
    storeName: describeStore(app.loaded),
    onStep,
    onProgress,
  };
}
