import { hasCode } from '../core/index.ts';
import { isoNow, type VaultContext } from './context.ts';
import { dataPrefixes, findCopies, takeInventory, versionsOf } from './erase-inventory.ts';
import { putMark } from './erase-marks.ts';
import type { EraseTenant, ErasureMark, StoredVersion, TenantErasure } from './erase-port.ts';
import { vaultError } from './errors.ts';
import { KEY_OBJECT_BYTES } from './key-objects.ts';
import { mapOrdered, nameVersion } from './store-io.ts';

/** Deletions at once. Keys go one by one: there are few, and what is left after a death is then easy to tell. */
const WIDTH = 16;

/** How often a prefix is listed again after it was emptied; more than a few passes means that somebody is writing there. */
const PASSES = 5;

/**
 * Destroys a tenant's keys, then removes every other copy that the store lets go. Order: everything listed → `confirm` →
 * the marks → each version of each key, the tenant's first → listed again, until none is left → `keysDestroyed` →
 * manifests, notes, segments, packs → listed again. Killed anywhere and called again, it finishes the rest.
 *
 * VAULT_TENANT_UNKNOWN, VAULT_ERASE_UNDECIDED (a key that may be this tenant's does not open), VAULT_ERASE_LOCKED_KEY (a
 * lock keeps a key: nothing is touched), VAULT_ERASE_UNFINISHED (something came back while it was removed).
 */
export async function eraseTenant(context: VaultContext, request: EraseTenant): Promise<TenantErasure> {
  const { tenant, planSha256, plan, by, onStep, onProgress, signal } = request;
  const found = await findCopies(context, tenant, signal);
  if (found.undecided.length > 0) {
    const [object = ''] = found.undecided;
    throw vaultError('VAULT_ERASE_UNDECIDED', `${object} does not open: it may be a key of ${tenant}`, {
      facts: { object, count: found.undecided.length },
    });
  }
  const lockedKey = found.locked.find(
    ({ kind, bytes }) => kind === 'keys' || (kind === 'strays' && bytes === KEY_OBJECT_BYTES),
  );
  if (lockedKey !== undefined) {
    const { key, retainUntil } = lockedKey;
    throw vaultError('VAULT_ERASE_LOCKED_KEY', `${key} is locked until ${retainUntil}: nothing was destroyed`, {
      facts: { object: key, until: retainUntil },
    });
  }
  await request.confirm();

  const refs = new Set(found.tenantRefs);
  const marks: ErasureMark[] = [];
  await onStep('erasure-marked', 'before');
  const at = found.marks[0]?.at ?? isoNow(context.clock);
  for (const tenantRef of found.tenantRefs) {
    marks.push(await putMark(context, { tenant, tenantRef, planSha256, at, by, plan }, signal));
  }
  await onStep('erasure-marked', 'after');

  let removed = 0;
  const remove = async (one: StoredVersion): Promise<boolean> => {
    if (!(await removeVersion(context, one, signal))) return false;
    onProgress({ step: 'erase', done: ++removed, unit: 'objects' });
    return true;
  };
  const sweep = async (prefixes: readonly string[], wanted: (one: StoredVersion) => boolean): Promise<number> => {
    let gone = 0;
    for (const prefix of prefixes) {
      const all = versionsOf(context.store, prefix, refs, signal);
      const tried = mapOrdered(all, WIDTH, async (one) => wanted(one) && (await remove(one)));
      for await (const done of tried) if (done) gone++;
    }
    return gone;
  };
  const strays = found.copies.some(({ kind }) => kind === 'strays') ? [''] : [];
  await emptied(tenant, async () => {
    let gone = 0;
    for (const ref of refs) {
      for (const one of await keyVersions(context, `keys/${ref}/`, refs, signal)) {
        await onStep('key-removed', 'before');
        if (await remove(one)) gone++;
        await onStep('key-removed', 'after');
      }
    }
    // A copy of a key may lie among them.
    return gone + (await sweep(strays, ({ kind }) => kind === 'strays'));
  });
  await onStep('keys-destroyed', 'before');
  await context.keyring.refresh(signal);
  await request.keysDestroyed();
  await onStep('keys-destroyed', 'after');

  const prefixes = [...refs].flatMap((ref) => dataPrefixes.map((type) => `${type}/${ref}/`));
  await onStep('copies-removed', 'before');
  await emptied(tenant, () => sweep(prefixes, () => true));
  await onStep('copies-removed', 'after');

  const after = await takeInventory(context, found.tenantRefs, signal);
  if (after.keys.length > 0) throw unfinished(tenant, after.keys.length);
  const left = after.copies.reduce((sum, one) => sum + one.versions, 0);
  if (left !== after.locked.length) throw unfinished(tenant, left - after.locked.length);
  return { marks, after: after.copies, removed, locked: after.locked, looked: after.looked };
}

/** Runs `pass` until one finds nothing more to remove. */
async function emptied(tenant: string, pass: () => Promise<number>): Promise<void> {
  let found = 0;
  for (let turn = 0; turn < PASSES; turn++) {
    found = await pass();
    if (found === 0) return;
  }
  throw unfinished(tenant, found);
}

function unfinished(tenant: string, left: number): Error {
  return vaultError('VAULT_ERASE_UNFINISHED', `${left} object(s) of ${tenant} are still there after they were removed`);
}

/** The tenant's own key before those of its mailboxes: with it gone, none below opens any more. */
async function keyVersions(
  context: VaultContext,
  prefix: string,
  refs: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<readonly StoredVersion[]> {
  const all: StoredVersion[] = [];
  for await (const one of versionsOf(context.store, prefix, refs, signal)) all.push(one);
  const rank = ({ key }: StoredVersion): number => (key.startsWith(`${prefix}tenant-`) ? 0 : 1);
  return all.sort((a, b) => rank(a) - rank(b));
}

/** False where a lock keeps it: the listing afterwards says until when. */
async function removeVersion(
  { store }: VaultContext,
  { key, versionId }: StoredVersion,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await store.remove(key, nameVersion(store, versionId), { signal });
    return true;
  } catch (error) {
    if (hasCode(error, 'OBJECTS_LOCKED')) return false;
    throw error;
  }
}
