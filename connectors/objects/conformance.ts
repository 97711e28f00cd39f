/**
 * What every ObjectStore must do, on the reference in memory and on the real thing alike. Expectations follow the
 * store's own `capabilities()`; a case that a store cannot pass is skipped only with a reason in `traits.skip`.
 */
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collectBytes, neverAborted } from '../../core/index.ts';
import type { ObjectEntry, ObjectStore, ObjectVersion, StoreCapabilities } from './object-store.ts';

const signal = neverAborted;

/** What is made once for the suite; its cases use random prefixes and leave their objects there. */
export interface StoreUnderTest {
  readonly store: ObjectStore;
  /** A second, independent opening of the same place. */
  reopen(): Promise<ObjectStore>;
  /** Lets the store's own clock reach `until`. Needed where the store locks. */
  reach?(until: Date): Promise<void>;
  /** Writes a delete marker as a stranger would (DELETE without a version id). Needed where the store has versions. */
  hide?(key: string): Promise<void>;
  dispose(): Promise<void>;
}

export interface StoreTraits {
  /** What the store must claim: a probe that misjudges it is found here. */
  readonly expected: Partial<StoreCapabilities>;
  /** Reason by name of the case. */
  readonly skip?: Readonly<Record<string, string>>;
  /** Objects in the long list, more than two of the store's pages; default 2 100, which real servers need. */
  readonly listed?: number;
}

const code = (name: string) => expect.objectContaining({ code: name });
const bytes = (text: string) => new TextEncoder().encode(text);

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const out: T[] = [];
  for await (const one of source) out.push(one);
  return out;
}

const read = (store: ObjectStore, key: string, options: { versionId?: string | null; range?: Range } = {}) =>
  collectBytes(store.get(key, { signal, ...options }), 64 * 1024 * 1024);
type Range = { readonly offset: number; readonly length: number };

const keysOf = (entries: readonly (ObjectEntry | ObjectVersion)[]) => entries.map((entry) => entry.key);

/** Registers the suite for one kind of store. */
export function objectStoreConformance(
  name: string,
  makeStore: () => Promise<StoreUnderTest>,
  traits: StoreTraits,
): void {
  describe(`${name} as an object store`, () => {
    let under: StoreUnderTest;
    let store: ObjectStore;
    const run = randomBytes(4).toString('hex');
    let count = 0;
    const fresh = (tail = 'object') => `suite-${run}/${String(++count).padStart(3, '0')}/${tail}`;
    const claims = traits.expected;
    const versioned = claims.versioning === true;
    const locks = claims.lock !== undefined && claims.lock !== 'none';
    const conditional = claims.conditionalPut === 'yes' || (claims.conditionalPut === 'unversioned-only' && !versioned);

    const names = new Set<string>();
    const it = (title: string, body: () => Promise<void>): void => {
      names.add(title);
      const reason = traits.skip?.[title];
      if (reason === undefined) test(title, body);
      else test.skip(`${title} (${reason})`, body);
    };
    const when = (condition: boolean, title: string, body: () => Promise<void>): void => {
      names.add(title);
      if (condition) it(title, body);
    };

    beforeAll(async () => {
      under = await makeStore();
      store = under.store;
    });
    afterAll(() => under?.dispose());

    it('claims what it is known to be able to do', async () => {
      expect(store.capabilities()).toMatchObject(claims);
    });

    it('gives back what was put, for sizes around every boundary, also through another opening', async () => {
      const other = await under.reopen();
      for (const size of [0, 1, 4095, 65_536, 65_537, 1_048_576, 5_000_000]) {
        const key = fresh(`size-${size}`);
        const body = randomBytes(size);
        const put = await store.put(key, body, { signal });
        expect(put.size).toBe(size);
        const head = await other.head(key, { signal });
        expect(head).toMatchObject({ size, versionId: put.versionId });
        expect(Buffer.compare(await read(other, key), body)).toBe(0);
      }
      await other.close();
    });

    it('says that an absent object is absent, in every method that reads', async () => {
      const key = fresh('absent');
      await expect(store.head(key, { signal })).rejects.toEqual(code('OBJECTS_NOT_FOUND'));
      await expect(read(store, key)).rejects.toEqual(code('OBJECTS_NOT_FOUND'));
      await expect(read(store, key, { range: { offset: 0, length: 1 } })).rejects.toEqual(code('OBJECTS_NOT_FOUND'));
      expect(await all(store.list(key, { signal }))).toEqual([]);
      expect(await all(store.listVersions(key, { signal }))).toEqual([]);
    });

    it('dates an object near the time the store itself shows', async () => {
      const key = fresh();
      await store.put(key, bytes('x'), { signal });
      const { modifiedAt } = await store.head(key, { signal });
      const shown = store.serverTime();
      expect(shown).not.toBeNull();
      expect(Math.abs((shown?.getTime() ?? 0) - modifiedAt.getTime())).toBeLessThan(60_000);
    });

    it('stores identical bytes twice without complaint', async () => {
      const key = fresh();
      await store.put(key, bytes('same'), { signal });
      await expect(store.put(key, bytes('same'), { signal })).resolves.toMatchObject({ size: 4 });
      expect((await read(store, key)).toString()).toBe('same');
    });

    it('never destroys bytes by putting others under the same key', async () => {
      const key = fresh();
      const first = await store.put(key, bytes('first'), { signal });
      const second = await store.put(key, bytes('second'), { signal }).catch((error: unknown) => {
        expect(error).toEqual(code('OBJECTS_EXISTS'));
        return null;
      });
      if (!versioned && !conditional) return;
      expect(second === null).toBe(!versioned);
      expect((await read(store, key, { versionId: first.versionId })).toString()).toBe('first');
      if (second !== null) expect((await read(store, key, { versionId: second.versionId })).toString()).toBe('second');
    });

    it('refuses a body that does not have the announced digest, and stores nothing', async () => {
      const key = fresh();
      const md5 = createHash('md5').update('other').digest();
      await expect(store.put(key, bytes('body'), { signal, md5 })).rejects.toEqual(code('OBJECTS_CORRUPT'));
      await expect(store.head(key, { signal })).rejects.toEqual(code('OBJECTS_NOT_FOUND'));
      const right = createHash('md5').update('body').digest();
      await expect(store.put(key, bytes('body'), { signal, md5: right })).resolves.toMatchObject({ size: 4 });
    });

    when(conditional, 'lets one of eight racers create an object that must be absent', async () => {
      const key = fresh();
      const racers = Array.from({ length: 8 }, (_, index) =>
        store.put(key, bytes(`racer ${index}`), { signal, ifAbsent: true }),
      );
      const outcomes = await Promise.allSettled(racers);
      const won = outcomes.flatMap((outcome, index) => (outcome.status === 'fulfilled' ? [index] : []));
      expect(won).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toEqual(code('OBJECTS_EXISTS'));
      }
      expect((await read(store, key)).toString()).toBe(`racer ${won[0]}`);
      await expect(store.put(key, bytes(`racer ${won[0]}`), { signal, ifAbsent: true })).rejects.toEqual(
        code('OBJECTS_EXISTS'),
      );
    });

    it('reads ranges exactly and refuses those that are not wholly inside', async () => {
      const key = fresh();
      const body = randomBytes(300_000);
      await store.put(key, body, { signal });
      for (const range of [
        { offset: 0, length: 1 },
        { offset: 299_999, length: 1 },
        { offset: 65_535, length: 131_074 },
        { offset: 0, length: 300_000 },
      ]) {
        const got = await read(store, key, { range });
        expect(Buffer.compare(got, body.subarray(range.offset, range.offset + range.length))).toBe(0);
      }
      for (const range of [
        { offset: 300_000, length: 1 },
        { offset: 299_999, length: 2 },
        { offset: 0, length: 0 },
        { offset: -1, length: 2 },
        { offset: 0.5, length: 1 },
        { offset: 0, length: Number.POSITIVE_INFINITY },
      ]) {
        await expect(read(store, key, { range }), JSON.stringify(range)).rejects.toEqual(code('OBJECTS_INVALID'));
      }
    });

    it('serves parallel ranges of one object', async () => {
      const key = fresh();
      const body = randomBytes(160_000);
      await store.put(key, body, { signal });
      const parts = await Promise.all(
        Array.from({ length: 16 }, (_, index) =>
          read(store, key, { range: { offset: index * 10_000, length: 10_000 } }),
        ),
      );
      expect(Buffer.compare(Buffer.concat(parts), body)).toBe(0);
    });

    it('can be left in the middle of a read and used on', async () => {
      const key = fresh();
      await store.put(key, randomBytes(3_000_000), { signal });
      for (let round = 0; round < 12; round++) {
        for await (const part of store.get(key, { signal })) {
          expect(part.byteLength).toBeGreaterThan(0);
          break;
        }
      }
      expect((await read(store, key)).byteLength).toBe(3_000_000);
    });

    it('lists complete and in byte order, by any prefix and after any key', async () => {
      const base = fresh('');
      const tails = ['a', 'a-b/x', 'a.b/x', 'a0', 'ab/c', 'ab/d/e', 'ab-', 'b/0', 'b/1', 'b/10', 'b/2', 'z_'];
      const sorted = tails.map((tail) => base + tail).sort();
      for (const key of [...sorted].reverse()) await store.put(key, bytes(key), { signal });
      const list = async (prefix: string, after?: string) =>
        keysOf(await all(store.list(prefix, after === undefined ? { signal } : { signal, after })));
      expect(await list(base)).toEqual(sorted);
      for (const prefix of ['a', 'ab', 'ab/', 'b/1', 'nothing', 'b/10']) {
        const start = base + prefix;
        expect(await list(start), prefix).toEqual(sorted.filter((key) => key.startsWith(start)));
      }
      for (const after of [...sorted, `${base}ab`, `${base}b/1x`, `${base}zz`, 'suite']) {
        expect(await list(base, after), after).toEqual(sorted.filter((key) => key > after));
      }
      const entries = await all(store.list(`${base}ab/`, { signal }));
      expect(entries.map((entry) => entry.size)).toEqual([base.length + 4, base.length + 6]);
      const versions = await all(store.listVersions(base, { signal }));
      expect(keysOf(versions)).toEqual(sorted);
      expect(versions.every((one) => one.isLatest && !one.isDeleteMarker)).toBe(true);
      expect(versions.every((one) => (one.versionId !== null) === versioned)).toBe(true);
    });

    it('lists more objects than any page holds, without a gap or a repeat', async () => {
      const base = fresh('');
      const keys = Array.from(
        { length: traits.listed ?? 2_100 },
        (_, index) => `${base}${String(index).padStart(5, '0')}`,
      );
      for (let at = 0; at < keys.length; at += 20) {
        await Promise.all(keys.slice(at, at + 20).map((key) => store.put(key, bytes('.'), { signal })));
      }
      expect(keysOf(await all(store.list(base, { signal })))).toEqual(keys);
      expect(keysOf(await all(store.listVersions(base, { signal })))).toEqual(keys);
      const middle = Math.floor(keys.length * 0.7);
      const after = keys[middle] ?? '';
      expect(keysOf(await all(store.list(base, { signal, after })))).toEqual(keys.slice(middle + 1));
    });

    it('keeps keys of 900 bytes and every allowed character apart', async () => {
      const base = fresh('');
      const rest = 900 - base.length;
      const keys = [
        base + 'k'.repeat(rest),
        `${base}${'k'.repeat(rest - 1)}-`,
        `${base}${'s'.repeat(200)}/${'t'.repeat(rest - 201)}`,
        `${base}${'u'.repeat(200)}-x`,
        `${base}${'u'.repeat(200)}/x`,
        `${base}${'u'.repeat(200)}0x`,
        `${base}...`,
        `${base}.hidden`,
        `${base}-._`,
        `${base}trailing.`,
      ].sort();
      for (const key of keys) await store.put(key, bytes(key.slice(-5)), { signal });
      expect(keysOf(await all(store.list(base, { signal })))).toEqual(keys);
      for (const key of keys) expect((await read(store, key)).toString()).toBe(key.slice(-5));
    });

    it('lets a key be the beginning of another, as a directory would be', async () => {
      const base = fresh('');
      await store.put(`${base}a`, bytes('1'), { signal });
      await store.put(`${base}a/b`, bytes('2'), { signal });
      expect(keysOf(await all(store.list(base, { signal })))).toEqual([`${base}a`, `${base}a/b`]);
    });

    it('refuses hostile keys and prefixes before touching anything', async () => {
      const hostile = [
        '',
        '/',
        '/a',
        'a/',
        'a//b',
        '.',
        '..',
        '../a',
        'a/../b',
        'a/./b',
        'a/..',
        'A',
        'é',
        'a b',
        'a\\b',
      ];
      for (const key of [...hostile, 'a\0b', 'a\nb', 'a%2e', '~put-1', 'a+', 'k'.repeat(901)]) {
        const refused = code('OBJECTS_INVALID');
        await expect(store.put(key, bytes('x'), { signal }), key).rejects.toEqual(refused);
        await expect(store.head(key, { signal }), key).rejects.toEqual(refused);
        await expect(read(store, key), key).rejects.toEqual(refused);
        await expect(store.remove(key, versioned ? 'v' : null, { signal }), key).rejects.toEqual(refused);
      }
      for (const prefix of ['/', '../', 'a/../', 'a//', 'A', '~', 'a+', 'k'.repeat(901)]) {
        await expect(all(store.list(prefix, { signal })), prefix).rejects.toEqual(code('OBJECTS_INVALID'));
        await expect(all(store.listVersions(prefix, { signal })), prefix).rejects.toEqual(code('OBJECTS_INVALID'));
      }
    });

    it('removes an object, and again without complaint', async () => {
      const key = fresh();
      const { versionId } = await store.put(key, bytes('x'), { signal });
      await store.remove(key, versionId, { signal });
      await expect(store.head(key, { signal })).rejects.toEqual(code('OBJECTS_NOT_FOUND'));
      expect(await all(store.listVersions(key, { signal }))).toEqual([]);
      await store.remove(key, versionId, { signal });
      await expect(store.put(key, bytes('other'), { signal })).resolves.toMatchObject({ size: 5 });
    });

    it('stops when the signal has aborted, with its reason', async () => {
      const key = fresh();
      await store.put(key, randomBytes(2_000_000), { signal });
      const reason = new Error('enough');
      const aborted = AbortSignal.abort(reason);
      await expect(store.put(fresh(), bytes('x'), { signal: aborted })).rejects.toBe(reason);
      await expect(store.head(key, { signal: aborted })).rejects.toBe(reason);
      await expect(all(store.get(key, { signal: aborted }))).rejects.toBe(reason);
      await expect(all(store.list('', { signal: aborted }))).rejects.toBe(reason);
      await expect(store.remove(key, 'v', { signal: aborted })).rejects.toBe(reason);
      const controller = new AbortController();
      const cut = (async () => {
        for await (const _ of store.get(key, { signal: controller.signal })) controller.abort(reason);
      })();
      await expect(cut).rejects.toBe(reason);
      expect((await read(store, key)).byteLength).toBe(2_000_000);
    });

    when(!versioned, 'knows no version id', async () => {
      const key = fresh();
      await store.put(key, bytes('x'), { signal });
      await expect(store.head(key, { signal, versionId: 'v1' })).rejects.toEqual(code('OBJECTS_NOT_FOUND'));
      await expect(read(store, key, { versionId: 'v1' })).rejects.toEqual(code('OBJECTS_NOT_FOUND'));
      await store.remove(key, 'v1', { signal });
      expect((await read(store, key)).toString()).toBe('x');
    });

    when(versioned, 'keeps every version, newest first, and removes the one that is named', async () => {
      const key = fresh();
      const first = await store.put(key, bytes('one'), { signal });
      const second = await store.put(key, bytes('second'), { signal });
      expect(second.versionId).not.toBe(first.versionId);
      const versions = await all(store.listVersions(key, { signal }));
      expect(versions.map((one) => [one.versionId, one.size, one.isLatest])).toEqual([
        [second.versionId, 6, true],
        [first.versionId, 3, false],
      ]);
      expect(keysOf(await all(store.list(key, { signal })))).toEqual([key]);
      await expect(store.remove(key, null, { signal })).rejects.toEqual(code('OBJECTS_INVALID'));
      await store.remove(key, second.versionId, { signal });
      expect((await read(store, key)).toString()).toBe('one');
      expect((await store.head(key, { signal })).versionId).toBe(first.versionId);
    });

    when(versioned, 'reads by version id what a delete marker hides', async () => {
      const key = fresh();
      const { versionId } = await store.put(key, bytes('kept'), { signal });
      await under.hide?.(key);
      await expect(store.head(key, { signal })).rejects.toEqual(code('OBJECTS_NOT_FOUND'));
      await expect(read(store, key)).rejects.toEqual(code('OBJECTS_NOT_FOUND'));
      expect(await all(store.list(key, { signal }))).toEqual([]);
      expect((await read(store, key, { versionId })).toString()).toBe('kept');
      const [marker, ...rest] = await all(store.listVersions(key, { signal }));
      expect(marker).toMatchObject({ key, isDeleteMarker: true, isLatest: true });
      expect(rest).toMatchObject([{ versionId, isDeleteMarker: false, isLatest: false }]);
      await store.remove(key, marker?.versionId ?? '', { signal });
      expect((await read(store, key)).toString()).toBe('kept');
    });

    when(!locks, 'says that it cannot lock instead of pretending', async () => {
      const key = fresh();
      const until = new Date(Date.now() + 3_600_000);
      const lock = { mode: 'compliance', until } as const;
      await expect(store.put(key, bytes('x'), { signal, lock })).rejects.toEqual(code('OBJECTS_UNSUPPORTED'));
      await expect(store.head(key, { signal })).rejects.toEqual(code('OBJECTS_NOT_FOUND'));
      await expect(store.extendLock(key, null, until, { signal })).rejects.toEqual(code('OBJECTS_UNSUPPORTED'));
    });

    const nowOf = async (): Promise<number> => {
      await store.head(fresh('absent'), { signal }).catch(() => undefined);
      return store.serverTime()?.getTime() ?? 0;
    };
    const inSeconds = async (seconds: number): Promise<Date> =>
      new Date((Math.floor((await nowOf()) / 1000) + seconds) * 1000);

    when(locks, 'locks until the date and not longer', async () => {
      const key = fresh();
      const until = await inSeconds(4);
      const lock = { mode: 'compliance', until } as const;
      const { versionId } = await store.put(key, bytes('locked'), { signal, lock });
      expect((await store.head(key, { signal, versionId })).lock).toEqual({ mode: 'compliance', until, hold: false });
      await expect(store.remove(key, versionId, { signal })).rejects.toMatchObject({
        code: 'OBJECTS_LOCKED',
        facts: { until: until.toISOString() },
      });
      expect((await read(store, key, { versionId })).toString()).toBe('locked');
      await under.reach?.(until);
      await store.remove(key, versionId, { signal });
      expect(await all(store.listVersions(key, { signal }))).toEqual([]);
    });

    when(locks, 'only ever lengthens a lock', async () => {
      const key = fresh();
      const [early, middle, late] = [await inSeconds(4), await inSeconds(6), await inSeconds(8)];
      const lock = { mode: 'governance', until: middle } as const;
      const { versionId } = await store.put(key, bytes('x'), { signal, lock });
      const dateNow = async () => (await store.head(key, { signal, versionId })).lock?.until;
      await store.extendLock(key, versionId, early, { signal });
      expect(await dateNow()).toEqual(middle);
      await store.extendLock(key, versionId, middle, { signal });
      expect(await dateNow()).toEqual(middle);
      await store.extendLock(key, versionId, late, { signal });
      await store.extendLock(key, versionId, late, { signal });
      expect((await store.head(key, { signal, versionId })).lock).toMatchObject({ mode: 'governance', until: late });
      await expect(store.remove(key, versionId, { signal })).rejects.toEqual(code('OBJECTS_LOCKED'));
    });

    when(locks, 'locks an object that was stored without a lock', async () => {
      const key = fresh();
      const { versionId } = await store.put(key, bytes('x'), { signal });
      expect((await store.head(key, { signal, versionId })).lock).toBeNull();
      const until = await inSeconds(4);
      await store.extendLock(key, versionId, until, { signal });
      expect((await store.head(key, { signal, versionId })).lock).toMatchObject({ until });
      await expect(store.remove(key, versionId, { signal })).rejects.toEqual(code('OBJECTS_LOCKED'));
      await expect(store.extendLock(key, null, until, { signal })).rejects.toEqual(code('OBJECTS_INVALID'));
      await expect(store.extendLock(fresh('absent'), versionId, until, { signal })).rejects.toEqual(
        code('OBJECTS_NOT_FOUND'),
      );
    });

    when(locks, 'refuses lock dates that are past, absurd or no dates', async () => {
      const key = fresh();
      const now = await nowOf();
      for (const until of [new Date(now - 60_000), new Date(now + 401 * 86_400_000), new Date(Number.NaN)]) {
        const lock = { mode: 'compliance', until } as const;
        await expect(store.put(key, bytes('x'), { signal, lock })).rejects.toEqual(code('OBJECTS_INVALID'));
      }
      await expect(store.head(key, { signal })).rejects.toEqual(code('OBJECTS_NOT_FOUND'));
    });

    it('answers nothing after it was closed, and closes twice', async () => {
      const other = await under.reopen();
      await other.close();
      await other.close();
      const closed = code('OBJECTS_INVALID');
      await expect(other.put(fresh(), bytes('x'), { signal })).rejects.toEqual(closed);
      await expect(other.head(fresh(), { signal })).rejects.toEqual(closed);
      await expect(all(other.list('', { signal }))).rejects.toEqual(closed);
      await expect(all(other.get(fresh(), { signal }))).rejects.toEqual(closed);
    });

    test('every skipped case is a case of this suite', () => {
      for (const title of Object.keys(traits.skip ?? {})) expect(names).toContain(title);
    });
  });
}
