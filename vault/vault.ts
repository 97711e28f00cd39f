import type { JsonValue, OnProgress, OnStep } from '../core/index.ts';
import type { EraseTenant, ErasureMark, KeyOwner, TenantCopies, TenantErasure } from './erase-port.ts';
import type { CommittedManifest, Manifest } from './manifest.ts';
import type { Note, StoredNote } from './notes.ts';

/** Whose data: the configuration's tenant id and the source's stable mailbox id. The vault turns them into random refs. */
export interface VaultMailbox {
  readonly tenant: string;
  readonly id: string;
  readonly name: string;
}

export interface BeginSnapshot {
  readonly mailbox: VaultMailbox;
  readonly kind: Manifest['kind'];
  readonly run: string;
  readonly night: string;
  /** From the lease on the mailbox; a manifest whose fence is below an earlier seq's is void. */
  readonly fence: number;
  /** Name of this installation, shown in manifests. */
  readonly writer: string;
  /** An existing directory of this job alone, for sealed packs until they are confirmed. */
  readonly spoolDir: string;
  /** False as soon as the lease is lost; asked right before the manifest (VAULT_STALE_WRITER). */
  readonly stillHolds: () => boolean;
  readonly onStep: OnStep;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/** What the pipeline adds to a manifest; the vault fills in the rest. */
export interface CommitFacts {
  readonly status: Manifest['status'];
  readonly exceptions: Manifest['exceptions'];
  /** Counts per part name; null for what is no readable PST. */
  readonly counts: Readonly<Record<string, NonNullable<Manifest['parts'][number]['counts']> | null>>;
  readonly source: {
    readonly id: string;
    readonly kind: string;
    readonly frozenAt: string;
    readonly details: JsonValue;
  };
}

export interface StoredStream {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * One snapshot being written. States: open → (addPart | addFacts)* → commit, or discard. After an error only `discard`
 * is allowed. Nothing is visible to readers before `commit` has put the manifest.
 */
export interface SnapshotWriter {
  readonly id: string;
  /**
   * Reads the file once (bounded memory), cuts, seals and stores it; the caller says what it must be.
   * VAULT_PART_MISMATCH where size or SHA-256 differ from what was said.
   */
  addPart(part: {
    readonly name: string;
    readonly path: string;
    readonly bytes: number;
    readonly sha256: string;
  }): Promise<StoredStream>;
  /** A small stream kept beside the parts (item facts for the next night's verdict); name must start with `facts/`. */
  addFacts(name: string, content: AsyncIterable<Uint8Array>): Promise<StoredStream>;
  /**
   * Flushes, reads every new object back, decodes every part from the store to the same SHA-256, then puts the manifest
   * (the commit) and reads it back. A lost reply is settled by looking. Resolves only when all of it is true.
   */
  commit(facts: CommitFacts): Promise<CommittedManifest>;
  /** Removes this job's spool files; objects already stored become orphans for the collector. Safe to call twice. */
  discard(): Promise<void>;
}

/** A committed snapshot opened for reading; random access included. */
export interface SnapshotReader {
  readonly committed: CommittedManifest;
  /** The bytes of a part, in order, each chunk authenticated; ends in VAULT_OBJECT_* where one is bad. */
  part(name: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** `length` bytes at `offset` of a part without reading the rest. Short only at the end. */
  read(name: string, offset: number, length: number, signal: AbortSignal): Promise<Uint8Array>;
}

export type VaultFindingSeverity = 'error' | 'warning' | 'notice';

export interface VaultFinding {
  readonly severity: VaultFindingSeverity;
  /** VAULT_* code. */
  readonly code: string;
  /** Every snapshot hit gets a finding of its own; null only where no snapshot depends on the object. */
  readonly snapshot: string | null;
  /** Key of the object concerned. */
  readonly object: string | null;
  readonly message: string;
}

export interface CheckRequest {
  /** Ids to check; all of them when absent. */
  readonly snapshots?: readonly string[];
  /** `structure`: everything named exists, opens and agrees; `full`: every byte of every named object is authenticated as well. */
  readonly level: 'structure' | 'full';
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

export interface SnapshotFilter {
  readonly tenant?: string;
  readonly mailboxId?: string;
}

/** A manifest that could not be used, with what is known of it; never silently skipped. */
export interface UnreadableManifest {
  readonly key: string;
  readonly code: string;
  readonly message: string;
}

/** One event of the ledger as the vault holds it: opaque to the vault, sealed, write-once, under the vault's own key. */
export interface StoredAct {
  readonly seq: number;
  readonly key: string;
  readonly body: Uint8Array;
}

/** An event that does not open or is missing before a later one; `seq` is null for an object that is of no event. */
export interface UnreadableAct extends UnreadableManifest {
  readonly seq: number | null;
}

/**
 * The encrypted, deduplicated store. Knows neither the catalogue nor what a PST is. Data of one tenant is sealed under
 * keys of that tenant only; a wrong tenant or mailbox finds nothing, never another's data.
 */
export interface Vault {
  readonly id: string;
  begin(request: BeginSnapshot): Promise<SnapshotWriter>;
  /** VAULT_SNAPSHOT_NOT_FOUND, VAULT_MANIFEST_VOID, or VAULT_* where it does not open. */
  open(
    mailbox: { readonly tenant: string; readonly mailboxId: string },
    snapshot: string,
    signal: AbortSignal,
  ): Promise<SnapshotReader>;
  /**
   * Every manifest, ordered by tenant, mailbox, seq; those that do not open, or are void (VAULT_MANIFEST_VOID), come as
   * UnreadableManifest before the others of their mailbox, or first of all where nobody can tell whose they are.
   */
  manifests(filter: SnapshotFilter, signal: AbortSignal): AsyncIterable<CommittedManifest | UnreadableManifest>;
  /**
   * Stores a note with its witness; VAULT_SNAPSHOT_NOT_FOUND where there is no such snapshot (drop notes excepted). With
   * `reservedKey` it lies under the key the manifest reserved, once: a later call gives what is there.
   */
  putNote(
    mailbox: { readonly tenant: string; readonly mailboxId: string },
    note: Note,
    options: { readonly reservedKey?: string; readonly signal: AbortSignal },
  ): Promise<StoredNote>;
  notes(filter: SnapshotFilter, signal: AbortSignal): AsyncIterable<StoredNote | UnreadableManifest>;
  /** Removes a manifest and its notes, a drop note for it being there (VAULT_CHANGED otherwise). Packs stay for the collector. Idempotent. */
  removeSnapshot(
    mailbox: { readonly tenant: string; readonly mailboxId: string },
    snapshot: string,
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * Proves the vault from the store alone; damage becomes findings and never ends it early. With `snapshots`, acts are left
   * out. A vault opened by `openVaultForCheck` reports a damaged `vault.json` as well.
   */
  check(request: CheckRequest): AsyncIterable<VaultFinding>;
  /**
   * Stores event `seq` (from 1; at most 1 MiB) of the ledger, twice and witnessed, and reads it back; the same bytes may be
   * put again. VAULT_ACT_EXISTS where other bytes hold that seq.
   */
  putAct(seq: number, body: Uint8Array, signal: AbortSignal): Promise<void>;
  /** All events by seq, each from whichever of its two objects opens; a gap, or one of which neither opens, is yielded as UnreadableAct in its place. */
  acts(signal: AbortSignal): AsyncIterable<StoredAct | UnreadableAct>;
  /** Tenants whose keys open, by tenant and reference; erased ones are in `erasures`, damage is told by `check`. */
  keyOwners(signal: AbortSignal): Promise<readonly KeyOwner[]>;
  /** Every copy of a tenant's data that the store lists; nothing is touched. VAULT_TENANT_UNKNOWN. See `findCopies`. */
  planErasure(tenant: string, signal: AbortSignal): Promise<TenantCopies>;
  /** Destroys a tenant's keys and removes every copy the store lets go; called again it finishes. See `eraseTenant`. */
  eraseTenant(request: EraseTenant): Promise<TenantErasure>;
  /** Erasures begun in this vault, one for each reference of a tenant; marks that do not open are told by `check`. */
  erasures(signal: AbortSignal): AsyncIterable<ErasureMark>;
  /** Keeps certificate `number` (from 1) of an erasure; where that number is there already, resolves with its bytes instead. */
  putCertificate(tenantRef: string, number: number, body: Uint8Array, signal: AbortSignal): Promise<Uint8Array>;
  /** Null where there is none of that number. */
  certificate(tenantRef: string, number: number, signal: AbortSignal): Promise<Uint8Array | null>;
  /** Highest fence in any manifest, so that leases after a rebuild start above it. 0 when empty. */
  highestFence(signal: AbortSignal): Promise<number>;
  close(): Promise<void>;
}

/** Crypto-strong random bytes; tests give a seeded one for golden vaults. */
export type RandomSource = (bytes: number) => Uint8Array;
