import { type CheckScope, errorFinding } from './check-scope.ts';
import type { VaultContext } from './context.ts';
import { versionsOf } from './erase-inventory.ts';
import { listMarks, readCertificate, readMark } from './erase-marks.ts';
import type { ErasureMark } from './erase-port.ts';
import { isDamage, vaultError } from './errors.ts';
import { KEY_OBJECT_BYTES } from './key-objects.ts';
import { erasureName, parseErasureName } from './names.ts';
import { listKeys, nameVersion } from './store-io.ts';
import type { VaultFinding } from './vault.ts';

/**
 * What erasures left: marks and certificates open; no key of an erased tenant is there (VAULT_ERASED_KEY: somebody put a copy
 * back, and with the master key it would open what is left); what has still to be removed is a notice, the locks keep it.
 */
export async function* checkErasures(context: VaultContext, scope: CheckScope): AsyncGenerator<VaultFinding> {
  const { signal } = scope;
  const { refs, strangers } = await listMarks(context.store, signal);
  for (const key of strangers) {
    yield errorFinding(null, key, vaultError('VAULT_OBJECT_CORRUPT', `${key} is no name of this vault`));
  }
  const marks = new Map<string, { readonly mark: ErasureMark; versions: number; bytes: number }>();
  for (const tenantRef of refs) {
    const { mark, problems } = await readMark(context, tenantRef, signal);
    scope.onObject();
    for (const { key, error } of problems) yield errorFinding(null, key, error);
    yield* checkCertificates(context, tenantRef, scope);
    if (mark !== null) marks.set(tenantRef, { mark, versions: 0, bytes: 0 });
  }
  if (marks.size === 0) return;
  for await (const one of versionsOf(context.store, '', new Set(marks.keys()), signal)) {
    const rest = marks.get(one.ref);
    if (rest === undefined) continue;
    const isKey = one.kind === 'keys' || (one.kind === 'strays' && one.bytes === KEY_OBJECT_BYTES);
    if (!isKey || one.deleteMarker) {
      rest.versions++;
      rest.bytes += one.bytes;
      continue;
    }
    const version = nameVersion(context.store, one.versionId);
    const which = version === null ? one.key : `${one.key} (version ${version})`;
    const message = `${which} is there again: the keys of ${rest.mark.tenant} were destroyed on ${rest.mark.at}`;
    yield errorFinding(null, one.key, vaultError('VAULT_ERASED_KEY', message));
  }
  for (const [tenantRef, { mark, versions, bytes }] of marks) {
    if (versions === 0) continue;
    yield {
      severity: 'notice',
      code: 'VAULT_ERASED_REST',
      snapshot: null,
      object: erasureName(tenantRef, 'mark'),
      message: `${versions} version(s), ${bytes} bytes, of the erased tenant ${mark.tenant} are still there; none of them opens`,
    };
  }
}

async function* checkCertificates(
  context: VaultContext,
  tenantRef: string,
  scope: CheckScope,
): AsyncGenerator<VaultFinding> {
  for await (const { key } of listKeys(context.store, `erased/${tenantRef}/certificate-`, scope.signal)) {
    const part = parseErasureName(key)?.part;
    if (typeof part !== 'number') continue;
    scope.onObject();
    try {
      await readCertificate(context, { tenantRef, number: part }, scope.signal);
    } catch (error) {
      if (!isDamage(error)) throw error;
      yield errorFinding(null, key, error);
    }
  }
}
