import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { neverAborted, noProgress } from '../core/index.ts';
import type { Snapshot } from '../domain/index.ts';
import { mailboxItem, packageMailbox } from '../handover/index.ts';
import {
  exchangeCounts,
  type PackagedPlatform,
  PROVIDER,
  packagedPlatform,
  readPackage,
  record,
  tenant,
} from '../test/harness/packaged-platform.ts';
import { buildPackage, listPackages, openPackage, pinSnapshots, verifyPackage } from './index.ts';

let on: PackagedPlatform;
beforeEach(async () => {
  on = await packagedPlatform();
});
afterEach(() => on.close());

const DAY = 86_400_000;
const verify = (packageId: string) => {
  const { vault, clock } = on.platform;
  return verifyPackage({ vault, clock, onProgress: noProgress }, { tenant, packageId, signal: neverAborted });
};

/** A person's verdict on the newest snapshot of a mailbox. */
async function call(verdict: Snapshot['verdict']): Promise<string> {
  const rows = await on.platform.catalog.snapshots.list({});
  const newest = rows.at(-1);
  if (newest === undefined) throw new Error('there is no snapshot');
  const at = new Date(on.platform.clock.now() + 1_000).toISOString();
  const note = {
    kind: 'verdict',
    snapshot: newest.id,
    at,
    by: 'marie',
    rank: 'person',
    verdict,
    reasons: ['seen'],
    scanner: '-',
  } as const;
  await on.platform.vault.putNote({ tenant, mailboxId: newest.mailboxId }, note, { signal: neverAborted });
  return newest.id;
}

describe('an inventory', () => {
  it('takes the newest clean snapshot and lists the newer ones that are not', async () => {
    await on.save('jean', 'outlook-1.pst');
    const [clean] = await on.platform.catalog.snapshots.list({});
    on.platform.clock.advance(DAY);
    await on.save('jean', 'outlook-1.pst');
    const bad = await call('SUSPECT');
    const freeze = await on.freeze();
    expect(freeze.parts).toMatchObject([
      { snapshot: clean?.id, verdict: 'CLEAN', passedOver: [{ snapshot: bad, verdict: 'SUSPECT' }] },
    ]);
    await on.build(freeze.packageId);
    const bags = await readPackage(on.platform, freeze.packageId);
    expect(bags.get('coffre-c-2026-001-r1')?.get('data/reconciliation.json')?.toString()).toContain(bad);
    expect(await on.ledger.events({ type: 'handover.acknowledged' })).toEqual([]);
  });

  it('of a mailbox without any clean snapshot is built only when somebody takes the risk on record', async () => {
    await on.save('jean', 'outlook-1.pst');
    const bad = await call('COMPROMISED');
    const freeze = await on.freeze();
    expect(freeze.parts).toMatchObject([{ snapshot: bad, verdict: 'COMPROMISED', passedOver: [] }]);
    await expect(on.build(freeze.packageId)).rejects.toMatchObject({ code: 'HANDOVER_GATE', kind: 'refused' });
    await expect(on.build(freeze.packageId, '  ')).rejects.toMatchObject({ code: 'HANDOVER_GATE' });
    const index = await on.build(freeze.packageId, 'the client wants it as it is');
    expect(index.items[0]?.verdict).toBe('COMPROMISED');
    const [act] = await on.ledger.events({ type: 'handover.acknowledged' });
    expect(act).toMatchObject({ actor: 'camille', tenant, body: { reason: 'the client wants it as it is', count: 1 } });
    expect((await verify(freeze.packageId)).exit).toBe(0);
  });

  it('whose snapshot became suspect since is refused, whatever was acknowledged', async () => {
    await on.save('jean', 'outlook-1.pst');
    const freeze = await on.freeze();
    await call('SUSPECT');
    await expect(on.build(freeze.packageId)).rejects.toMatchObject({ code: 'HANDOVER_GATE' });
    await expect(on.build(freeze.packageId, 'whatever')).rejects.toMatchObject({ code: 'HANDOVER_GATE' });
  });

  it('of a folder source has mail and evidence, and no class that only Exchange can have', async () => {
    await on.save('jean', 'outlook-1.pst');
    const freeze = await on.freeze({ source: 'folder' });
    const states = new Map(freeze.classes.map((one) => [one.number, one.state]));
    expect([...states].filter(([, state]) => state === 'not-applicable').map(([number]) => number)).toEqual(
      Array.from({ length: 35 }, (_, at) => at + 10),
    );
    expect(freeze.items).toEqual([mailboxItem('jean', 'primary')]);
    await on.build(freeze.packageId);
    expect((await verify(freeze.packageId)).exit).toBe(0);
  });

  it('lists a mailbox that is known and was never saved', async () => {
    await on.save('jean', 'outlook-1.pst');
    await on.platform.place(tenant, 'late', 'contacts.pst');
    const mailbox = await on.platform.mailbox(tenant, 'late');
    await on.platform.catalog.mailboxes.see({ ...mailbox, source: on.platform.source.id }, new Date(0).toISOString());
    const freeze = await on.freeze({ source: 'folder' });
    expect(freeze.notCaptured).toContainEqual({ what: 'late (primary)', why: 'it has no snapshot yet' });
    expect(freeze.classes[0]).toMatchObject({ state: 'partial' });
  });

  it('of nothing at all is refused, and so are items that do not exist', async () => {
    await expect(on.freeze()).rejects.toMatchObject({ code: 'HANDOVER_NOTHING' });
    await on.save('jean', 'outlook-1.pst');
    await expect(on.freeze({ items: ['primary-nobody'] })).rejects.toMatchObject({ code: 'HANDOVER_ITEM_UNKNOWN' });
    expect(await listPackages(on.platform.vault, tenant, neverAborted)).toEqual([]);
  });
});

describe('a later round', () => {
  it('of given items holds only those, under the ids of the first', async () => {
    await on.save('jean', 'outlook-1.pst', await exchangeCounts('outlook-1.pst'));
    await on.save('anne', 'contacts.pst');
    await on.saveConfiguration([
      { class: 'mailbox', records: [record('jean', 'm')], error: null },
      { class: 'sendAs', records: [record('jean', 's', ['paul'])], error: null },
    ]);
    const first = await on.freeze();
    await on.build(first.packageId);
    on.platform.clock.advance(DAY);
    await on.save('jean', 'msg-in-msg.pst');
    const items = [mailboxItem('jean', 'primary'), 'class-15'];
    for (const one of items) expect(first.items).toContain(one);
    const second = await on.freeze({ round: 2, items });
    const index = await on.build(second.packageId);
    expect(index.items.map((one) => one.id).toSorted()).toEqual(items.toSorted());
    const names = index.bags.map((one) => [one.role, one.name]);
    expect(names.map(([role]) => role)).toEqual(['mailbox', 'configuration', 'evidence', 'index']);
    expect(
      index.files
        .filter((one) => one.path.startsWith('data/config/') && one.bag.endsWith('-cfg'))
        .map((one) => one.path),
    ).toEqual(['data/config/sendAs.json', 'data/config/sendAs.csv']);
    expect(await verify(second.packageId)).toMatchObject({ exit: 0, findings: [] });
    expect((await verify(first.packageId)).exit).toBe(0);
    const known = await listPackages(on.platform.vault, tenant, neverAborted);
    expect(known.map((one) => [one.freeze.round, one.built !== null])).toEqual([
      [1, true],
      [2, true],
    ]);
  });
});

describe('a build', () => {
  it('of the same freeze gives the same bytes, at another time and by another process', async () => {
    await on.save('jean', 'outlook-1.pst');
    await on.saveConfiguration([{ class: 'mailbox', records: [record('jean', 'm')], error: null }]);
    const freeze = await on.freeze();
    const index = await on.build(freeze.packageId);
    const bytes = await readPackage(on.platform, freeze.packageId);
    const key = { tenant, mailboxId: packageMailbox(freeze.packageId) };
    for await (const one of on.platform.vault.manifests(key, neverAborted)) {
      if (!('manifest' in one) || !one.manifest.parts.some(({ name }) => name === 'package.json')) continue;
      const note = {
        kind: 'drop',
        snapshot: one.manifest.id,
        at: new Date(0).toISOString(),
        by: 'test',
        reasons: ['try again'],
      } as const;
      await on.platform.vault.putNote(key, note, { signal: neverAborted });
      await on.platform.vault.removeSnapshot(key, one.manifest.id, neverAborted);
    }
    on.platform.clock.advance(40 * DAY);
    expect(await on.build(freeze.packageId)).toEqual(index);
    expect(await readPackage(on.platform, freeze.packageId)).toEqual(bytes);
  });

  it.each(['pack-put', 'decoded', 'manifest-put', 'verdict-put'])(
    'that dies at %s leaves no half package, and the next one finishes it',
    async (step) => {
      await on.save('jean', 'contacts.pst');
      const freeze = await on.freeze();
      const onStep = (name: string, when: string): void => {
        if (name === step && when === 'after') throw new Error('dead');
      };
      const request = {
        tenant,
        packageId: freeze.packageId,
        provider: PROVIDER,
        actor: 'c',
        acknowledgement: null,
        signal: neverAborted,
      };
      await expect(buildPackage({ ...on.deps, onStep }, request)).rejects.toThrow('dead');
      expect(await readdir(join(on.platform.root, 'handover'))).toEqual([]);
      await on.build(freeze.packageId);
      expect(await verify(freeze.packageId)).toMatchObject({ exit: 0, findings: [] });
      const findings = [];
      for await (const one of on.platform.vault.check({
        level: 'full',
        onProgress: noProgress,
        signal: neverAborted,
      })) {
        if (one.severity === 'error') findings.push(one);
      }
      expect(findings).toEqual([]);
    },
  );

  it('stops when it is told to, and leaves nothing behind', async () => {
    await on.save('jean', 'outlook-1.pst');
    const freeze = await on.freeze();
    const stop = new AbortController();
    const onProgress = (): void => stop.abort(new Error('enough'));
    const request = {
      tenant,
      packageId: freeze.packageId,
      provider: PROVIDER,
      actor: 'c',
      acknowledgement: null,
      signal: stop.signal,
    };
    await expect(buildPackage({ ...on.deps, onProgress }, request)).rejects.toThrow('enough');
    expect(await readdir(join(on.platform.root, 'handover'))).toEqual([]);
    expect((await listPackages(on.platform.vault, tenant, neverAborted))[0]?.built).toBeNull();
  });

  it('of two at once makes one package', async () => {
    await on.save('jean', 'contacts.pst');
    const freeze = await on.freeze();
    const other = { ...on.deps, holder: 'another/process' };
    const request = {
      tenant,
      packageId: freeze.packageId,
      provider: PROVIDER,
      actor: 'c',
      acknowledgement: null,
      signal: neverAborted,
    };
    const both = await Promise.allSettled([on.build(freeze.packageId), buildPackage(other, request)]);
    const done = both.flatMap((one) => (one.status === 'fulfilled' ? [one.value.root] : []));
    expect(new Set(done).size).toBe(1);
    for (const one of both) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'LEASE_HELD' });
  });
});

describe('a damaged export', () => {
  it('is handed over as it is, with what can be read of it, and says so', async () => {
    await on.save('torn', 'outlook-1-torn.pst');
    const freeze = await on.freeze({ source: 'folder' });
    expect(freeze.parts).toMatchObject([{ status: 'partial' }]);
    expect(freeze.notCaptured.some((one) => one.what.startsWith('torn'))).toBe(true);
    const index = await on.build(freeze.packageId, 'damaged at the source');
    expect(index.items[0]?.exceptions.length).toBeGreaterThan(0);
    expect(await verify(freeze.packageId)).toMatchObject({ exit: 0, findings: [], unexplained: index.unexplained });
  });
});

describe('a mailbox', () => {
  it('with an archive, and a part in several files, is one bag that holds them all', async () => {
    await on.saveParts('jean', 'primary', ['split-a-0.pst', 'split-a-1.pst', 'split-a-2.pst']);
    on.platform.clock.advance(1_000);
    await on.saveParts('jean', 'archive', ['contacts.pst']);
    const freeze = await on.freeze();
    expect(freeze.items.filter((one) => !one.startsWith('class-'))).toEqual([
      mailboxItem('jean', 'primary'),
      mailboxItem('jean', 'archive'),
    ]);
    const index = await on.build(freeze.packageId);
    const [bag] = index.bags;
    const paths = index.files.filter((one) => one.bag === bag?.name).map((one) => one.path);
    expect(paths.slice(0, 6)).toEqual([
      'data/mail-001.pst',
      'data/mail-002.pst',
      'data/mail-003.pst',
      'data/archive.pst',
      'data/items.jsonl',
      'data/folders.json',
    ]);
    expect(await verify(freeze.packageId)).toMatchObject({ exit: 0, findings: [], unexplained: 0 });
    // A contested archive is handed over again without the primary.
    const again = await on.freeze({ round: 2, items: [mailboxItem('jean', 'archive')] });
    const second = await on.build(again.packageId);
    expect(second.files.filter((one) => one.path.endsWith('.pst')).map((one) => one.path)).toEqual([
      'data/archive.pst',
    ]);
  });
});

describe('what the vault holds of a package', () => {
  it('is another tenant’s to nobody', async () => {
    await on.save('jean', 'contacts.pst');
    const freeze = await on.freeze();
    await on.build(freeze.packageId);
    const foreign = { tenant: 'beta', packageId: freeze.packageId };
    await expect(openPackage(on.platform.vault, foreign, neverAborted)).rejects.toMatchObject({
      code: 'HANDOVER_PACKAGE_NOT_FOUND',
    });
    expect(await listPackages(on.platform.vault, 'beta', neverAborted)).toEqual([]);
  });

  it('no longer pins its snapshots once they are released; a package whose mail is gone is no longer right', async () => {
    await on.save('jean', 'contacts.pst');
    const { parts, packageId } = await on.freeze();
    await expect(openPackage(on.platform.vault, { tenant, packageId }, neverAborted)).rejects.toMatchObject({
      code: 'HANDOVER_NOT_BUILT',
    });
    await on.build(packageId);
    on.platform.clock.advance(1_000);
    const release = {
      tenant,
      snapshots: parts,
      on: false,
      reason: 'transition cancelled',
      by: 'marie',
      signal: neverAborted,
    };
    await pinSnapshots(on.deps, release);
    const [row] = await on.platform.catalog.snapshots.list({});
    expect(row?.pinned).toBe(false);
    const key = { tenant, mailboxId: row?.mailboxId ?? '' };
    const note = {
      kind: 'drop',
      snapshot: row?.id ?? '',
      at: new Date(0).toISOString(),
      by: 'test',
      reasons: ['gone'],
    } as const;
    await on.platform.vault.putNote(key, note, { signal: neverAborted });
    await on.platform.vault.removeSnapshot(key, row?.id ?? '', neverAborted);
    const result = await verify(packageId);
    expect(result.exit).toBe(6);
    expect(result.findings).toContainEqual(expect.objectContaining({ kind: 'missing', path: 'data/mail.pst' }));
    // Released twice, and of a snapshot that is gone: nothing to do, and no error.
    await pinSnapshots(on.deps, release);
  });
});
