import { actsOf, putAct } from './acts.ts';
import { checkVault } from './check.ts';
import type { VaultContext } from './context.ts';
import { findCopies } from './erase-inventory.ts';
import { listMarks, putCertificate, readCertificate, readMark } from './erase-marks.ts';
import type { EraseTenant, ErasureMark, KeyOwner, TenantCopies, TenantErasure } from './erase-port.ts';
import { eraseTenant } from './erase-tenant.ts';
import { vaultError } from './errors.ts';
import { findSnapshot, judgeHistory, listManifests, READ_WIDTH, tryManifest, unreadable } from './history.ts';
import type { Domain } from './keyring.ts';
import type { CommittedManifest } from './manifest.ts';
import { isObjectId, parseNoteName, parseOrderedName } from './names.ts';
import { putFreeNote, putReservedNote, readNotes } from './note-store.ts';
import { type Note, noteSchema, type StoredNote } from './notes.ts';
import { removeSnapshot } from './remove-snapshot.ts';
import { openSnapshot } from './snapshot-reader.ts';
import { beginSnapshot } from './snapshot-writer.ts';
import { mapOrdered } from './store-io.ts';
import { surveyObjects } from './survey.ts';
import type {
  BeginSnapshot,
  CheckRequest,
  SnapshotFilter,
  SnapshotReader,
  SnapshotWriter,
  StoredAct,
  UnreadableAct,
  UnreadableManifest,
  Vault,
  VaultFinding,
} from './vault.ts';

type MailboxRef = { readonly tenant: string; readonly mailboxId: string };

/** The Vault port over an object store. Holds the master key until `close`. */
export class StoreVault implements Vault {
  readonly id: string;
  readonly #context: VaultContext;

  constructor(context: VaultContext) {
    this.#context = context;
    this.id = context.vaultId ?? '';
  }

  async begin(request: BeginSnapshot): Promise<SnapshotWriter> {
    if (this.#context.vaultId === null) throw vaultError('VAULT_NOT_FOUND', 'this vault is open for checking only');
    return beginSnapshot(this.#context, request);
  }

  async open(mailbox: MailboxRef, snapshot: string, signal: AbortSignal): Promise<SnapshotReader> {
    const domain = await this.#domain(mailbox, snapshot, signal);
    const committed = await findSnapshot(this.#context, domain, snapshot, signal);
    return openSnapshot(this.#context, domain, committed, signal);
  }

  async *manifests(
    filter: SnapshotFilter,
    signal: AbortSignal,
  ): AsyncGenerator<CommittedManifest | UnreadableManifest> {
    const context = this.#context;
    const { mailboxes, locked } = await surveyObjects(context, 'snapshots', filter, signal);
    for (const { key, error } of locked) yield unreadable(key, error);
    const all = mailboxes.flatMap(({ domain, objects }) => objects.map((stored) => ({ domain, stored })));
    const read = mapOrdered(all, READ_WIDTH, async ({ domain, stored }) => {
      const name = parseOrderedName(stored.key);
      if (name !== null) return { domain, one: await tryManifest(context, domain, { name, stored }, signal) };
      const error = vaultError('VAULT_MANIFEST_CORRUPT', `${stored.key} is no name of a manifest`);
      return { domain, one: unreadable(stored.key, error) };
    });
    let group: (CommittedManifest | UnreadableManifest)[] = [];
    let current: Domain | null = null;
    const judged = (): readonly (CommittedManifest | UnreadableManifest)[] => {
      const { valid, unreadable: bad } = judgeHistory(group);
      return [...bad, ...valid];
    };
    for await (const { domain, one } of read) {
      if (current !== domain) {
        yield* judged();
        group = [];
        current = domain;
      }
      group.push(one);
    }
    yield* judged();
  }

  async putNote(
    mailbox: MailboxRef,
    note: Note,
    options: { readonly reservedKey?: string; readonly signal: AbortSignal },
  ): Promise<StoredNote> {
    const { reservedKey, signal } = options;
    const checked = noteSchema.parse(note);
    const domain = await this.#domain(mailbox, checked.snapshot, signal);
    if (reservedKey === undefined) return putFreeNote(this.#context, domain, checked, signal);
    return putReservedNote(this.#context, domain, { note: checked, key: reservedKey, signal });
  }

  async *notes(filter: SnapshotFilter, signal: AbortSignal): AsyncGenerator<StoredNote | UnreadableManifest> {
    const { mailboxes, locked } = await surveyObjects(this.#context, 'notes', filter, signal);
    for (const { key, error } of locked) yield unreadable(key, error);
    for (const { domain, objects } of mailboxes) {
      for (const { key } of objects) {
        if (parseNoteName(key) !== null) continue;
        yield unreadable(key, vaultError('VAULT_NOTE_CORRUPT', `${key} is no name of a note`));
      }
      const { tenant, mailboxId } = domain;
      for await (const { id, noteKey, witnessKey, note, problems } of readNotes(this.#context, domain, signal)) {
        for (const { key, error } of problems) yield unreadable(key, error);
        const key = noteKey ?? witnessKey;
        if (note !== null && key !== null) yield { id, key, tenant, mailboxId, note };
      }
    }
  }

  async removeSnapshot(mailbox: MailboxRef, snapshot: string, signal: AbortSignal): Promise<void> {
    const domain = await this.#domain(mailbox, snapshot, signal);
    await removeSnapshot(this.#context, domain, snapshot, signal);
  }

  check(request: CheckRequest): AsyncIterable<VaultFinding> {
    return checkVault(this.#context, request);
  }

  async putAct(seq: number, body: Uint8Array, signal: AbortSignal): Promise<void> {
    await putAct(this.#context, seq, body, signal);
  }

  acts(signal: AbortSignal): AsyncIterable<StoredAct | UnreadableAct> {
    return actsOf(this.#context, signal);
  }

  async keyOwners(signal: AbortSignal): Promise<readonly KeyOwner[]> {
    const { tenants, domains } = await this.#context.keyring.survey(signal);
    const owners = tenants.map(({ tenant, tenantRef }) => {
      return { tenant, tenantRef, mailboxes: domains.filter((one) => one.tenantRef === tenantRef).length };
    });
    return owners.sort((a, b) => (`${a.tenant} ${a.tenantRef}` < `${b.tenant} ${b.tenantRef}` ? -1 : 1));
  }

  async planErasure(tenant: string, signal: AbortSignal): Promise<TenantCopies> {
    return findCopies(this.#context, tenant, signal);
  }

  async eraseTenant(request: EraseTenant): Promise<TenantErasure> {
    return eraseTenant(this.#context, request);
  }

  async *erasures(signal: AbortSignal): AsyncGenerator<ErasureMark> {
    for (const tenantRef of (await listMarks(this.#context.store, signal)).refs) {
      const { mark } = await readMark(this.#context, tenantRef, signal);
      if (mark !== null) yield mark;
    }
  }

  async putCertificate(tenantRef: string, number: number, body: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    return putCertificate(this.#context, { tenantRef, number }, body, signal);
  }

  async certificate(tenantRef: string, number: number, signal: AbortSignal): Promise<Uint8Array | null> {
    return readCertificate(this.#context, { tenantRef, number }, signal);
  }

  async highestFence(signal: AbortSignal): Promise<number> {
    const { mailboxes } = await surveyObjects(this.#context, 'snapshots', {}, signal);
    const named = mailboxes.flatMap(({ domain, objects }) =>
      objects.flatMap((stored) => {
        const name = parseOrderedName(stored.key);
        return name === null ? [] : [{ domain, stored, name }];
      }),
    );
    for (const { domain, stored, name } of named.sort((a, b) => b.name.fence - a.name.fence)) {
      if ('manifest' in (await tryManifest(this.#context, domain, { name, stored }, signal))) return name.fence;
    }
    return 0;
  }

  close(): Promise<void> {
    this.#context.master.fill(0);
    return Promise.resolve();
  }

  /** The mailbox's keys; of several references the one that holds the snapshot. VAULT_SNAPSHOT_NOT_FOUND. */
  async #domain({ tenant, mailboxId }: MailboxRef, snapshot: string, signal: AbortSignal): Promise<Domain> {
    // Keys in memory are not proof that the tenant still exists: another process may have erased it.
    await this.#context.keyring.refresh(signal);
    const domains = isObjectId(snapshot) ? await this.#context.keyring.find(tenant, mailboxId, signal) : [];
    for (const domain of domains.slice(0, -1)) {
      const names = await listManifests(this.#context, domain, signal);
      if (names.some(({ name }) => name.id === snapshot)) return domain;
    }
    const last = domains.at(-1);
    if (last !== undefined) return last;
    throw vaultError('VAULT_SNAPSHOT_NOT_FOUND', `there is no snapshot ${JSON.stringify(snapshot)} of this mailbox`);
  }
}
