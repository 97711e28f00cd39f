import type { ObjectStore } from '../connectors/objects/index.ts';
import { CodedError } from '../core/index.ts';
import { KEY_BYTES, keyEncryptionKey } from './derive.ts';
import { listMarks, readMark } from './erase-marks.ts';
import { isDamage, vaultError } from './errors.ts';
import {
  KEY_OBJECT_BYTES,
  type MailboxKeys,
  type TenantKey,
  unwrapMailboxKeys,
  unwrapTenantKey,
  wrapMailboxKeys,
  wrapTenantKey,
} from './key-objects.ts';
import { type KeyName, type MailboxPath, mailboxKeyName, newRef, parseKeyName, tenantKeyName } from './names.ts';
import { listKeys, mapOrdered, putProven, readFirst, type StoredKey } from './store-io.ts';
import type { RandomSource } from './vault.ts';

/** A mailbox whose keys are at hand: its pseudonyms, whose it is, and a key set for each generation. */
export interface Domain extends MailboxPath {
  readonly tenant: string;
  readonly mailboxId: string;
  readonly generation: number;
  readonly generations: ReadonlyMap<number, MailboxKeys>;
}

/** The key set new objects are sealed with. */
export function currentKeys(domain: Domain): MailboxKeys {
  return domain.generations.get(domain.generation) as MailboxKeys;
}

/** A key object that is there and does not open, or a tenant's that is not there while keys below it are. */
export interface KeyProblem {
  readonly key: string;
  readonly tenantRef: string;
  /** Null when it is the tenant's key. */
  readonly mailboxRef: string | null;
  /** Known where only the mailbox's key is bad. */
  readonly tenant: string | null;
  readonly error: CodedError;
}

export interface KeySurvey {
  /** Ordered by tenant, mailbox id, references. */
  readonly domains: readonly Domain[];
  /** References whose tenant is known. */
  readonly tenants: readonly { readonly tenantRef: string; readonly tenant: string }[];
  readonly problems: readonly KeyProblem[];
}

interface Tenant {
  readonly tenant: string;
  readonly generations: ReadonlyMap<number, TenantKey>;
}

type MailboxName = Extract<KeyName, { type: 'mailbox' }>;

const FIRST_GENERATION = 1;

/** How many key objects are read at once. */
const WIDTH = 16;

/**
 * The wrapped keys of a vault, opened on demand and kept in memory only. A mailbox is found by opening the key objects:
 * they say inside whose they are, so neither a directory object nor a manifest is needed.
 */
export class Keyring {
  readonly #store: ObjectStore;
  readonly #master: Uint8Array;
  readonly #random: RandomSource;
  readonly #tenants = new Map<string, Tenant>();
  readonly #domains = new Map<string, Domain>();
  /** References whose keys were destroyed, and whose they were. */
  readonly #erased = new Map<string, string>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(store: ObjectStore, master: Uint8Array, random: RandomSource) {
    this.#store = store;
    this.#master = master;
    this.#random = random;
  }

  /**
   * Every reference under which this mailbox is known: one, or none, or two where two processes once raced. Where none is
   * and a key that may be its own does not open, that key's error.
   */
  async find(tenant: string, mailboxId: string, signal: AbortSignal): Promise<readonly Domain[]> {
    const cached = this.#known(tenant, mailboxId);
    if (cached.length > 0) return cached;
    const problems = await this.#load(signal, (owner) => owner === tenant);
    const found = this.#known(tenant, mailboxId);
    this.#refuse(found.length > 0 ? [] : problems, tenant);
    return found;
  }

  /**
   * The mailbox's keys, made and stored where there are none yet. VAULT_KEY_MISSING or VAULT_OBJECT_CORRUPT where a key
   * that may be its own does not open: a second set of keys would silently start a second history. VAULT_TENANT_ERASED
   * where this tenant's keys were destroyed: its data would come back into being.
   */
  async ensure(tenant: string, mailboxId: string, signal: AbortSignal): Promise<Domain> {
    const work = this.#turn.then(() => this.#ensure(tenant, mailboxId, signal));
    this.#turn = work.catch(() => undefined);
    return work;
  }

  /** All keys of all tenants or of one; those opened before are not read again, so a proof starts with a new keyring. */
  async survey(signal: AbortSignal, tenant?: string): Promise<KeySurvey> {
    const problems = await this.#load(signal, (owner) => tenant === undefined || owner === tenant);
    const domains = [...this.#domains.values()].filter((one) => tenant === undefined || one.tenant === tenant);
    const tenants = [...this.#tenants]
      .map(([tenantRef, one]) => ({ tenantRef, tenant: one.tenant }))
      .filter((one) => tenant === undefined || one.tenant === tenant);
    return { domains: domains.sort(byOwner), tenants, problems };
  }

  /**
   * Reads which tenants were erased since: their keys leave the memory, and what lies under their references is no longer
   * looked at, a key that somebody put back included. Marks that do not open count for nothing; `check` tells them.
   */
  async refresh(signal: AbortSignal): Promise<void> {
    for (const tenantRef of (await listMarks(this.#store, signal)).refs) {
      if (this.#erased.has(tenantRef)) continue;
      const { mark } = await readMark({ store: this.#store, master: this.#master }, tenantRef, signal);
      if (mark === null) continue;
      this.#erased.set(tenantRef, mark.tenant);
      this.#forget(tenantRef);
    }
  }

  isErased(tenantRef: string): boolean {
    return this.#erased.has(tenantRef);
  }

  #forget(tenantRef: string): void {
    for (const one of this.#tenants.get(tenantRef)?.generations.values() ?? []) one.key.fill(0);
    this.#tenants.delete(tenantRef);
    for (const [name, domain] of this.#domains) {
      if (domain.tenantRef !== tenantRef) continue;
      for (const keys of domain.generations.values()) {
        for (const key of [keys.data, keys.id, keys.gear, keys.meta]) key.fill(0);
      }
      this.#domains.delete(name);
    }
  }

  #known(tenant: string, mailboxId: string): readonly Domain[] {
    return [...this.#domains.values()]
      .filter((one) => one.tenant === tenant && one.mailboxId === mailboxId)
      .sort(byOwner);
  }

  async #ensure(tenant: string, mailboxId: string, signal: AbortSignal): Promise<Domain> {
    await this.refresh(signal);
    const cached = this.#known(tenant, mailboxId)[0];
    if (cached !== undefined) return cached;
    const problems = await this.#load(signal, (owner) => owner === tenant);
    const found = this.#known(tenant, mailboxId)[0];
    if (found !== undefined) return found;
    const refs = [...this.#tenants].filter(([, one]) => one.tenant === tenant).map(([ref]) => ref);
    const tenantRef = refs.sort()[0];
    this.#refuse(problems, tenant);
    return this.#create(tenantRef ?? (await this.#createTenant(tenant, signal)), mailboxId, signal);
  }

  /** Throws the problem of a key that may belong to `tenant`. */
  #refuse(problems: readonly KeyProblem[], tenant: string): void {
    const known = [...this.#tenants.values()].some((one) => one.tenant === tenant);
    const mine = problems.find((one) => (one.mailboxRef === null ? !known : one.tenant === tenant));
    if (mine !== undefined) throw mine.error;
  }

  async #createTenant(tenant: string, signal: AbortSignal): Promise<string> {
    if ([...this.#erased.values()].includes(tenant)) {
      throw vaultError('VAULT_TENANT_ERASED', `the keys of ${tenant} were destroyed; nothing is stored under that id`);
    }
    const tenantRef = newRef(this.#random);
    const name = tenantKeyName(tenantRef, FIRST_GENERATION);
    const key: TenantKey = { tenant, key: this.#random(KEY_BYTES) };
    const kek = keyEncryptionKey(this.#master, tenantRef, FIRST_GENERATION);
    await this.#put(name, wrapTenantKey(kek, name, key, this.#random), signal);
    this.#tenants.set(tenantRef, { tenant, generations: new Map([[FIRST_GENERATION, key]]) });
    return tenantRef;
  }

  async #create(tenantRef: string, mailboxId: string, signal: AbortSignal): Promise<Domain> {
    const { tenant, generations } = this.#tenants.get(tenantRef) as Tenant;
    const parent = generations.get(Math.max(...generations.keys())) as TenantKey;
    const path = { tenantRef, mailboxRef: newRef(this.#random) };
    const name = mailboxKeyName(path, FIRST_GENERATION);
    const [data, id, gear, meta] = [1, 2, 3, 4].map(() => this.#random(KEY_BYTES)) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    const keys: MailboxKeys = { mailbox: mailboxId, data, id, gear, meta };
    await this.#put(name, wrapMailboxKeys(parent.key, name, keys, this.#random), signal);
    return this.#remember(path, tenant, new Map([[FIRST_GENERATION, keys]]));
  }

  async #put(name: string, bytes: Buffer, signal: AbortSignal): Promise<void> {
    await putProven(this.#store, name, bytes, signal);
  }

  #remember(path: MailboxPath, tenant: string, generations: ReadonlyMap<number, MailboxKeys>): Domain {
    const newest = Math.max(...generations.keys());
    const mailboxId = (generations.get(newest) as MailboxKeys).mailbox;
    const domain: Domain = { ...path, tenant, mailboxId, generation: newest, generations };
    this.#domains.set(`${path.tenantRef}/${path.mailboxRef}`, domain);
    return domain;
  }

  /** Opens the keys not opened yet: of every tenant, and of the mailboxes of those that `wants` names. */
  async #load(signal: AbortSignal, wants: (tenant: string) => boolean): Promise<readonly KeyProblem[]> {
    const tenants = new Map<string, { name: KeyName; stored: StoredKey }[]>();
    const mailboxes = new Map<string, { name: MailboxName; stored: StoredKey }[]>();
    const problems: KeyProblem[] = [];
    await this.refresh(signal);
    for await (const stored of listKeys(this.#store, 'keys/', signal)) {
      const name = parseKeyName(stored.key);
      if (name === null || this.#erased.has(name.tenantRef)) continue;
      const group = name.type === 'tenant' ? name.tenantRef : `${name.tenantRef}/${name.mailboxRef}`;
      if (name.type === 'tenant') tenants.set(group, [...(tenants.get(group) ?? []), { name, stored }]);
      else mailboxes.set(group, [...(mailboxes.get(group) ?? []), { name, stored }]);
    }
    for (const [tenantRef, names] of tenants) {
      if (!this.#tenants.has(tenantRef)) await this.#openTenant(tenantRef, names, problems, signal);
    }
    const wanted = [...mailboxes.values()].filter(([first]) => {
      const owner = this.#tenants.get(first?.name.tenantRef ?? '')?.tenant;
      return first !== undefined && (owner === undefined || wants(owner)) && !this.#domains.has(groupOf(first.name));
    });
    const opened = mapOrdered(wanted, WIDTH, (names) => this.#openMailbox(names, signal));
    for await (const found of opened) problems.push(...found);
    return problems;
  }

  async #openTenant(
    tenantRef: string,
    names: readonly { name: KeyName; stored: StoredKey }[],
    problems: KeyProblem[],
    signal: AbortSignal,
  ): Promise<void> {
    const generations = new Map<number, TenantKey>();
    let tenant: string | null = null;
    for (const { name, stored } of names) {
      const kek = keyEncryptionKey(this.#master, tenantRef, name.generation);
      const opened = await readKey(this.#store, stored, signal, (bytes) => unwrapTenantKey(kek, name.key, bytes));
      if (opened instanceof CodedError) {
        problems.push({ key: name.key, tenantRef, mailboxRef: null, tenant: null, error: opened });
        continue;
      }
      generations.set(name.generation, opened);
      tenant = opened.tenant;
    }
    if (tenant !== null) this.#tenants.set(tenantRef, { tenant, generations });
  }

  async #openMailbox(
    names: readonly { name: MailboxName; stored: StoredKey }[],
    signal: AbortSignal,
  ): Promise<readonly KeyProblem[]> {
    const problems: KeyProblem[] = [];
    const generations = new Map<number, MailboxKeys>();
    const first = names[0] as { name: MailboxName };
    const { tenantRef, mailboxRef } = first.name;
    const tenant = this.#tenants.get(tenantRef);
    if (tenant === undefined) {
      const error = vaultError('VAULT_KEY_MISSING', `no key of tenant ${tenantRef} opens`, {
        facts: { object: tenantKeyName(tenantRef, FIRST_GENERATION) },
      });
      const key = tenantKeyName(tenantRef, FIRST_GENERATION);
      return [{ key, tenantRef, mailboxRef: null, tenant: null, error }];
    }
    const parents = [...tenant.generations.values()];
    for (const { name, stored } of names) {
      const opened = await readKey(this.#store, stored, signal, (bytes) => openWithAny(parents, name.key, bytes));
      if (opened instanceof CodedError) {
        problems.push({ key: name.key, tenantRef, mailboxRef, tenant: tenant.tenant, error: opened });
      } else generations.set(name.generation, opened);
    }
    if (generations.size > 0) this.#remember({ tenantRef, mailboxRef }, tenant.tenant, generations);
    return problems;
  }
}

function byOwner(a: Domain, b: Domain): number {
  const left = [a.tenant, a.mailboxId, a.tenantRef, a.mailboxRef];
  const right = [b.tenant, b.mailboxId, b.tenantRef, b.mailboxRef];
  for (const [i, one] of left.entries()) {
    const other = right[i] as string;
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

function groupOf(path: MailboxPath): string {
  return `${path.tenantRef}/${path.mailboxRef}`;
}

/** A mailbox key is wrapped by the tenant key of some generation; after a rotation there may be two. */
function openWithAny(parents: readonly TenantKey[], name: string, bytes: Uint8Array): MailboxKeys {
  let failure: unknown;
  for (const { key } of parents) {
    try {
      return unwrapMailboxKeys(key, name, bytes);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** The key, or what is wrong with its object; anything that is no damage (network, abort) is thrown. */
async function readKey<T>(
  store: ObjectStore,
  stored: StoredKey,
  signal: AbortSignal,
  open: (bytes: Uint8Array) => T,
): Promise<T | CodedError> {
  try {
    return await readFirst(store, stored, { limit: KEY_OBJECT_BYTES, signal }, open);
  } catch (error) {
    if (isDamage(error)) return error;
    throw error;
  }
}
