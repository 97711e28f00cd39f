import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ObjectStore } from '../../connectors/objects/index.ts';
import { memoryStore } from '../../connectors/objects/index.ts';
import {
  type Clock,
  collectBytes,
  neverAborted,
  noProgress,
  noSteps,
  Secret,
  SimulatedClock,
  sha256Hex,
} from '../../core/index.ts';
import type {
  BeginSnapshot,
  CommittedManifest,
  Note,
  RandomSource,
  SnapshotReader,
  Vault,
  VaultFinding,
} from '../index.ts';

/** A vault in memory and short ways to fill, read and check it. */
export const START = Date.UTC(2026, 10, 23, 1, 0, 0);

/** Reproducible bytes: SHA-256 of seed and counter. Not secret, for tests only. */
export function seededRandom(seed: string): RandomSource {
  let counter = 0;
  let pool = Buffer.alloc(0);
  return (bytes) => {
    while (pool.byteLength < bytes) {
      pool = Buffer.concat([pool, createHash('sha256').update(`${seed}:${counter++}`).digest()]);
    }
    const out = pool.subarray(0, bytes);
    pool = pool.subarray(bytes);
    return Uint8Array.from(out);
  };
}

/** Bytes that look random and are the same for the same seed; fast enough for megabytes. */
export function noise(bytes: number, seed: number): Buffer {
  const out = Buffer.alloc(bytes);
  let state = seed | 1;
  for (let at = 0; at < bytes; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    out[at] = state >>> 24;
  }
  return out;
}

export const MASTER = new Secret<Uint8Array>(Uint8Array.from({ length: 32 }, (_, i) => i * 7 + 1));

export function plainMemory(clock: Clock = new SimulatedClock(START)): ObjectStore {
  return memoryStore({ clock, versioning: false });
}

/** A folder that `remove` takes away again. */
export async function scratch(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'coffre-vault-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

export interface PartFile {
  readonly name: string;
  readonly content: Uint8Array;
}

export interface Night {
  readonly tenant: string;
  readonly mailbox: string;
  readonly night?: string;
  readonly fence?: number;
  readonly parts: readonly PartFile[];
  readonly facts?: Uint8Array;
  readonly request?: Partial<BeginSnapshot>;
}

/** A whole backup of one mailbox in `directory`. */
export async function backUp(vault: Vault, directory: string, night: Night): Promise<CommittedManifest> {
  const spoolDir = await mkdtemp(join(directory, 'job-'));
  const writer = await vault.begin({
    mailbox: { tenant: night.tenant, id: night.mailbox, name: `${night.mailbox}@example.test` },
    kind: 'primary',
    run: `run-${night.night ?? '2026-11-23'}-abcdefghij`,
    night: night.night ?? '2026-11-23',
    fence: night.fence ?? 1,
    writer: 'test',
    spoolDir,
    stillHolds: () => true,
    onStep: noSteps,
    onProgress: noProgress,
    signal: neverAborted,
    ...night.request,
  });
  try {
    await mkdir(join(spoolDir, 'export'));
    for (const { name, content } of night.parts) {
      const path = join(spoolDir, 'export', name);
      await writeFile(path, content);
      await writer.addPart({ name, path, bytes: content.byteLength, sha256: sha256Hex(content) });
    }
    const { facts } = night;
    if (facts !== undefined) {
      await writer.addFacts(
        'facts/items',
        (async function* () {
          yield facts;
        })(),
      );
    }
    return await writer.commit({
      status: 'ok',
      exceptions: [],
      counts: {},
      source: { id: 'drop', kind: 'folder', frozenAt: '2026-11-23T01:00:00.000Z', details: { file: 'x' } },
    });
  } finally {
    await writer.discard();
    await rm(spoolDir, { recursive: true, force: true });
  }
}

/** The two notes a manifest expects, stored. */
export async function writeExpectedNotes(vault: Vault, { manifest }: CommittedManifest): Promise<void> {
  const mailbox = { tenant: manifest.tenant, mailboxId: manifest.mailbox.id };
  for (const { kind, key } of manifest.expectedNotes) {
    const common = { snapshot: manifest.id, at: '2026-11-23T01:05:00.000Z', by: 'coffre' };
    const note: Note =
      kind === 'verdict'
        ? { kind, ...common, rank: 'machine', verdict: 'CLEAN', reasons: [], scanner: 'signals@1' }
        : { kind, ...common, level: 'full', passed: true, findings: 0 };
    await vault.putNote(mailbox, note, { reservedKey: key, signal: neverAborted });
  }
}

export async function readPart(reader: SnapshotReader, name: string): Promise<Buffer> {
  return collectBytes(reader.part(name, neverAborted), 2 ** 31);
}

export async function openOne(vault: Vault, { manifest }: CommittedManifest): Promise<SnapshotReader> {
  const mailbox = { tenant: manifest.tenant, mailboxId: manifest.mailbox.id };
  return vault.open(mailbox, manifest.id, neverAborted);
}

export async function gather<T>(items: AsyncIterable<T>): Promise<T[]> {
  const out: T[] = [];
  for await (const item of items) out.push(item);
  return out;
}

export async function findings(
  vault: Vault,
  level: 'structure' | 'full',
  snapshots?: readonly string[],
): Promise<readonly VaultFinding[]> {
  const request = { level, onProgress: noProgress, signal: neverAborted };
  return gather(vault.check(snapshots === undefined ? request : { ...request, snapshots }));
}

export function errorsOf(all: readonly VaultFinding[]): readonly VaultFinding[] {
  return all.filter(({ severity }) => severity === 'error');
}

export async function keysOf(store: ObjectStore): Promise<readonly string[]> {
  return (await gather(store.list('', { signal: neverAborted }))).map(({ key }) => key);
}
