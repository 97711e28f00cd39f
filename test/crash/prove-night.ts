import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { collectBytes, neverAborted, sha256Hex } from '../../core/index.ts';
import { type App, type Snapshot, verifyVault } from '../../daemon/index.ts';
import { openWritten, type WrittenPlatform } from '../harness/written-platform.ts';

export interface ExpectedNight {
  /** `tenant/mailbox` → the file that was its export. */
  readonly files: ReadonlyMap<string, string>;
  /** Ids of snapshots that were acknowledged before the death. */
  readonly acknowledged: readonly string[];
}

/** Everything that must hold after a night that was cut off and taken up again, whatever cut it off. Throws what does not. */
export async function proveNight(
  platform: WrittenPlatform,
  night: ExpectedNight,
): Promise<{ readonly orphans: number }> {
  const app = await openWritten(platform.configPath);
  try {
    await proveRuns(app, night);
    const snapshots = await proveSnapshots(app, night);
    for (const one of snapshots) await proveRestores(app, one, night);
    const report = await verifyVault(app, { ids: [], level: 'full', by: 'test', signal: neverAborted });
    expect(report.findings.filter((one) => one.severity === 'error')).toEqual([]);
    expect(report).toMatchObject({ checked: night.files.size, failed: 0 });
    expect(await filesBelow(join(platform.root, 'state/spool'))).toEqual([]);
    const { leases } = await app.catalog();
    expect(await leases.list()).toEqual([]);
    return { orphans: await orphanPacks(app) };
  } finally {
    await app.close();
  }
}

async function proveRuns(app: App, night: ExpectedNight): Promise<void> {
  const { runs } = await app.catalog();
  expect(await runs.unfinished()).toEqual([]);
  const [run, ...others] = await runs.list(10);
  expect(others).toEqual([]);
  expect(run?.status).toBe('ok');
  if (run === undefined) return;
  const outcomes = await runs.outcomes(run.id);
  expect(outcomes.map((one) => `${one.tenant}/${one.mailbox} ${one.status}`).sort()).toEqual(
    [...night.files.keys()].map((name) => `${name} ok`).sort(),
  );
}

/** One snapshot a mailbox and no second manifest of it in the vault; those acknowledged before are among them. */
async function proveSnapshots(app: App, night: ExpectedNight): Promise<readonly Snapshot[]> {
  const snapshots = await (await app.catalog()).snapshots.list({});
  expect(snapshots.map((one) => `${one.tenant}/${one.mailbox}`).sort()).toEqual([...night.files.keys()].sort());
  const ids = snapshots.map((one) => one.id);
  expect(ids).toEqual(expect.arrayContaining([...night.acknowledged]));
  const manifests: string[] = [];
  for await (const one of (await app.vault()).manifests({}, neverAborted)) {
    manifests.push('manifest' in one ? one.manifest.id : `unreadable ${one.key}`);
  }
  expect(manifests.sort()).toEqual([...ids].sort());
  for (const one of snapshots)
    expect(one).toMatchObject({ status: 'ok', verdict: 'CLEAN', verified: { level: 'full' } });
  return snapshots;
}

async function proveRestores(app: App, snapshot: Snapshot, night: ExpectedNight): Promise<void> {
  const file = night.files.get(`${snapshot.tenant}/${snapshot.mailbox}`) ?? '';
  const expected = sha256Hex(await readFile(file));
  const key = { tenant: snapshot.tenant, mailboxId: snapshot.mailboxId };
  const reader = await (await app.vault()).open(key, snapshot.id, neverAborted);
  const [part] = snapshot.parts;
  const bytes = await collectBytes(reader.part(part?.name ?? '', neverAborted), 1 << 26);
  expect(sha256Hex(bytes)).toBe(expected);
  expect(part?.sha256).toBe(expected);
}

async function filesBelow(dir: string): Promise<readonly string[]> {
  return readdir(dir, { recursive: true }).catch(() => []);
}

async function orphanPacks(app: App): Promise<number> {
  const needed = new Set<string>();
  for await (const one of (await app.vault()).manifests({}, neverAborted)) {
    if ('manifest' in one) for (const pack of one.manifest.packs) needed.add(pack.key);
  }
  let orphans = 0;
  for await (const { key } of (await app.store()).list('packs/', { signal: neverAborted })) {
    if (!needed.has(key)) orphans++;
  }
  return orphans;
}
