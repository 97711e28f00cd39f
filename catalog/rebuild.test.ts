import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SimulatedClock } from '../core/index.ts';
import { each, sampleManifest, sampleNote } from '../test/fakes/sample-manifest.ts';
import type { CommittedManifest, StoredNote } from '../vault/index.ts';
import { type Catalog, needsRebuild, openCatalog, rebuildCatalog, snapshotFromManifest } from './index.ts';

let root: string;
const opened: Catalog[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'coffre-rebuild-'));
});

afterEach(async () => {
  for (const catalog of opened.splice(0)) await catalog.close();
  await rm(root, { recursive: true });
});

async function open(name: string): Promise<Catalog> {
  const catalog = await openCatalog({ path: join(root, name), clock: new SimulatedClock(1_800_000_000_000) });
  opened.push(catalog);
  return catalog;
}

interface Contents {
  readonly manifests: readonly CommittedManifest[];
  readonly notes: readonly StoredNote[];
}

/** Five mailboxes in two tenants, seven nights, with opinions about some of them. */
function contents(): Contents {
  const manifests: CommittedManifest[] = [];
  const notes: StoredNote[] = [];
  for (const [tenant, mailbox] of ['acme/alice', 'acme/bob', 'acme/zoé', 'zeta/alice', 'zeta/Émile'].map((one) =>
    one.split('/'),
  )) {
    for (let seq = 1; seq <= 7; seq++) {
      const committed = sampleManifest({ tenant: tenant ?? '', mailbox: mailbox ?? '', seq, fence: 10 + seq });
      manifests.push(committed);
      const at = committed.manifest.endedAt;
      notes.push(sampleNote(committed, { kind: 'verification', at, level: 'full', passed: seq !== 4, findings: 0 }));
      if (seq % 2 === 0) {
        const verdict = seq === 6 ? 'SUSPECT' : 'CLEAN';
        notes.push(
          sampleNote(committed, { kind: 'verdict', at, rank: 'machine', verdict, reasons: ['é'], scanner: 's' }),
        );
      }
      if (seq === 7) notes.push(sampleNote(committed, { kind: 'pin', at, on: true, reason: 'litige' }));
    }
  }
  return { manifests, notes };
}

async function fill(catalog: Catalog, { manifests, notes }: Contents): Promise<void> {
  for (const committed of manifests) {
    const about = notes.filter(({ note }) => note.snapshot === committed.manifest.id);
    await catalog.snapshots.put(snapshotFromManifest(committed, about));
  }
}

describe('a rebuilt catalogue', () => {
  test('shows the same, byte for byte, in whatever order the vault is read', async () => {
    const { manifests, notes } = contents();
    const lived = await open('lived.sqlite');
    await fill(lived, { manifests, notes });
    const before = await lived.dump();
    expect(before.split('\n')).toHaveLength(manifests.length + 1);
    const orders = fc.tuple(
      fc.shuffledSubarray([...manifests], { minLength: manifests.length }),
      fc.shuffledSubarray([...notes], { minLength: notes.length }),
    );
    for (const [index, [some, others]] of fc.sample(orders, { numRuns: 3, seed: 20270301 }).entries()) {
      const lost = await open(`lost-${index}.sqlite`);
      expect(await needsRebuild(lost)).toBe(true);
      const report = await rebuildCatalog(lost, each(some), each(others));
      expect(report).toEqual({ snapshots: manifests.length, problemCount: 0, problems: [], highestFence: 17 });
      expect(await lost.dump()).toBe(before);
      expect(await needsRebuild(lost)).toBe(false);
    }
    await rebuildCatalog(lived, each(manifests), each(notes));
    expect(await lived.dump()).toBe(before);
  });

  test('grants leases above every fence in the vault, void ones included', async () => {
    const catalog = await open('a.sqlite');
    const stale = sampleManifest({ seq: 1, fence: 900, change: { tenant: 'NOT A TENANT' } });
    await rebuildCatalog(catalog, each([sampleManifest({ seq: 1, fence: 40 }), stale]), each([]));
    expect((await catalog.leases.acquire('x', 'me', 1_000)).fence).toBe(901);
  });

  test('leaves out and reports what does not count', async () => {
    const catalog = await open('a.sqlite');
    const good = sampleManifest({ seq: 2, fence: 5 });
    const stale = sampleManifest({ seq: 3, fence: 4 });
    const loser = sampleManifest({ seq: 2, fence: 3 });
    const foreign = sampleManifest({ seq: 4, fence: 6, change: { night: 'yesterday' } });
    const copy = sampleManifest({ mailbox: 'bob', seq: 1, change: { id: good.manifest.id } });
    const unreadable = { key: 'snapshots/x', code: 'VAULT_MANIFEST_CORRUPT', message: 'does not open' };
    const report = await rebuildCatalog(
      catalog,
      each([stale, unreadable, copy, loser, good, foreign]),
      each([{ key: 'notes/x', code: 'VAULT_NOTE_CORRUPT', message: 'does not open' }]),
    );
    expect(report.problems.map(({ code, key }) => [code, key])).toEqual([
      ['unreadable', 'snapshots/x'],
      ['not-a-snapshot', foreign.key],
      ['unreadable', 'notes/x'],
      ['void-same-seq', loser.key],
      ['void-stale-fence', stale.key],
      ['same-id', copy.key],
    ]);
    expect((await catalog.snapshots.list({})).map(({ id }) => id)).toEqual([good.manifest.id]);
  });

  test('forgets rows that the vault does not have', async () => {
    const catalog = await open('a.sqlite');
    const { manifests, notes } = contents();
    await fill(catalog, { manifests, notes });
    await rebuildCatalog(catalog, each(manifests.slice(0, 3)), each(notes));
    expect(await catalog.snapshots.list({})).toHaveLength(3);
  });
});

describe('while a rebuild is at work', () => {
  test('others go on: what they put and remove meanwhile stays', async () => {
    const [mine, other] = [await open('a.sqlite'), await open('a.sqlite')];
    const { manifests, notes } = contents();
    await fill(mine, { manifests, notes });
    const before = await mine.dump();
    const [first, second] = manifests;
    if (first === undefined || second === undefined) throw new Error('there are manifests');
    const late = sampleManifest({ seq: 8, fence: 18 });
    const pinned = { ...snapshotFromManifest(second, []), pinned: true };
    await rebuildCatalog(
      mine,
      each(manifests),
      (async function* () {
        yield* notes;
        await other.snapshots.put(snapshotFromManifest(late, []));
        await other.snapshots.put(pinned);
        await other.snapshots.remove(snapshotFromManifest(first, []).id);
        expect(await other.leases.acquire('x', 'other', 1_000)).toMatchObject({ fence: 1 });
        expect((await mine.snapshots.list({})).length).toBe(manifests.length);
      })(),
    );
    const ids = (await mine.snapshots.list({})).map(({ id }) => id as string);
    expect(ids).toContain(late.manifest.id);
    expect(ids).not.toContain(first.manifest.id);
    expect(await mine.snapshots.find(second.manifest.id)).toEqual(pinned);
    expect(await mine.dump()).not.toBe(before);
    await rebuildCatalog(mine, each(manifests), each(notes));
    expect(await mine.dump()).toBe(before);
  });

  test('two of them in one process do not disturb each other', async () => {
    const catalog = await open('a.sqlite');
    const { manifests, notes } = contents();
    const reports = await Promise.all([
      rebuildCatalog(catalog, each(manifests), each(notes)),
      rebuildCatalog(catalog, each(manifests), each(notes)),
    ]);
    expect(reports.map(({ snapshots }) => snapshots)).toEqual([manifests.length, manifests.length]);
    const rebuilt = await open('b.sqlite');
    await fill(rebuilt, { manifests, notes });
    expect(await catalog.dump()).toBe(await rebuilt.dump());
  });

  test('a vault that fails or a signal that aborts leaves the rows as they were', async () => {
    const catalog = await open('a.sqlite');
    const { manifests, notes } = contents();
    await fill(catalog, { manifests, notes });
    const before = await catalog.dump();
    const failing = (async function* () {
      yield manifests[0] as CommittedManifest;
      throw new Error('no route to host');
    })();
    await expect(rebuildCatalog(catalog, failing, each(notes))).rejects.toThrow('no route to host');
    const controller = new AbortController();
    const aborting = (async function* () {
      yield* notes;
      controller.abort(new Error('stop'));
      yield* notes;
    })();
    const rebuild = rebuildCatalog(catalog, each(manifests), aborting, { signal: controller.signal });
    await expect(rebuild).rejects.toThrow('stop');
    expect(await catalog.dump()).toBe(before);
    expect(await needsRebuild(catalog)).toBe(true);
  });
});
