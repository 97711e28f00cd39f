/** An erasure on the stores of this machine, and one that dies at each of its steps. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { memoryStore, openFilesystemStore } from '../../connectors/objects/index.ts';
import { neverAborted, SimulatedClock, systemClock } from '../../core/index.ts';
import { eraseTenant } from '../../pipelines/index.ts';
import { erasablePlatform, leaveFiles, lootOf } from '../harness/erasable-platform.ts';
import { erasureSuite, lockedErasureSuite } from '../harness/erasure-suite.ts';

const START = Date.parse('2026-11-23T22:00:00+01:00');
const DAY_MS = 86_400_000;

const versioned = async () => {
  const clock = new SimulatedClock(START);
  const store = memoryStore({ clock });
  return {
    store,
    hide: async (key: string) => void store.hide(key),
    lock: { soon: () => new Date(clock.now() + 9 * DAY_MS), reach: async () => clock.advance(9 * DAY_MS + 1) },
    dispose: async () => undefined,
  };
};

erasureSuite('a store with versions', versioned);
lockedErasureSuite('a store in memory', versioned);
erasureSuite('a file system', async () => {
  const path = await mkdtemp(join(tmpdir(), 'coffre-erase-'));
  const store = await openFilesystemStore({ path, clock: systemClock });
  return { store, hide: null, lock: null, dispose: () => rm(path, { recursive: true, force: true }) };
});

test('an erasure that dies before or after any step is finished by the next one, with the same plan and each act once', async () => {
  let steps = 0;
  const names = new Set<string>();
  for (let at = 1; ; at++) {
    const here = await erasablePlatform({ store: memoryStore({ clock: new SimulatedClock(START) }), nights: 1 });
    try {
      await leaveFiles(here.stateDir);
      let count = 0;
      const dying = await here.again((step, moment) => {
        names.add(`${moment} ${step}`);
        if (++count === at) throw new Error('killed');
      });
      const request = { tenant: here.acme, operator: 'claire', signal: neverAborted };
      const died = await eraseTenant(dying, request).then(
        () => false,
        (error: Error) => {
          expect(error.message).toBe('killed');
          return true;
        },
      );
      if (!died) break;
      steps = at;
      const { complete, certificate } = await eraseTenant(await here.again(), request);
      expect(complete).toBe(true);
      expect([...here.recorded].sort()).toEqual(['keys.destroyed', 'last-lock.expired', 'versions.purged']);
      expect(here.recorded[0]).toBe('keys.destroyed');
      const [ref = ''] = certificate.scope.tenantRefs;
      const left = (await lootOf(here.platform.store)).map(({ key }) => key).filter((key) => key.includes(ref));
      expect(left).toEqual([`erased/${ref}/certificate-1`, `erased/${ref}/mark`, `erased/${ref}/witness`]);
      const inStore = certificate.copies.filter(({ where }) => where.includes(ref));
      // Counts before are those of the plan, whichever process goes on.
      expect(inStore.every(({ count: planned, after }) => planned.versions > 0 && after.versions === 0)).toBe(true);
      expect(inStore.map(({ kind }) => kind).sort()).toEqual(['keys', 'manifests', 'notes', 'packs', 'segments']);
    } finally {
      await here.close();
    }
  }
  expect(steps).toBeGreaterThan(12);
  expect([...names].filter((one) => one.startsWith('after')).sort()).toEqual(
    [
      'certificate-put',
      'copies-removed',
      'erasure-marked',
      'erasure-recorded',
      'key-removed',
      'keys-destroyed',
      'local-copies-removed',
    ].map((one) => `after ${one}`),
  );
});
