/** Retention through the command line: planned, marked, removed, and never taken for damage. */
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CliPlatform, cliPlatform } from '../harness/cli-platform.ts';

let platform: CliPlatform;

describe('retention', () => {
  beforeAll(async () => {
    platform = await cliPlatform({ tenants: ['acme'], more: 'retention: { nights: 3, graceHours: 24 }' });
    for (const fixture of ['submessage.pst', 'contacts.pst', 'submessage.pst', 'contacts.pst', 'submessage.pst']) {
      await platform.place('acme', 'ann', fixture);
      await platform.nextNight();
    }
  }, 60_000);
  afterAll(() => platform.close());

  test('the plan keeps or drops each snapshot and says why', async () => {
    const { code, document } = await platform.json('retention', 'plan');
    expect(code).toBe(0);
    const { snapshots } = (await platform.json('snapshots')).document;
    const planned = [...document.keep, ...document.drop];
    const listed = snapshots.map((one: { id: string }) => one.id);
    expect(planned).toHaveLength(listed.length);
    expect(new Set(planned.map((one) => one.snapshot))).toEqual(new Set(listed));
    for (const { reasons } of planned) expect(reasons.length).toBeGreaterThan(0);
  });

  test('apply marks first, and removes after the grace period only', async () => {
    const { keep, drop } = (await platform.json('retention', 'plan')).document;
    const dropped = drop.map((one: { snapshot: string }) => one.snapshot).sort();
    expect(dropped.length).toBeGreaterThan(0);
    const dry = await platform.json('retention', 'apply', '--dry-run');
    expect(dry).toMatchObject({ code: 0, document: { dryRun: true } });
    expect(dry.document.drop.sort()).toEqual(dropped);
    const first = (await platform.json('retention', 'apply')).document;
    expect(first.removed).toEqual([]);
    expect(new Set(first.marked)).toEqual(new Set(dropped));
    expect((await platform.json('retention', 'apply')).document).toMatchObject({ marked: [], removed: [] });
    platform.calendar.advance(25 * 3_600_000);
    const later = (await platform.json('retention', 'apply')).document;
    expect(later.removed).toEqual(expect.arrayContaining(dropped));
    const left = (await platform.json('snapshots')).document.snapshots.map((one: { id: string }) => one.id);
    for (const id of dropped) expect(left).not.toContain(id);
    expect(left.length).toBe(keep.length + dropped.length - later.removed.length);
  });

  test('what it removed is no damage, with the state folder and without it', async () => {
    expect(await platform.json('verify', '--level', 'full')).toMatchObject({ code: 0, document: { findings: [] } });
    const listed = await platform.json('snapshots');
    await rm(platform.stateDir, { recursive: true });
    expect(await platform.json('snapshots')).toEqual(listed);
    expect(await platform.json('verify', '--level', 'full')).toMatchObject({ code: 0, document: { findings: [] } });
  });
});
