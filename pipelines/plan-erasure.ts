import { canonicalJson, type JsonValue, sha256Hex } from '../core/index.ts';
import {
  type CopyKind,
  type ErasurePlan,
  type ErasureScope,
  erasureMethods,
  type KeptRecord,
  type PlannedCopy,
  type TenantId,
  unseenPlaces,
} from '../domain/index.ts';
import type { Ledger } from '../ledger/index.ts';
import type { StoredCopies, TenantCopies, Vault } from '../vault/index.ts';
import { findLocalCopies, type LocalPlaces } from './local-copies.ts';

export interface PlanErasureDeps extends LocalPlaces {
  readonly vault: Vault;
  readonly ledger: Pick<Ledger, 'events'>;
}

export interface PlannedErasure {
  /** As approved, or to be approved: of a tenant whose erasure was begun, the plan that it was begun with. */
  readonly plan: ErasurePlan;
  readonly begun: boolean;
  /** What is there now, in the store and on this machine. */
  readonly copies: readonly PlannedCopy[];
  readonly found: TenantCopies;
}

/**
 * A dry run: lists every copy of a tenant's data, in the store and on this machine, and touches nothing. The same store gives
 * the same scope and hash; a snapshot or a key that comes or goes gives another. VAULT_TENANT_UNKNOWN.
 */
export async function planErasure(
  deps: PlanErasureDeps,
  tenant: TenantId,
  signal: AbortSignal,
): Promise<PlannedErasure> {
  const { vault, ledger, clock } = deps;
  const found = await vault.planErasure(tenant, signal);
  const copies = [...found.copies.map(plannedCopy), ...(await findLocalCopies(deps, tenant))];
  const [mark] = found.marks;
  if (mark !== undefined) return { plan: mark.plan as unknown as ErasurePlan, begun: true, copies, found };
  const scope: ErasureScope = {
    format: 1,
    tenant,
    vaultId: vault.id,
    tenantRefs: found.tenantRefs,
    mailboxes: found.mailboxes,
    snapshots: found.snapshots.length,
    snapshotsSha256: sha256Hex(Buffer.from(found.snapshots.map((id) => `${id}\n`).join(''))),
    keys: found.keys
      .map(({ key, versionId, bytes, deleteMarker }) => ({ key, versionId, bytes, deleteMarker }))
      .sort((a, b) => compare(a.key, b.key) || compare(a.versionId ?? '', b.versionId ?? '')),
  };
  const plan: ErasurePlan = {
    format: 1,
    madeAt: new Date(clock.now()).toISOString(),
    scope,
    sha256: scopeHash(scope),
    copies,
    locked: found.locked,
    kept: keptRecords((await ledger.events({ tenant })).length, found.tenantRefs),
    unseen: unseenPlaces,
  };
  return { plan, begun: false, copies, found };
}

/** What `erase.approved` names. */
export function scopeHash(scope: ErasureScope): string {
  return sha256Hex(Buffer.from(canonicalJson(scope as unknown as JsonValue)));
}

/** A line of the store's listing as plans and certificates show it. */
export function plannedCopy({ kind, where, objects, versions, bytes }: StoredCopies): PlannedCopy {
  return { kind: kind satisfies CopyKind, where, count: { objects, versions, bytes }, method: erasureMethods[kind] };
}

/** What is not erased, and why. No mail content is among it. */
function keptRecords(acts: number, tenantRefs: readonly string[]): readonly KeptRecord[] {
  return [
    {
      what: {
        fr: 'Actes du registre concernant le client (contrat, restaurations, remises, confirmations, effacement)',
        en: 'Acts of the ledger about the client (contract, restores, hand-over, confirmations, erasure)',
      },
      where: 'ledger/',
      count: acts,
      why: {
        fr: 'preuve de ce qui a été convenu et fait ; la chaîne ne s’édite pas ; aucun contenu de courrier',
        en: 'proof of what was agreed and done; the chain is never edited; no mail content',
      },
      until: null,
    },
    {
      what: { fr: 'Marques et certificats d’effacement', en: 'Marks and certificates of the erasure' },
      where: tenantRefs.map((ref) => `erased/${ref}/`).join(' '),
      count: tenantRefs.length,
      why: {
        fr: 'refusent le retour d’une clé détruite et prouvent l’effacement',
        en: 'refuse a destroyed key that comes back, and prove the erasure',
      },
      until: null,
    },
    {
      what: {
        fr: 'Procès-verbaux signés et factures, hors de ce programme',
        en: 'Signed acceptance documents and invoices, outside this program',
      },
      where: '–',
      count: 0,
      why: {
        fr: 'documents comptables et pièces justificatives : dix ans (C. com. art. L. 123-22)',
        en: 'accounting documents and their vouchers: ten years (French commercial code, art. L. 123-22)',
      },
      until: null,
    },
  ];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
