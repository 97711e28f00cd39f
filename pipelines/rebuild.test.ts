import { afterEach, describe, expect, it } from 'vitest';
import { memoryStore } from '../connectors/objects/index.ts';
import { neverAborted, SimulatedClock } from '../core/index.ts';
import { type SmallPlatform, smallPlatform } from '../test/harness/small-platform.ts';
import { backupMailbox, rebuildFromVault } from './index.ts';

const signal = neverAborted;
const clock = new SimulatedClock(Date.parse('2026-11-23T22:00:00+01:00'));
let platform: SmallPlatform;
afterEach(() => platform.close());

async function save(on: SmallPlatform, night: string): Promise<string> {
  const run = on.run(night);
  await on.catalog.runs.open({ ...run, startedAt: `${night}T22:00:00Z`, by: 'test', trigger: 'manual' });
  const mailbox = await on.mailbox('acme', 'ann');
  const outcome = await backupMailbox(on.deps, { run, source: on.source, mailbox, kind: 'primary', signal });
  expect(outcome.error).toBeNull();
  return outcome.snapshot ?? '';
}

async function keys(prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of platform.store.list(prefix, { signal })) found.push(key);
  return found;
}

async function read(key: string): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of platform.store.get(key, { signal })) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('rebuilding the catalogue', () => {
  it('goes on above the fences of manifests that do not open, so that nothing is void once they do', async () => {
    platform = await smallPlatform({ store: memoryStore({ clock, versioning: false }) });
    await platform.place('acme', 'ann', 'contacts.pst');
    await save(platform, '2026-11-20');
    // Other mailboxes use up fences meanwhile.
    for (let i = 0; i < 20; i++) await platform.catalog.leases.acquire('mailbox:acme/ann', 'another', 0);
    await save(platform, '2026-11-21');
    const [, second = ''] = await keys('snapshots/');
    const bytes = await read(second);
    await platform.store.remove(second, null, { signal });
    await platform.store.put(second, bytes.subarray(1), { signal });

    const again = await platform.reopen({ catalogFile: 'again.sqlite' });
    const report = await rebuildFromVault(again.vault, again.catalog, { signal });
    expect(report).toMatchObject({ snapshots: 1, problemCount: expect.any(Number) });
    expect(report.highestFence).toBeGreaterThan(20);
    const third = await save(again, '2026-11-22');

    await platform.store.remove(second, null, { signal });
    await platform.store.put(second, bytes, { signal });
    expect(await rebuildFromVault(again.vault, again.catalog, { signal })).toMatchObject({
      snapshots: 3,
      problems: [],
    });
    expect(await again.catalog.snapshots.find(third)).toMatchObject({ id: third });
    await again.close();
  });

  it('is not carried away by a name that anybody may have put there', async () => {
    platform = await smallPlatform({ store: memoryStore({ clock, versioning: false }) });
    await platform.place('acme', 'ann', 'contacts.pst');
    await save(platform, '2026-11-20');
    const [first = ''] = await keys('snapshots/');
    const foreign = first.replace(/\d{12}-\d{12}-/, '000000000009-899999999999-');
    await platform.store.put(foreign, Buffer.from('x'), { signal });
    const again = await platform.reopen({ catalogFile: 'again.sqlite' });
    const { highestFence } = await rebuildFromVault(again.vault, again.catalog, { signal });
    expect(highestFence).toBeLessThan(2_000_000_000);
    await again.close();
  });
});
