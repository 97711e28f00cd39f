import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SimulatedClock } from '../core/index.ts';
import { mailboxId, night, runId, snapshotId, sourceId, tenantId } from '../domain/index.ts';
import type { Catalog } from './catalog.ts';
import { openCatalog } from './open-catalog.ts';

const AT = '2026-11-23T01:00:00.000Z';
const RUN = runId('run-2026-11-23-abcdefghij');

/** A mailbox of this tenant in every table that can name one. */
async function fill(catalog: Catalog, tenant: string): Promise<void> {
  const [owner, id, name] = [tenantId(tenant), mailboxId(`${tenant}-box`), `unmistakable-${tenant}@example.test`];
  await catalog.mailboxes.see(
    { tenant: owner, id, name, type: 'user', source: sourceId('drop'), kinds: ['primary'] },
    AT,
  );
  const counts = { folders: 1, searchFolders: 0, items: 1, associated: 0, attachments: 0 };
  const common = { tenant: owner, mailboxId: id, mailbox: name, kind: 'primary', run: RUN } as const;
  await catalog.snapshots.put({
    ...common,
    id: snapshotId(tenant.replace('-', '').padEnd(26, 'a')),
    night: night('2026-11-23'),
    createdAt: AT,
    status: 'ok',
    parts: [{ name: 'a.pst', bytes: 1, sha256: 'a'.repeat(64), counts }],
    exceptions: [],
    sourceBytes: 1,
    storedBytes: 1,
    sha256: 'a'.repeat(64),
    counts,
    verdict: 'CLEAN',
    verdictId: null,
    reasons: [],
    verified: null,
    pinned: false,
  });
  await catalog.runs.recordOutcome({
    ...common,
    snapshot: null,
    status: 'ok',
    sourceBytes: 1,
    storedBytes: 1,
    items: 1,
    exceptions: [],
    error: null,
    startedAt: AT,
    endedAt: AT,
  });
  await catalog.meta.set(`run-filter/${RUN}-${tenant}`, JSON.stringify({ tenant, mailbox: name }));
  const lease = await catalog.leases.acquire(`mailbox:${tenant}/${id}`, 'somebody', 60_000);
  await catalog.leases.release(lease);
}

test('a tenant that is forgotten is in no row and in no byte of the files, and the others stay as they were', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'coffre-forget-'));
  const path = join(folder, 'catalog.sqlite');
  const catalog = await openCatalog({ path, clock: new SimulatedClock(Date.parse(AT)) });
  const bytes = async (): Promise<string> =>
    (await readFile(path)).toString('latin1') +
    (await readFile(`${path}-wal`).then(
      (wal) => wal.toString('latin1'),
      () => '',
    ));
  try {
    await catalog.runs.open({ id: RUN, night: night('2026-11-23'), startedAt: AT, by: 'x', trigger: 'manual' });
    // One name is the start of the other: neither lease nor filter may go with it.
    for (const tenant of ['acme', 'acme-west']) await fill(catalog, tenant);
    expect(await bytes()).toContain('unmistakable-acme@');
    expect(await catalog.countTenant(tenantId('acme'))).toBe(5);
    await catalog.forgetTenant(tenantId('acme'));
    await catalog.forgetTenant(tenantId('acme'));
    expect(await catalog.countTenant(tenantId('acme'))).toBe(0);
    expect(await catalog.countTenant(tenantId('acme-west'))).toBe(5);
    expect(await bytes()).not.toContain('unmistakable-acme@');
    expect(await bytes()).toContain('unmistakable-acme-west@');
    await catalog.check();
  } finally {
    await catalog.close();
    await rm(folder, { recursive: true, force: true });
  }
});
