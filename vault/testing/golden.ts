import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from '../../connectors/objects/index.ts';
import { collectBytes, neverAborted, Secret, SimulatedClock, sha256Hex } from '../../core/index.ts';
import { type CommittedManifest, createVault } from '../index.ts';
import { backUp, keysOf, noise, plainMemory, START, scratch, seededRandom, writeExpectedNotes } from './fixture.ts';

/**
 * The golden vault of format 0, kept in test/golden/vault-0: fixed randomness and clock, so that it can be made again and
 * compared byte for byte, and opened by every later version. `node vault/testing/write-golden.ts` stores it.
 */
export const GOLDEN = join(import.meta.dirname, '../../test/golden/vault-0');

export const GOLDEN_MASTER = new Secret<Uint8Array>(Uint8Array.from({ length: 32 }, (_, i) => 255 - i));

const SAMPLES = join(import.meta.dirname, '../../test/fixtures/pst');

export interface GoldenSnapshot {
  readonly tenant: string;
  readonly mailbox: string;
  readonly snapshot: string;
  readonly parts: Readonly<Record<string, string>>;
}

export interface GoldenFacts {
  readonly masterKeyHex: string;
  readonly snapshots: readonly GoldenSnapshot[];
  readonly acts: readonly string[];
  /** SHA-256 by key. */
  readonly objects: Readonly<Record<string, string>>;
}

function describeSnapshot({ manifest }: CommittedManifest): GoldenSnapshot {
  return {
    tenant: manifest.tenant,
    mailbox: manifest.mailbox.id,
    snapshot: manifest.id,
    parts: Object.fromEntries(manifest.parts.map(({ name, sha256 }) => [name, sha256])),
  };
}

/** Two and a half megabytes of few different lines in no order: several chunks, and small once compressed. */
function madeContent(): Buffer {
  const random = seededRandom('golden content');
  const lines = Array.from({ length: 256 }, () => random(64));
  return Buffer.concat(Array.from(noise(40_000, 17), (byte) => lines[byte] ?? new Uint8Array(64)));
}

/** Makes the golden vault in memory. */
export async function makeGolden(): Promise<{
  readonly facts: GoldenFacts;
  readonly store: ObjectStore;
  readonly objects: ReadonlyMap<string, Buffer>;
}> {
  const signal = neverAborted;
  const clock = new SimulatedClock(START);
  const store = plainMemory(clock);
  const folder = await scratch();
  try {
    const random = seededRandom('golden vault of format 0');
    const vault = await createVault({ store, masterKey: GOLDEN_MASTER, clock, random, packBytes: 64 * 1024, signal });
    const load = async (name: string) => ({ name, content: await readFile(join(SAMPLES, name)) });
    const nights = [
      { tenant: 'acme', mailbox: 'ann', fence: 1, parts: [await load('contacts.pst')] },
      {
        tenant: 'acme',
        mailbox: 'ann',
        fence: 2,
        parts: [await load('contacts.pst'), await load('unicode-sample1.pst')],
      },
      {
        tenant: 'zeta',
        mailbox: 'ann',
        fence: 3,
        parts: [{ name: 'made.pst', content: madeContent() }],
        facts: Buffer.from('facts\n'),
      },
    ];
    const snapshots: GoldenSnapshot[] = [];
    for (const night of nights) {
      const committed = await backUp(vault, folder.path, night);
      await writeExpectedNotes(vault, committed);
      snapshots.push(describeSnapshot(committed));
      clock.advance(86_400_000);
    }
    const pin = { kind: 'pin', at: '2026-11-26T08:00:00.000Z', by: 'claire', on: true, reason: 'golden' } as const;
    const first = snapshots[0]?.snapshot ?? '';
    await vault.putNote({ tenant: 'acme', mailboxId: 'ann' }, { ...pin, snapshot: first }, { signal });
    const acts = ['first act', 'second act'];
    for (const [i, act] of acts.entries()) await vault.putAct(i + 1, Buffer.from(act), signal);
    const objects = new Map<string, Buffer>();
    for (const key of await keysOf(store)) objects.set(key, await collectBytes(store.get(key, { signal }), 2 ** 30));
    const facts: GoldenFacts = {
      masterKeyHex: Buffer.from(GOLDEN_MASTER.reveal()).toString('hex'),
      snapshots,
      acts,
      objects: Object.fromEntries([...objects].map(([key, bytes]) => [key, sha256Hex(bytes)])),
    };
    return { facts, store, objects };
  } finally {
    await folder.remove();
  }
}
