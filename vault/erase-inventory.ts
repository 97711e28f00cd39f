import type { ObjectStore } from '../connectors/objects/index.ts';
import { hasCode } from '../core/index.ts';
import type { VaultContext } from './context.ts';
import { listMarks, readMark } from './erase-marks.ts';
import type {
  ErasureMark,
  LockedCopy,
  StoredCopies,
  StoredCopyKind,
  StoredVersion,
  TenantCopies,
} from './erase-port.ts';
import { vaultError } from './errors.ts';
import { Keyring } from './keyring.ts';
import { parseKeyName, parseOrderedName } from './names.ts';
import { mapOrdered, nameVersion } from './store-io.ts';

/** Locks are read one HEAD a version; sixteen at a time is what a small gateway answers fastest. */
const WIDTH = 16;

const KINDS: Readonly<Record<string, StoredCopyKind>> = {
  keys: 'keys',
  snapshots: 'manifests',
  notes: 'notes',
  index: 'segments',
  packs: 'packs',
};

/** Prefixes that hold a tenant's data; manifests go first, so that nothing is left that names what is gone. */
export const dataPrefixes = ['snapshots', 'notes', 'index', 'packs'] as const;

/** Which reference of `refs` an object belongs to, by its name; null where it has nothing to do with them. */
function classify(key: string, refs: ReadonlySet<string>): { kind: StoredCopyKind; where: string; ref: string } | null {
  const segments = key.split('/');
  const ref = segments.find((one) => refs.has(one));
  if (ref === undefined || segments[0] === 'erased') return null;
  const kind = segments[1] === ref ? KINDS[segments[0] ?? ''] : undefined;
  return kind === undefined
    ? { kind: 'strays', where: `…/${ref}/…`, ref }
    : { kind, where: `${segments[0]}/${ref}/`, ref };
}

/** Every version and delete marker below `prefix` that bears one of these references. */
export async function* versionsOf(
  store: ObjectStore,
  prefix: string,
  refs: ReadonlySet<string>,
  signal: AbortSignal,
  onLook: () => void = () => undefined,
): AsyncGenerator<StoredVersion & { readonly where: string; readonly ref: string }> {
  for await (const { key, versionId, size, isDeleteMarker } of store.listVersions(prefix, { signal })) {
    onLook();
    const own = classify(key, refs);
    if (own === null) continue;
    yield { ...own, key, versionId, bytes: size, deleteMarker: isDeleteMarker };
  }
}

/** The lock on a version as the store shows it now, null where it may be deleted or is gone. */
async function lockOf(
  { store, clock }: VaultContext,
  { kind, key, versionId, bytes, deleteMarker }: StoredVersion,
  signal: AbortSignal,
): Promise<LockedCopy | null> {
  if (deleteMarker || store.capabilities().lock === 'none') return null;
  try {
    const { lock } = await store.head(key, { signal, versionId: nameVersion(store, versionId) });
    const now = store.serverTime()?.getTime() ?? clock.now();
    if (lock === null || (!lock.hold && lock.until.getTime() <= now)) return null;
    const { mode, until, hold } = lock;
    return { kind, key, versionId, bytes, mode, retainUntil: until.toISOString(), legalHold: hold };
  } catch (error) {
    if (hasCode(error, 'OBJECTS_NOT_FOUND')) return null;
    throw error;
  }
}

export interface Inventory {
  readonly copies: readonly StoredCopies[];
  readonly keys: readonly StoredVersion[];
  readonly locked: readonly LockedCopy[];
  readonly snapshots: readonly string[];
  readonly mailboxes: number;
  readonly looked: number;
}

/**
 * Lists the whole store once and counts what bears these references; only keys, locked versions and snapshot ids are held,
 * everything else is counted as it passes.
 */
export async function takeInventory(
  context: VaultContext,
  tenantRefs: readonly string[],
  signal: AbortSignal,
): Promise<Inventory> {
  const refs = new Set(tenantRefs);
  const groups = new Map<
    string,
    { kind: StoredCopyKind; where: string; names: number; last: string; versions: number; bytes: number }
  >();
  const keys: StoredVersion[] = [];
  const locked: LockedCopy[] = [];
  const snapshots = new Set<string>();
  const mailboxes = new Set<string>();
  let looked = 0;
  const all = versionsOf(context.store, '', refs, signal, () => void looked++);
  const read = mapOrdered(all, WIDTH, async (one) => ({ one, lock: await lockOf(context, one, signal) }));
  for await (const { one, lock } of read) {
    const { kind, where, key, versionId, bytes, deleteMarker } = one;
    const name = `${kind} ${where}`;
    const group = groups.get(name) ?? { kind, where, names: 0, last: '', versions: 0, bytes: 0 };
    groups.set(name, group);
    if (group.last !== key) group.names++;
    group.last = key;
    group.versions++;
    group.bytes += bytes;
    if (lock !== null) locked.push(lock);
    if (kind === 'manifests') {
      const ordered = parseOrderedName(key);
      if (ordered !== null) snapshots.add(ordered.id);
    }
    if (kind !== 'keys') continue;
    keys.push({ kind, key, versionId, bytes, deleteMarker });
    const named = parseKeyName(key);
    if (named?.type === 'mailbox') mailboxes.add(`${named.tenantRef}/${named.mailboxRef}`);
  }
  const copies = [...groups.values()].map(({ kind, where, names: objects, versions, bytes }) => {
    return { kind, where, objects, versions, bytes };
  });
  return { copies, keys, locked, snapshots: [...snapshots].sort(), mailboxes: mailboxes.size, looked };
}

/** The marks of one tenant's erasure. A mark that does not open is told by `check`, and is none here. */
export async function marksOf(
  context: VaultContext,
  tenant: string,
  signal: AbortSignal,
): Promise<readonly ErasureMark[]> {
  const marks: ErasureMark[] = [];
  for (const ref of (await listMarks(context.store, signal)).refs) {
    const { mark } = await readMark(context, ref, signal);
    if (mark !== null && mark.tenant === tenant) marks.push(mark);
  }
  return marks;
}

/**
 * Every copy of a tenant's data that the store lists, and nothing touched. Its references come from the key objects, read
 * anew, and from the marks of an erasure that was begun. VAULT_TENANT_UNKNOWN where there is neither.
 */
export async function findCopies(
  context: VaultContext,
  tenant: string,
  signal: AbortSignal,
): Promise<TenantCopies & { readonly looked: number }> {
  const keyring = new Keyring(context.store, context.master, context.random);
  const survey = await keyring.survey(signal, tenant);
  const marks = await marksOf(context, tenant, signal);
  const living = survey.tenants.map(({ tenantRef }) => tenantRef);
  const tenantRefs = [...new Set([...living, ...marks.map(({ tenantRef }) => tenantRef)])].sort();
  const undecided = survey.problems.filter(({ mailboxRef }) => mailboxRef === null).map(({ key }) => key);
  if (tenantRefs.length === 0 && undecided.length === 0) {
    throw vaultError('VAULT_TENANT_UNKNOWN', `the vault holds no key of tenant ${JSON.stringify(tenant)}`);
  }
  const inventory = await takeInventory(context, tenantRefs, signal);
  return { tenant, tenantRefs, ...inventory, undecided: [...new Set(undecided)].sort(), marks };
}
