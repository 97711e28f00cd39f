import { createHash } from 'node:crypto';
import { base32 } from '../../core/index.ts';
import type { CommittedManifest, StoredNote } from '../../vault/index.ts';

type Manifest = CommittedManifest['manifest'];

/** 16 or 26 characters as the vault's refs and ids, the same for the same text. */
export function sampleId(text: string, length: 16 | 26 = 26): string {
  return base32(createHash('sha256').update(text).digest()).slice(0, length);
}

export interface SampleManifest {
  readonly tenant?: string;
  readonly mailbox?: string;
  readonly seq: number;
  readonly fence?: number;
  /** Tells apart two manifests of the same mailbox and seq. */
  readonly salt?: string;
  readonly parts?: Manifest['parts'];
  readonly change?: Partial<Manifest>;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A manifest as a night of the vault leaves it: the same arguments give the same manifest. */
export function sampleManifest(sample: SampleManifest): CommittedManifest {
  const { tenant = 'acme', mailbox = 'alice', seq, fence = seq, salt = '' } = sample;
  const identity = `${tenant}/${mailbox}/${seq}/${fence}/${salt}`;
  const night = new Date(Date.UTC(2027, 0, seq)).toISOString().slice(0, 10);
  const counts = { folders: 9, searchFolders: 1, items: 100 + seq, associated: 2, attachments: 30 };
  const parts = sample.parts ?? [{ name: `${mailbox}.pst`, bytes: 1_000_000 + seq, sha256: sha256(identity), counts }];
  const [tenantRef, mailboxRef] = [sampleId(tenant, 16), sampleId(`${tenant}/${mailbox}`, 16)];
  const id = sampleId(identity);
  const manifest: Manifest = {
    format: 0,
    vaultId: sampleId('vault'),
    id,
    tenantRef,
    mailboxRef,
    tenant,
    mailbox: { id: mailbox, name: `${mailbox}@${tenant}.example` },
    kind: 'primary',
    seq,
    fence,
    writer: 'test',
    run: `run-${night}-aaaaaaaaaa`,
    night,
    startedAt: `${night}T20:00:00Z`,
    endedAt: `${night}T21:00:00+00:00`,
    serverDate: null,
    previous: null,
    known: [],
    source: { id: 'drop', kind: 'folder', frozenAt: `${night}T20:00:00Z`, details: null },
    status: 'ok',
    exceptions: [],
    parts,
    streams: [],
    encoding: { name: 'raw@1', reason: null },
    segments: [],
    packs: [],
    stored: { newBytes: 5_000 + seq, newChunks: 3, reusedChunks: 40 },
    checks: { readBackAt: `${night}T20:50:00Z`, decodedAt: `${night}T20:55:00Z` },
    expectedNotes: [],
    ...sample.change,
  };
  const number = (value: number): string => String(value).padStart(12, '0');
  const key = `snapshots/${tenantRef}/${mailboxRef}/${number(seq)}-${number(fence)}-${id}`;
  return { key, versionId: null, sha256: sha256(key), manifest };
}

type WithoutCommon<N> = N extends unknown ? Omit<N, 'snapshot' | 'by'> : never;

/** A note about that manifest; `id` is made from what it says unless given. */
export function sampleNote(
  { manifest }: CommittedManifest,
  note: WithoutCommon<StoredNote['note']>,
  id: string = sampleId(JSON.stringify([manifest.id, note])),
): StoredNote {
  return {
    id,
    key: `notes/${manifest.tenantRef}/${manifest.mailboxRef}/${note.kind}-${id}`,
    tenant: manifest.tenant,
    mailboxId: manifest.mailbox.id,
    note: { ...note, snapshot: manifest.id, by: 'test' } as StoredNote['note'],
  };
}

export async function* each<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}
