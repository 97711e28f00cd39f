import type { JsonValue, OnProgress, OnStep } from '../core/index.ts';

/** What the vault tells of a tenant's copies, and what it is asked to do with them. Values of the Vault port. */

/**
 * The mark that a tenant's keys are destroyed (docs/vault-format.md § 10), stored before the first of them goes: whoever
 * goes on after a death finds there whose references these were and what was planned. Sealed under the master key, so that
 * nobody without it can make a vault look away from a living tenant. It lies there twice; each tells the other's loss.
 */
export interface ErasureMark {
  readonly tenant: string;
  readonly tenantRef: string;
  readonly planSha256: string;
  /** Of the first destruction. */
  readonly at: string;
  readonly by: string;
  /** What was planned, as the caller gave it; opaque to the vault. */
  readonly plan: JsonValue;
}

/** `strays`: below no known prefix, and with the tenant's reference in their names: a copy somebody made inside the store. */
export type StoredCopyKind = 'keys' | 'manifests' | 'notes' | 'segments' | 'packs' | 'strays';

/** Objects of one kind under one reference. `versions` counts delete markers as well. */
export interface StoredCopies {
  readonly kind: StoredCopyKind;
  readonly where: string;
  readonly objects: number;
  readonly versions: number;
  readonly bytes: number;
}

/** One version as the store lists it; the same as the object where the store has no versions. */
export interface StoredVersion {
  readonly kind: StoredCopyKind;
  readonly key: string;
  readonly versionId: string | null;
  readonly bytes: number;
  readonly deleteMarker: boolean;
}

/** A version that the store refuses to delete for now. */
export interface LockedCopy {
  readonly kind: StoredCopyKind;
  readonly key: string;
  readonly versionId: string | null;
  readonly bytes: number;
  readonly mode: 'compliance' | 'governance';
  /** ISO 8601. */
  readonly retainUntil: string;
  readonly legalHold: boolean;
}

/** Every copy of one tenant's data that the store lists. */
export interface TenantCopies {
  readonly tenant: string;
  /** Sorted; those of an erasure that was begun included. */
  readonly tenantRefs: readonly string[];
  readonly copies: readonly StoredCopies[];
  /** Each version of each key object, by key. */
  readonly keys: readonly StoredVersion[];
  readonly locked: readonly LockedCopy[];
  /** Ids of the snapshots that have a manifest, readable or not; sorted. */
  readonly snapshots: readonly string[];
  /** Mailboxes that have a key object. */
  readonly mailboxes: number;
  /** Key objects that do not open, of which nobody can tell whose they are. */
  readonly undecided: readonly string[];
  /** Marks of this tenant's erasure: empty before it has begun. */
  readonly marks: readonly ErasureMark[];
}

/** Whose keys the vault holds; never a key itself. */
export interface KeyOwner {
  readonly tenant: string;
  readonly tenantRef: string;
  /** Mailboxes whose keys open. */
  readonly mailboxes: number;
}

export interface EraseTenant {
  readonly tenant: string;
  readonly planSha256: string;
  /** Kept in the mark, so that whoever goes on after a death knows what was planned. */
  readonly plan: JsonValue;
  readonly by: string;
  /** Asked after everything was listed and right before the first destruction; what it throws ends the erasure untouched. */
  readonly confirm: () => Promise<void>;
  /** Called once no version of any key is left, before anything else is removed; may be called again by a later run. */
  readonly keysDestroyed: () => Promise<void>;
  /** Steps `erasure-marked`, `key-removed` (each version), `keys-destroyed`, `copies-removed`. */
  readonly onStep: OnStep;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

export interface TenantErasure {
  readonly marks: readonly ErasureMark[];
  /** Listed again after everything that could be removed was. */
  readonly after: readonly StoredCopies[];
  /** Versions this run removed, keys included. */
  readonly removed: number;
  /** All that is left. */
  readonly locked: readonly LockedCopy[];
  /** Objects of the whole store that were looked at by the last listing. */
  readonly looked: number;
}
