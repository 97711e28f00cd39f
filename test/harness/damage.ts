import type { ObjectStore } from '../../connectors/objects/index.ts';
import { neverAborted, Secret, systemClock } from '../../core/index.ts';
import { readMasterKey } from '../../daemon/index.ts';
import { type CommittedManifest, openVault } from '../../vault/index.ts';
import type { CliPlatform, JsonAnswer } from './cli-platform.ts';

/** The bytes of a store, open to whoever has more rights than Coffre. */
export interface RawStore {
  keys(): Promise<readonly string[]>;
  read(key: string): Promise<Buffer>;
  /** Puts these bytes there whatever was there before; null removes the object and every trace of it. */
  write(key: string, bytes: Buffer | null): Promise<void>;
}

/** What an object is for, by its name. */
export function kindOf(key: string): string {
  const [type = '', , third = ''] = key.split('/');
  if (type === 'keys') return third.startsWith('tenant-') ? 'keys (tenant)' : 'keys (mailbox)';
  if (type === 'notes') return `notes (${key.split('/')[3]?.split('-')[0] ?? ''})`;
  return type;
}

/** Three mailboxes of two tenants over three nights, mail that changes, a pin-less past, two acts in the ledger. */
export async function fillPlatform(platform: CliPlatform): Promise<void> {
  const nights = [
    [
      ['acme', 'ann', 'contacts.pst'],
      ['acme', 'bob', 'submessage.pst'],
      ['beta', 'ann', 'msg-in-msg.pst'],
    ],
    [
      ['acme', 'ann', 'body-types.pst'],
      ['beta', 'ann', 'storage-66.pst'],
    ],
    [
      ['acme', 'ann', 'contacts.pst'],
      ['acme', 'bob', 'unicode-sample1.pst'],
    ],
  ] as const;
  for (const night of nights) {
    for (const [tenant, mailbox, fixture] of night) await platform.place(tenant, mailbox, fixture);
    must(await platform.nextNight());
  }
  const { snapshots } = must(await platform.json('snapshots')).document;
  for (const one of snapshots.slice(0, 2)) {
    must(await platform.json('restore', one.id, '--to', `pst:restored-${one.id}.pst`, '--acknowledge-risk', 'test'));
  }
  // A verification of its own, besides the one each manifest expects: a note with a witness.
  must(await platform.json('verify', snapshots[0].id));
}

export function must(answer: JsonAnswer): JsonAnswer {
  if (answer.code !== 0) throw new Error(`exit ${answer.code}: ${JSON.stringify(answer.document).slice(0, 2000)}`);
  return answer;
}

export async function readManifests(platform: CliPlatform, store: ObjectStore): Promise<readonly CommittedManifest[]> {
  const masterKey = await readMasterKey(`${platform.root}/master.key`);
  const vault = await openVault({
    store,
    masterKey: new Secret(masterKey.reveal()),
    clock: systemClock,
    signal: neverAborted,
  });
  const found: CommittedManifest[] = [];
  for await (const one of vault.manifests({}, neverAborted)) {
    if (!('manifest' in one)) throw new Error(`${one.key}: ${one.message}`);
    found.push(one);
  }
  await vault.close();
  return found;
}

/** The snapshots that cannot be proven without this object, by what the undamaged manifests say; null: belongs to none. */
export function hitBy(key: string, manifests: readonly CommittedManifest[]): readonly string[] | null {
  const ids = (wanted: (one: CommittedManifest) => boolean): readonly string[] =>
    manifests.filter(wanted).map(({ manifest }) => manifest.id);
  const [type = '', tenantRef = '', third = '', last = ''] = key.split('/');
  switch (type) {
    case 'vault.json':
      return ids(() => true);
    case 'keys':
      return ids(({ manifest }) =>
        third.startsWith('tenant-') ? manifest.tenantRef === tenantRef : third.startsWith(`${manifest.mailboxRef}-`),
      );
    case 'packs':
      return ids(({ manifest }) => manifest.packs.some((one) => one.key === key));
    case 'index':
      return ids(({ manifest }) => manifest.segments.some((one) => one.key === key));
    case 'snapshots':
      return ids((one) => one.key === key);
    case 'notes':
      return ids(({ manifest }) => last.split('-')[1] === manifest.id);
    default:
      return null;
  }
}

export interface Damage {
  readonly how: string;
  readonly key: string;
  /** What lies where afterwards; null where nothing does. */
  readonly after: ReadonlyMap<string, Buffer | null>;
  readonly hit: readonly string[];
  /** Objects that belong to no snapshot: an error finding without one is expected. */
  readonly beyond: boolean;
}

/** Every damage of this object: one byte changed, one cut off, emptied, removed, swapped with another of its kind. */
export function damagesOf(
  key: string,
  original: ReadonlyMap<string, Buffer>,
  manifests: readonly CommittedManifest[],
  position: number,
): readonly Damage[] {
  const bytes = original.get(key);
  if (bytes === undefined) throw new Error(`no object ${key}`);
  const changed = Buffer.from(bytes);
  const at = position % bytes.byteLength;
  changed[at] = (changed[at] ?? 0) ^ 0x10;
  const own = hitBy(key, manifests);
  const alone = (how: string, after: Buffer | null): Damage => {
    return { how, key, after: new Map([[key, after]]), hit: own ?? [], beyond: own === null };
  };
  const damages = [
    alone(`byte ${at} changed`, changed),
    alone('cut by one byte', bytes.subarray(0, -1)),
    alone('emptied', Buffer.alloc(0)),
    alone('removed', null),
  ];
  const others = [...original.keys()].filter((one) => one !== key && kindOf(one) === kindOf(key));
  const other = others[position % Math.max(1, others.length)];
  const theirs = other === undefined ? undefined : original.get(other);
  if (other !== undefined && theirs !== undefined) {
    const hit = [...new Set([...(own ?? []), ...(hitBy(other, manifests) ?? [])])];
    const after = new Map([
      [key, theirs],
      [other, bytes],
    ]);
    damages.push({ how: `swapped with ${other}`, key, after, hit, beyond: own === null });
  }
  return damages;
}
