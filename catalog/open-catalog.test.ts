import { copyFile, mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SimulatedClock } from '../core/index.ts';
import { mailboxId, night, runId, snapshotId, sourceId, tenantId } from '../domain/index.ts';
import { startChild } from '../test/fakes/child.ts';
import { sampleManifest } from '../test/fakes/sample-manifest.ts';
import { type Catalog, openCatalog, type RunOutcome, snapshotFromManifest } from './index.ts';

let root: string;
let path: string;
let catalog: Catalog;

const start = (at: string = path): Promise<Catalog> =>
  openCatalog({ path: at, clock: new SimulatedClock(1_800_000_000_000) });

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'coffre-catalog-'));
  path = join(root, 'state', 'catalog.sqlite');
  catalog = await start();
});

afterEach(async () => {
  await catalog.close();
  await rm(root, { recursive: true });
});

const sample = (mailbox: string, seq: number) => snapshotFromManifest(sampleManifest({ mailbox, seq }), []);
const run = (day: string, letter: string) => ({
  id: runId(`run-${day}-${letter.repeat(10)}`),
  night: night(day),
  startedAt: `${day}T20:00:00+01:00`,
  by: 'coffre',
  trigger: 'scheduled' as const,
});

describe('snapshots', () => {
  test('come back as they were put, however large their numbers', async () => {
    const large = { ...sample('alice', 1), sourceBytes: Number.MAX_SAFE_INTEGER, storedBytes: 2 ** 40 };
    const odd = {
      ...sample('bob', 1),
      verified: { level: 'full' as const, at: '2027-01-01T00:00:00Z' },
      reasons: ['a "quoted" reason', 'é\u2028'],
      exceptions: [{ class: 'damaged' as const, folder: null, count: 2, message: "l'archive" }],
      pinned: true,
      verdict: 'NOTICE' as const,
      verdictId: 'x',
    };
    for (const one of [large, odd]) {
      await catalog.snapshots.put(one);
      await catalog.snapshots.put(one);
      expect(await catalog.snapshots.find(one.id)).toEqual(one);
    }
    expect(await catalog.snapshots.list({})).toHaveLength(2);
  });

  test('are found by a prefix that is theirs alone', async () => {
    const [a, b] = ['abcdefgh', 'abcdefgz'].map((start) => snapshotId(start.padEnd(26, 'q')));
    for (const id of [a, b]) if (id !== undefined) await catalog.snapshots.put({ ...sample('alice', 1), id });
    expect(await catalog.snapshots.find('abcdefgh')).toMatchObject({ id: a });
    expect(await catalog.snapshots.find('abcdefg')).toBe('ambiguous');
    expect(await catalog.snapshots.find('abcde')).toBeNull();
    expect(await catalog.snapshots.find('abcdefgi')).toBeNull();
    expect(await catalog.snapshots.find("' or 1=1 --")).toBeNull();
    expect(await catalog.snapshots.find('%%%%%%%%')).toBeNull();
  });

  test('are listed in order and filtered by every field of the query', async () => {
    for (const seq of [2, 1, 3])
      for (const mailbox of ['bob', 'alice']) await catalog.snapshots.put(sample(mailbox, seq));
    const zeta = snapshotFromManifest(
      sampleManifest({ tenant: 'zeta', seq: 1, change: { status: 'partial', kind: 'archive' } }),
      [],
    );
    await catalog.snapshots.put({ ...zeta, verdict: 'SUSPECT' });
    const names = async (query: Parameters<Catalog['snapshots']['list']>[0]): Promise<readonly string[]> =>
      (await catalog.snapshots.list(query)).map((one) => `${one.tenant}/${one.mailboxId}/${one.night.slice(-1)}`);
    expect(await names({})).toEqual([
      'acme/alice/1',
      'acme/alice/2',
      'acme/alice/3',
      'acme/bob/1',
      'acme/bob/2',
      'acme/bob/3',
      'zeta/alice/1',
    ]);
    expect(await names({ tenant: tenantId('zeta') })).toEqual(['zeta/alice/1']);
    expect(await names({ mailbox: 'BOB@acme.example' })).toEqual(['acme/bob/1', 'acme/bob/2', 'acme/bob/3']);
    expect(await names({ mailbox: 'alice', night: night('2027-01-01') })).toEqual(['acme/alice/1', 'zeta/alice/1']);
    expect(await names({ status: 'partial' })).toEqual(['zeta/alice/1']);
    expect(await names({ verdict: 'SUSPECT' })).toEqual(['zeta/alice/1']);
    expect(await names({ kind: 'archive' })).toEqual(['zeta/alice/1']);
    expect(await names({ kind: 'configuration' })).toEqual([]);
  });

  test('are replaced all at once, or not at all', async () => {
    await catalog.snapshots.put(sample('alice', 1));
    const before = await catalog.dump();
    const failing = (function* () {
      yield sample('bob', 1);
      throw new Error('no');
    })();
    await expect(catalog.snapshots.replaceAll(failing)).rejects.toThrow('no');
    expect(await catalog.dump()).toBe(before);
    expect(await catalog.snapshots.replaceAll([sample('bob', 1), sample('bob', 2)])).toBe(2);
    expect(await catalog.transaction(({ snapshots }) => snapshots.replaceAll([sample('zoé', 1)]))).toBe(1);
    expect((await catalog.snapshots.list({})).map(({ mailbox }) => mailbox)).toEqual(['zoé@acme.example']);
  });
});

describe('runs', () => {
  test('open, gather outcomes and close; the first result stays, except over a presumed end', async () => {
    const [old, recent] = [run('2027-01-01', 'a'), run('2027-01-02', 'b')];
    await catalog.runs.open(old);
    await catalog.runs.open(recent);
    const outcome: RunOutcome = {
      run: recent.id,
      tenant: tenantId('acme'),
      mailboxId: mailboxId('alice'),
      mailbox: 'alice@acme.example',
      kind: 'primary',
      snapshot: null,
      status: 'failed',
      sourceBytes: 2 ** 40,
      storedBytes: 0,
      items: 0,
      exceptions: [],
      error: { code: 'SOURCE_GONE', message: 'the file is gone' },
      startedAt: recent.startedAt,
      endedAt: recent.startedAt,
    };
    await catalog.runs.recordOutcome(outcome);
    const better = { ...outcome, status: 'ok' as const, error: null, snapshot: sample('alice', 1).id };
    await catalog.runs.recordOutcome(better);
    expect(await catalog.runs.outcomes(recent.id)).toEqual([better]);
    expect((await catalog.runs.unfinished()).map(({ id }) => id)).toEqual([recent.id, old.id]);
    await catalog.runs.close(recent.id, 'aborted', '2027-01-02T21:00:00Z');
    await catalog.runs.close(recent.id, 'ok', '2027-01-02T22:00:00Z');
    await catalog.runs.close(recent.id, 'aborted', '2027-01-02T23:00:00Z');
    await catalog.runs.close(recent.id, 'failed', '2027-01-02T23:00:00Z');
    expect(await catalog.runs.find(recent.id)).toEqual({ ...recent, status: 'ok', endedAt: '2027-01-02T22:00:00Z' });
    expect(await catalog.runs.list(1)).toHaveLength(1);
    expect(await catalog.runs.ofNight(night('2027-01-01'))).toEqual([{ ...old, status: 'running', endedAt: null }]);
    expect(await catalog.runs.find(run('2027-01-09', 'c').id)).toBeNull();
  });
});

describe('mailboxes', () => {
  test('keep their first day, and are no longer retired once seen again', async () => {
    const one = {
      tenant: tenantId('acme'),
      id: mailboxId('alice'),
      name: 'alice@acme.example',
      type: 'user' as const,
      source: sourceId('drop'),
      kinds: ['primary', 'archive'] as const,
    };
    const [first, last] = ['2027-01-01T00:00:00Z', '2027-01-05T00:00:00Z'];
    await catalog.mailboxes.see(one, first);
    await catalog.mailboxes.retire(one.tenant, one.id);
    expect(await catalog.mailboxes.list()).toMatchObject([{ retired: true }]);
    await catalog.mailboxes.see({ ...one, name: 'a@acme.example' }, last);
    const expected = { ...one, name: 'a@acme.example', firstSeen: first, lastSeen: last, retired: false };
    expect(await catalog.mailboxes.list(one.tenant)).toEqual([expected]);
    expect(await catalog.mailboxes.list(tenantId('zeta'))).toEqual([]);
  });
});

describe('a transaction', () => {
  test('that fails leaves nothing, even where its failed statement was caught', async () => {
    const work = catalog.transaction(async ({ meta, runs }) => {
      await meta.set('a', '1');
      const twice = run('2027-01-01', 'a');
      await runs.open(twice);
      await runs.open(twice).catch(() => undefined);
      await meta.set('b', '1').catch(() => undefined);
    });
    await expect(work).rejects.toThrow();
    expect([await catalog.meta.get('a'), await catalog.meta.get('b')]).toEqual([null, null]);
    await catalog.meta.set('a', '2');
    expect(await catalog.meta.get('a')).toBe('2');
  });

  test('is not re-entrant, and says so instead of waiting for itself', async () => {
    await expect(catalog.transaction(() => catalog.meta.get('a'))).rejects.toThrow('use its session');
    await expect(catalog.transaction(() => catalog.transaction(async () => 1))).rejects.toThrow('use its session');
    expect(await catalog.meta.get('a')).toBeNull();
  });

  test('makes fifty others of the same process wait', async () => {
    const add = (): Promise<void> =>
      catalog.transaction(async ({ meta }) => {
        await meta.set('n', String(Number((await meta.get('n')) ?? '0') + 1));
      });
    await Promise.all(Array.from({ length: 50 }, add));
    expect(await catalog.meta.get('n')).toBe('50');
  });
});

describe('a damaged file', () => {
  test.each([
    ['a row with a verdict of no kind', `update snapshots set verdict = 'CLEAN', reasons = '[1]'`],
    ['a row with a tenant of no kind', `update snapshots set tenant = '../x'`],
    ['a row whose counts lack one', `update snapshots set counts = '{}'`],
  ])('with %s says so and shows nothing', async (_, statement) => {
    await catalog.snapshots.put(sample('alice', 1));
    const database = new DatabaseSync(path);
    database.exec(statement);
    database.close();
    const corrupt = { code: 'CATALOG_CORRUPT', hint: expect.stringContaining('catalog rebuild') };
    await expect(catalog.snapshots.list({})).rejects.toMatchObject(corrupt);
    await expect(catalog.check()).rejects.toMatchObject(corrupt);
  });

  test('that is no database is refused and kept', async () => {
    const other = join(root, 'other.sqlite');
    await writeFile(other, 'no database at all '.repeat(500));
    await expect(start(other)).rejects.toMatchObject({ code: 'CATALOG_CORRUPT' });
    expect((await readFile(other, 'utf8')).startsWith('no database')).toBe(true);
  });

  test('with overwritten pages is found by check, whatever is overwritten', async () => {
    for (let seq = 1; seq <= 60; seq++) await catalog.snapshots.put(sample('alice', seq));
    await catalog.close();
    const { size } = await stat(path);
    let found = 0;
    for (let page = 1; page * 4096 < size; page++) {
      const copy = join(root, `page-${page}.sqlite`);
      await copyFile(path, copy);
      const file = await open(copy, 'r+');
      await file.write(Buffer.alloc(4096, 0xa5), 0, 4096, page * 4096);
      await file.close();
      const outcome = await start(copy).then(
        async (damaged) => {
          const error = await damaged.check().then(
            () => null,
            (thrown: unknown) => thrown,
          );
          await damaged.close();
          return error;
        },
        (thrown: unknown) => thrown,
      );
      expect(outcome, `page ${page}`).toMatchObject({ code: 'CATALOG_CORRUPT' });
      found++;
    }
    expect(found).toBeGreaterThan(10);
    catalog = await start();
    await catalog.check();
  });

  test('in a place that cannot be used is unavailable', async () => {
    await expect(start(join(path, 'below', 'a file'))).rejects.toMatchObject({ code: 'CATALOG_UNAVAILABLE' });
    await expect(start(root)).rejects.toMatchObject({ code: 'CATALOG_UNAVAILABLE' });
  });
});

describe('a backup', () => {
  test('is a catalogue of its own, and never overwrites', async () => {
    await catalog.snapshots.put(sample('alice', 1));
    const target = join(root, 'backup.sqlite');
    await catalog.backupTo(target);
    await expect(catalog.backupTo(target)).rejects.toMatchObject({ code: 'CATALOG_UNAVAILABLE' });
    const copy = await start(target);
    expect(await copy.dump()).toBe(await catalog.dump());
    await copy.close();
    expect((await stat(target)).mode & 0o777).toBe(0o600);
  });
});

describe('several processes', () => {
  test('lose no update of each other', async () => {
    const children = Array.from({ length: 5 }, () => startChild('catalog-child.ts', ['count', path, '20']));
    await Promise.all(children.map((child) => child.line('ready')));
    for (const { process } of children) process.stdin?.write('go\n');
    expect(await Promise.all(children.map(({ ended }) => ended))).toEqual([0, 0, 0, 0, 0]);
    expect(await catalog.meta.get('counter')).toBe('100');
  }, 60_000);

  test('killed in the middle of transactions leave all of each or nothing', async () => {
    for (const [index, moment] of ['begun 1', 'begun 3', 'committed 2'].entries()) {
      const child = startChild('catalog-child.ts', ['write', path, `w${index}`]);
      await child.line('ready');
      child.process.stdin?.write('go\n');
      await child.line(moment);
      child.process.kill('SIGKILL');
      expect(await child.ended).toBe('SIGKILL');
      const again = await start();
      await again.check();
      const rows = (await again.snapshots.list({ tenant: tenantId('acme') })).filter((one) =>
        one.mailboxId.startsWith(`w${index}-`),
      );
      const perRound = Map.groupBy(rows, (one) => one.mailboxId);
      expect([...perRound.values()].map((round) => round.length)).toEqual([...perRound].map(() => 50));
      const committed = child.lines.filter((line) => line.startsWith('committed')).length;
      expect(perRound.size).toBeGreaterThanOrEqual(committed);
      if (perRound.size > 0) expect(await again.meta.get('round')).toBe(String(perRound.size));
      await again.close();
    }
  }, 60_000);
});
