import { afterEach, describe, expect, it } from 'vitest';
import { neverAborted } from '../core/index.ts';
import { type SmallPlatform, smallPlatform } from '../test/harness/small-platform.ts';
import type { CheckRequest, Vault, VaultFinding } from '../vault/index.ts';
import { backupMailbox, verifySnapshots } from './index.ts';

let platform: SmallPlatform;
afterEach(() => platform.close());

async function saved(): Promise<void> {
  platform = await smallPlatform();
  await platform.place('acme', 'jean', 'contacts.pst');
  const run = platform.run('2026-11-23');
  await platform.catalog.runs.open({ ...run, startedAt: '2026-11-23T21:00:00Z', by: 'test', trigger: 'manual' });
  const mailbox = await platform.mailbox('acme', 'jean');
  await backupMailbox(platform.deps, { run, source: platform.source, mailbox, kind: 'primary', signal: neverAborted });
}

/** The vault, but the first check answers what it would have seen while somebody was at work. */
function busy(seen: (snapshot: string) => VaultFinding): Vault {
  let first = true;
  const { vault } = platform;
  async function* check(request: CheckRequest): AsyncIterable<VaultFinding> {
    if (first)
      for await (const one of vault.manifests({}, request.signal)) if ('manifest' in one) yield seen(one.manifest.id);
    first = false;
    yield* vault.check(request);
  }
  return new Proxy(vault, {
    get: (target, name) =>
      name === 'check' ? check : (Reflect.get(target, name).bind?.(target) ?? Reflect.get(target, name)),
  });
}

const verify = (vault: Vault) => {
  const { catalog, clock, deps } = platform;
  const all = { vault, catalog, clock, writer: 'test', onProgress: deps.onProgress, onStep: () => undefined };
  return verifySnapshots(all, { level: 'structure', by: 'test', signal: neverAborted });
};

describe('a verification beside a night', () => {
  it('does not take a note that is being written for a missing one', async () => {
    await saved();
    const missing = (snapshot: string): VaultFinding => {
      return { severity: 'error', code: 'VAULT_OBJECT_MISSING', snapshot, object: 'notes/x', message: 'not there yet' };
    };
    expect(await verify(busy(missing))).toMatchObject({ failed: 0, findings: [] });
  });

  it('keeps what a second look cannot take back', async () => {
    await saved();
    const broken = (snapshot: string): VaultFinding => {
      return { severity: 'error', code: 'VAULT_OBJECT_CORRUPT', snapshot, object: 'packs/x', message: 'broken' };
    };
    expect(await verify(busy(broken))).toMatchObject({ failed: 1 });
  });
});
