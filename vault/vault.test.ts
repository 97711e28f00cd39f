import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../connectors/objects/index.ts';
import { neverAborted, SimulatedClock, sha256Hex } from '../core/index.ts';
import { createVault, type Vault } from './index.ts';
import {
  backUp,
  findings,
  MASTER,
  openOne,
  plainMemory,
  readPart,
  START,
  scratch,
  seededRandom,
  writeExpectedNotes,
} from './testing/fixture.ts';

const SAMPLES = join(import.meta.dirname, '../test/fixtures/pst');

describe('a vault', () => {
  let store: ObjectStore;
  let vault: Vault;
  let folder: Awaited<ReturnType<typeof scratch>>;
  const clock = new SimulatedClock(START);

  beforeEach(async () => {
    folder = await scratch();
    store = plainMemory(clock);
    vault = await createVault({ store, masterKey: MASTER, clock, random: seededRandom('vault'), signal: neverAborted });
  });
  afterEach(() => folder.remove());

  it('gives every sample PST back byte for byte, and knows it the second night', async () => {
    const names = (await readdir(SAMPLES)).filter((name) => name.endsWith('.pst'));
    const parts = await Promise.all(
      names.map(async (name) => ({ name, content: await readFile(join(SAMPLES, name)) })),
    );
    const first = await backUp(vault, folder.path, {
      tenant: 'acme',
      mailbox: 'ann',
      parts,
      facts: Buffer.from('facts'),
    });
    await writeExpectedNotes(vault, first);
    const reader = await openOne(vault, first);
    for (const { name, content } of parts) expect(sha256Hex(await readPart(reader, name))).toBe(sha256Hex(content));
    expect((await readPart(reader, 'facts/items')).toString()).toBe('facts');
    const second = await backUp(vault, folder.path, {
      tenant: 'acme',
      mailbox: 'ann',
      parts,
      facts: Buffer.from('facts'),
      fence: 2,
    });
    await writeExpectedNotes(vault, second);
    expect(second.manifest.stored).toMatchObject({ newBytes: 0, newChunks: 0 });
    expect(second.manifest.previous).toEqual({ id: first.manifest.id, seq: 1, sha256: first.sha256 });
    expect(await findings(vault, 'structure')).toEqual([]);
    expect(await findings(vault, 'full')).toEqual([]);
  });
});
