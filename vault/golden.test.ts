import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../connectors/objects/index.ts';
import { neverAborted, Secret, sha256Hex, systemClock } from '../core/index.ts';
import { openVault } from './index.ts';
import { findings, gather, plainMemory, readPart } from './testing/fixture.ts';
import { GOLDEN, type GoldenFacts, makeGolden } from './testing/golden.ts';

const signal = neverAborted;

describe('the golden vault of format 0', () => {
  let facts: GoldenFacts;
  let store: ObjectStore;

  beforeAll(async () => {
    facts = JSON.parse(await readFile(join(GOLDEN, 'golden.json'), 'utf8')) as GoldenFacts;
    store = plainMemory();
    for (const key of Object.keys(facts.objects)) {
      await store.put(key, await readFile(join(GOLDEN, 'objects', key)), { signal });
    }
  });

  it('opens with its key, proves itself and gives every PST back', async () => {
    const masterKey = new Secret<Uint8Array>(Buffer.from(facts.masterKeyHex, 'hex'));
    const vault = await openVault({ store, masterKey, clock: systemClock, signal });
    expect(await findings(vault, 'full')).toEqual([]);
    expect(facts.snapshots).toHaveLength(3);
    for (const { tenant, mailbox, snapshot, parts } of facts.snapshots) {
      const reader = await vault.open({ tenant, mailboxId: mailbox }, snapshot, signal);
      for (const [name, sha256] of Object.entries(parts)) {
        expect(sha256Hex(await readPart(reader, name))).toBe(sha256);
      }
    }
    const acts = await gather(vault.acts(signal));
    expect(acts.map((one) => ('body' in one ? Buffer.from(one.body).toString() : one.code))).toEqual(facts.acts);
    expect(
      (await gather(vault.notes({}, signal))).map((one) => ('note' in one ? one.note.kind : one.code)),
    ).toHaveLength(7);
  });

  it('is what this code writes today, byte for byte', async () => {
    const today = await makeGolden();
    expect(today.facts).toEqual(facts);
  });
});
