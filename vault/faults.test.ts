import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../connectors/objects/index.ts';
import { CodedError, neverAborted, SimulatedClock } from '../core/index.ts';
import { createVault, openVault } from './index.ts';
import { type Fault, faultyStore } from './testing/faulty-store.ts';
import {
  backUp,
  errorsOf,
  findings,
  gather,
  keysOf,
  MASTER,
  noise,
  openOne,
  plainMemory,
  readPart,
  START,
  scratch,
  seededRandom,
  writeExpectedNotes,
} from './testing/fixture.ts';

const clock = new SimulatedClock(START);
let opened = 0;
const options = (store: ObjectStore) => ({
  store,
  masterKey: MASTER,
  clock,
  random: seededRandom(`faults ${opened++}`),
  packBytes: 100_000,
  signal: neverAborted,
});
const NIGHT_1 = [{ name: 'a.pst', content: noise(140_000, 1) }];
const NIGHT_2 = [...NIGHT_1, { name: 'b.pst', content: noise(10_000, 2) }];

/** A store with one committed night, copied so that every fault starts from the same objects. */
async function prepared(folder: string): Promise<() => Promise<ObjectStore>> {
  const first = plainMemory(clock);
  const vault = await createVault(options(first));
  await writeExpectedNotes(vault, await backUp(vault, folder, { tenant: 'acme', mailbox: 'ann', parts: NIGHT_1 }));
  const objects = new Map<string, Buffer>();
  for (const key of await keysOf(first)) {
    objects.set(key, Buffer.concat(await gather(first.get(key, { signal: neverAborted }))));
  }
  return async () => {
    const copy = plainMemory(clock);
    for (const [key, bytes] of objects) await copy.put(key, bytes, { signal: neverAborted });
    return copy;
  };
}

describe('a run on a store that fails', () => {
  let folder: Awaited<ReturnType<typeof scratch>>;
  let fresh: () => Promise<ObjectStore>;
  beforeAll(async () => {
    folder = await scratch();
    fresh = await prepared(folder.path);
  });
  afterAll(() => folder.remove());

  for (const fault of ['error', 'error-after-success', 'truncated', 'silent-flip'] as const satisfies Fault[]) {
    it(`has committed wholly or not at all after "${fault}" at any call, and the next run mends the rest`, async () => {
      const seen = new Set<string>();
      let finished = 0;
      for (let at = 1; ; at++) {
        const store = await fresh();
        const faulty = faultyStore(store, { at, fault });
        let acknowledged = false;
        let failure: unknown;
        try {
          const vault = await openVault(options(faulty));
          await backUp(vault, folder.path, { tenant: 'acme', mailbox: 'ann', parts: NIGHT_2, fence: 2 });
          acknowledged = true;
        } catch (error) {
          failure = error;
        }
        if (faulty.hit === null) {
          expect(acknowledged).toBe(true);
          expect(at).toBeGreaterThan(20);
          break;
        }
        seen.add(faulty.hit);
        if (!acknowledged) expect(failure, `call ${at}`).toBeInstanceOf(CodedError);
        else finished++;

        const after = await openVault(options(store));
        const listed = await gather(after.manifests({}, neverAborted));
        const readable = listed.filter((one) => 'manifest' in one);
        if (acknowledged) expect(readable.length, `call ${at}`).toBe(2);
        for (const committed of readable) {
          const reader = await openOne(after, committed);
          for (const { name, content } of committed.manifest.seq === 1 ? NIGHT_1 : NIGHT_2) {
            expect(Buffer.compare(await readPart(reader, name), content), `call ${at}`).toBe(0);
          }
        }
        const next = await backUp(after, folder.path, { tenant: 'acme', mailbox: 'ann', parts: NIGHT_2, fence: 3 });
        for (const committed of [...readable, next]) await writeExpectedNotes(after, committed);
        // A manifest that the store itself spoiled stays in the way; nothing else may be left to find.
        const spoiled = new Set(listed.filter((one) => 'code' in one).map(({ key }) => key));
        const left = errorsOf(await findings(after, 'full')).filter(({ object }) => !spoiled.has(object ?? ''));
        expect(left, `call ${at}: ${faulty.hit}`).toEqual([]);
      }
      expect([...seen].sort()).toEqual(['get', 'list', 'put']);
      if (fault === 'error-after-success') expect(finished).toBeGreaterThan(2);
    }, 120_000);
  }

  for (const fault of ['error-after-success', 'silent-flip'] as const satisfies Fault[]) {
    it(`ends a first night, a note and an act after "${fault}" at any call as if nothing had been`, async () => {
      for (let at = 1; ; at++) {
        const store = plainMemory(clock);
        await createVault(options(store));
        const faulty = faultyStore(store, { at, fault });
        const work = async (own: ObjectStore): Promise<void> => {
          const vault = await openVault(options(own));
          const night = { tenant: 'acme', mailbox: 'ann', parts: [{ name: 'a.pst', content: noise(2000, 3) }] };
          const committed = await backUp(vault, folder.path, night);
          await writeExpectedNotes(vault, committed);
          const { id: snapshot } = committed.manifest;
          const pin = {
            kind: 'pin',
            snapshot,
            at: '2026-11-23T00:00:00Z',
            by: 'claire',
            on: true,
            reason: 'law',
          } as const;
          await vault.putNote({ tenant: 'acme', mailboxId: 'ann' }, pin, { signal: neverAborted });
          await vault.putAct(1, Buffer.from('act'), neverAborted);
        };
        await work(faulty).catch((error: unknown) => expect(error, `call ${at}`).toBeInstanceOf(CodedError));
        await work(store);
        const after = await openVault(options(store));
        const listed = await gather(after.manifests({}, neverAborted));
        const spoiled = new Set(listed.filter((one) => 'code' in one).map(({ key }) => key));
        for (const one of listed) if ('manifest' in one) await writeExpectedNotes(after, one);
        const left = errorsOf(await findings(after, 'full')).filter(({ object }) => !spoiled.has(object ?? ''));
        expect(left, `call ${at}: ${faulty.hit}`).toEqual([]);
        if (faulty.hit === null) break;
      }
    }, 120_000);
  }
});
