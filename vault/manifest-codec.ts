import { canonicalJson, type JsonValue, sha256Hex } from '../core/index.ts';
import { vaultError } from './errors.ts';
import { currentKeys, type Domain } from './keyring.ts';
import { type CommittedManifest, type Manifest, manifestSchema } from './manifest.ts';
import { mailboxPrefix, type OrderedName, orderedName, parsePackName } from './names.ts';
import { openObject, sealObject } from './sealed-object.ts';

/** Canonical JSON of the manifest, sealed under the mailbox's meta key. */
export function sealManifest(domain: Domain, manifest: Manifest): Buffer {
  const { id, fence } = manifest;
  return sealObject(
    currentKeys(domain).meta,
    { kind: 'manifest', id, mailboxRef: domain.mailboxRef, generation: domain.generation, number: fence },
    Buffer.from(canonicalJson(manifest as unknown as JsonValue)),
  );
}

/** Everything that the name, the keys and the vault already say; null where the manifest agrees with all of it. */
function contradiction(manifest: Manifest, name: OrderedName, domain: Domain, vaultId: string | null): string | null {
  if (vaultId !== null && manifest.vaultId !== vaultId) return 'of another vault';
  if (manifest.tenantRef !== domain.tenantRef || manifest.mailboxRef !== domain.mailboxRef) return 'of another mailbox';
  if (manifest.tenant !== domain.tenant || manifest.mailbox.id !== domain.mailboxId) return 'of another mailbox';
  if (name.key !== orderedName('snapshots', domain, manifest)) return 'stored under the name of another';
  const streams = manifest.streams;
  const parts = manifest.parts.every((part, i) => {
    const stream = streams[i];
    return stream?.name === part.name && stream.bytes === part.bytes && stream.sha256 === part.sha256;
  });
  if (!parts || streams.slice(manifest.parts.length).some(({ name }) => !name.startsWith('facts/'))) {
    return 'about other parts than its streams';
  }
  if (new Set(streams.map((stream) => stream.name)).size !== streams.length) return 'naming a stream twice';
  const packs = mailboxPrefix('packs', domain);
  const segments = mailboxPrefix('index', domain);
  const own =
    manifest.packs.every((pack) => pack.key.startsWith(packs) && parsePackName(pack.key)?.id === pack.packId) &&
    manifest.segments.every(({ key }) => key.startsWith(segments));
  return own ? null : 'naming objects of another mailbox';
}

/** Opens the bytes stored under `name`. VAULT_MANIFEST_CORRUPT where anything in them or around them disagrees. */
export function openManifest(
  bytes: Buffer,
  name: OrderedName,
  domain: Domain,
  where: { readonly vaultId: string | null; readonly versionId: string | null },
): CommittedManifest {
  const corrupt = (what: string, cause?: unknown): Error =>
    vaultError('VAULT_MANIFEST_CORRUPT', `manifest ${name.key} ${what}`, { cause, facts: { object: name.key } });
  let manifest: Manifest;
  try {
    const expected = { object: name.key, kind: 'manifest', mailboxRef: domain.mailboxRef } as const;
    const opened = openObject(bytes, expected, (generation) => domain.generations.get(generation)?.meta);
    if (opened.id !== name.id || opened.number !== name.fence) throw corrupt('is not the one its name says');
    manifest = manifestSchema.parse(JSON.parse(opened.raw.toString('utf8')));
  } catch (error) {
    throw corrupt('does not open', error);
  }
  const wrong = contradiction(manifest, name, domain, where.vaultId);
  if (wrong !== null) throw corrupt(`is ${wrong}`);
  return { key: name.key, versionId: where.versionId, sha256: sha256Hex(bytes), manifest };
}
