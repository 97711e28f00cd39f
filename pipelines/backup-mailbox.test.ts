import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { neverAborted } from '../core/index.ts';
import { tenantId } from '../domain/index.ts';
import counts from '../test/fixtures/pst/counts.json' with { type: 'json' };
import { FIXTURES, type SmallPlatform, smallPlatform } from '../test/harness/small-platform.ts';
import { backupMailbox, restoreSnapshot } from './index.ts';

let platform: SmallPlatform;
afterEach(() => platform.close());

async function save(on: SmallPlatform, tenant: string, name: string, date: string) {
  const run = on.run(date);
  const at = new Date(on.clock.now()).toISOString();
  await on.catalog.runs.open({ ...run, startedAt: at, by: 'test', trigger: 'manual' });
  const mailbox = await on.mailbox(tenant, name);
  return backupMailbox(on.deps, { run, source: on.source, mailbox, kind: 'primary', signal: neverAborted });
}

describe('a backup of one mailbox', () => {
  it('is ok only after its PST was opened, counted, stored and read back, and leaves the spool empty', async () => {
    platform = await smallPlatform();
    await platform.place('acme', 'jean', 'outlook-1.pst');
    const outcome = await save(platform, 'acme', 'jean', '2026-11-23');
    expect(outcome).toMatchObject({ status: 'ok', exceptions: [], error: null, items: 17 });
    const [snapshot] = await platform.catalog.snapshots.list({ tenant: tenantId('acme') });
    const sha256 = createHash('sha256')
      .update(await readFile(join(FIXTURES, 'outlook-1.pst')))
      .digest('hex');
    expect(snapshot).toMatchObject({ sha256, status: 'ok', verdict: 'CLEAN', verified: { level: 'full' } });
    expect(snapshot?.counts).toEqual(counts['outlook-1.pst']);
    expect(await readdir(join(platform.root, 'spool', outcome.run))).toEqual([]);
  });

  it('keeps a damaged export as partial, with what is wrong with it', async () => {
    platform = await smallPlatform();
    await platform.place('acme', 'torn', 'outlook-1-torn.pst');
    const outcome = await save(platform, 'acme', 'torn', '2026-11-23');
    expect(outcome.status).toBe('partial');
    expect(outcome.exceptions.every((one) => one.class === 'damaged')).toBe(true);
    const [snapshot] = await platform.catalog.snapshots.list({});
    const bytes = await readFile(join(FIXTURES, 'outlook-1-torn.pst'));
    expect(snapshot?.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('fails, without a snapshot, for what is no PST at all', async () => {
    platform = await smallPlatform();
    await writeFile(join(platform.root, 'pst/acme/x.pst'), 'MZ not a mailbox');
    const outcome = await save(platform, 'acme', 'x', '2026-11-23');
    expect(outcome).toMatchObject({ status: 'failed', snapshot: null, error: { code: 'BACKUP_NOT_A_PST' } });
    expect(await platform.catalog.snapshots.list({})).toEqual([]);
  });

  it('of an unchanged mailbox stores next to nothing the second night', async () => {
    platform = await smallPlatform();
    await platform.place('acme', 'jean', 'outlook-1.pst');
    const first = await save(platform, 'acme', 'jean', '2026-11-23');
    platform.clock.advance(86_400_000);
    const second = await save(platform, 'acme', 'jean', '2026-11-24');
    expect(second.status).toBe('ok');
    expect(second.storedBytes).toBeLessThan(first.storedBytes / 20);
  });

  it('restores what was exported, byte for byte', async () => {
    platform = await smallPlatform();
    await platform.place('acme', 'jean', 'synthetic-tr.pst');
    await save(platform, 'acme', 'jean', '2026-11-23');
    const [snapshot] = await platform.catalog.snapshots.list({});
    if (snapshot === undefined) throw new Error('no snapshot');
    const path = join(platform.root, 'back.pst');
    const acts: unknown[] = [];
    const ledger = { append: async (act: unknown) => acts.push(act) } as never;
    const { vault, catalog, clock } = platform;
    const deps = { vault, catalog, clock, ledger, random: platform.deps.random, onProgress: () => undefined };
    const target = { kind: 'pst', path } as const;
    const request = { snapshot, target, actor: 'test', acknowledgement: null, signal: neverAborted };
    const report = await restoreSnapshot(deps, request);
    expect(report).toMatchObject({ verified: true, status: 'ok', sha256: snapshot.sha256 });
    expect(await readFile(path)).toEqual(await readFile(join(FIXTURES, 'synthetic-tr.pst')));
    await expect(restoreSnapshot(deps, request)).rejects.toMatchObject({ code: 'RESTORE_TARGET_EXISTS' });
    expect(acts).toHaveLength(1);
  });
});
