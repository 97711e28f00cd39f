import { snapshotFromManifest } from '../catalog/index.ts';
import type { Snapshot, TenantId } from '../domain/index.ts';
import type { StoredNote, Vault } from '../vault/index.ts';

/** A snapshot that may be handed over. */
export interface Candidate {
  readonly snapshot: Snapshot;
  /** Instant of the source's freeze. */
  readonly frozenAt: string;
}

/** The chosen snapshot of one mailbox part, and the newer ones that are not clean. */
export interface ChosenPart extends Candidate {
  readonly passedOver: readonly Snapshot[];
}

export interface TenantSnapshots {
  /** One for each mailbox part that has any. */
  readonly parts: readonly ChosenPart[];
  readonly configuration: Candidate | null;
  /** Manifests that do not open: what they hold cannot be handed over. */
  readonly unreadable: readonly { readonly key: string; readonly code: string }[];
}

/** Newer snapshots that are listed with a part; the nights since then are many where nobody looked. */
const LISTED = 30;

/**
 * Chooses for each mailbox part of the tenant the newest snapshot that is CLEAN and verified, else the newest as it is; of the
 * configuration the newest. Read from the vault, whatever the catalogue says. `onSnapshot` sees every one, for the evidence.
 */
export async function chooseSnapshots(
  vault: Vault,
  tenant: TenantId,
  onSnapshot: (snapshot: Snapshot) => Promise<void>,
  signal: AbortSignal,
): Promise<TenantSnapshots> {
  const notes = await notesBySnapshot(vault, tenant, signal);
  const parts = new Map<string, ChosenPart>();
  const unreadable: { key: string; code: string }[] = [];
  let configuration: Candidate | null = null;
  for await (const one of vault.manifests({ tenant }, signal)) {
    if (!('manifest' in one)) {
      if (one.code !== 'VAULT_MANIFEST_VOID') unreadable.push({ key: one.key, code: one.code });
      continue;
    }
    if (one.manifest.kind === 'package') continue;
    const snapshot = snapshotFromManifest(one, notes.get(one.manifest.id) ?? []);
    await onSnapshot(snapshot);
    const candidate = { snapshot, frozenAt: one.manifest.source.frozenAt };
    if (snapshot.kind === 'configuration') {
      configuration = candidate;
      continue;
    }
    const key = JSON.stringify([snapshot.mailboxId, snapshot.kind]);
    parts.set(key, better(parts.get(key), candidate));
  }
  return { parts: [...parts.values()], configuration, unreadable };
}

/** Snapshots come in the order of their seq: the later of two clean ones wins, and a clean one over any other. */
function better(before: ChosenPart | undefined, candidate: Candidate): ChosenPart {
  if (before === undefined || isClean(candidate.snapshot) || !isClean(before.snapshot)) {
    return { ...candidate, passedOver: [] };
  }
  return { ...before, passedOver: [...before.passedOver, candidate.snapshot].slice(-LISTED) };
}

const isClean = (one: Snapshot): boolean => one.verdict === 'CLEAN' && one.verified !== null;

/** The tenant's notes by the snapshot that they are about. */
export async function notesBySnapshot(
  vault: Vault,
  tenant: TenantId,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly StoredNote[]>> {
  const notes = new Map<string, StoredNote[]>();
  for await (const one of vault.notes({ tenant }, signal)) {
    if (!('note' in one)) continue;
    const known = notes.get(one.note.snapshot);
    if (known === undefined) notes.set(one.note.snapshot, [one]);
    else known.push(one);
  }
  return notes;
}
