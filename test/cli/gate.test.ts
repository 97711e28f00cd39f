/** The restore gate, as a technician meets it. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFilesystemStore } from '../../connectors/objects/index.ts';
import { neverAborted } from '../../core/index.ts';
import { readMasterKey } from '../../daemon/index.ts';
import { openVault, type VerdictNote } from '../../vault/index.ts';
import { type CliPlatform, cliPlatform } from '../harness/cli-platform.ts';

let platform: CliPlatform;
let nights: { id: string; night: string; verdict: string; verdictId: string }[];

const acts = async (): Promise<Act[]> => (await platform.json('audit', 'list')).document.events;
const gone = (name: string) =>
  expect(readFile(join(platform.root, name)), name).rejects.toMatchObject({ code: 'ENOENT' });

interface Act {
  readonly seq: number;
  readonly type: string;
  readonly actor: string;
  readonly tenant: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What another process of the platform would do: the note goes into the vault, the catalogue does not hear of it. */
async function judge(snapshot: string, verdict: VerdictNote['verdict'], reasons: string[]): Promise<void> {
  const clock = platform.calendar;
  clock.advance(60_000);
  const store = await openFilesystemStore({ path: platform.vaultDir, clock });
  const masterKey = await readMasterKey(join(platform.root, 'master.key'));
  const vault = await openVault({ store, masterKey, clock, signal: neverAborted });
  const at = new Date(clock.now()).toISOString();
  const note = { kind: 'verdict', snapshot, at, by: 'zoe', rank: 'person', verdict, reasons, scanner: 'eyes' } as const;
  await vault.putNote({ tenant: 'acme', mailboxId: 'ann' }, note, { signal: neverAborted });
  await vault.close();
  await store.close();
}

beforeAll(async () => {
  platform = await cliPlatform({ tenants: ['acme'] });
  for (const fixture of ['submessage.pst', 'contacts.pst']) {
    await platform.place('acme', 'ann', fixture);
    await platform.nextNight();
  }
  nights = (await platform.json('snapshots')).document.snapshots;
}, 60_000);
afterAll(() => platform.close());

describe('the gate', () => {
  const [first, second] = [0, 1];
  const id = (which: number): string => nights[which]?.id ?? '';

  test('a clean snapshot passes', async () => {
    expect(nights[first]?.verdict).toBe('CLEAN');
    expect((await platform.json('restore', id(first), '--to', 'pst:clean.pst')).code).toBe(0);
    expect((await acts()).map((one) => one.type)).toEqual(['restore.done']);
  });

  test.each(['SUSPECT', 'COMPROMISED', 'UNSCANNED'] as const)(
    '%s is refused, though the catalogue still says CLEAN',
    async (verdict) => {
      const before = await acts();
      await judge(id(second), verdict, ['3 of 4 attachments are unreadable']);
      const { code, document } = await platform.json('restore', id(second), '--to', 'pst:refused.pst');
      expect(code).toBe(4);
      expect(document.error).toMatchObject({
        code: 'RESTORE_GATE',
        message: expect.stringContaining(`${verdict} (3 of 4 attachments are unreadable)`),
        hint: expect.stringContaining('--acknowledge-risk'),
      });
      expect(document.error.hint).toContain(`coffre restore ${id(first)}`);
      await gone('refused.pst');
      expect(await acts()).toEqual(before);
      expect((await platform.json('snapshot', id(second))).document.snapshot.verdict).toBe(verdict);
    },
  );

  test.each(['', '   '])('a reason of "%s" is none', async (reason) => {
    const args = ['restore', id(second), '--to', 'pst:refused.pst', '--acknowledge-risk', reason];
    expect(await platform.json(...args)).toMatchObject({ code: 4, document: { error: { code: 'RESTORE_GATE' } } });
    await gone('refused.pst');
  });

  test('a verdict that came after the one shown must be acknowledged anew', async () => {
    await judge(id(second), 'COMPROMISED', ['a ransom note']);
    const args = ['restore', id(second), '--to', 'pst:acknowledged.pst', '--acknowledge-risk', 'the client insists'];
    expect((await platform.json(...args)).document.error).toMatchObject({
      code: 'RESTORE_GATE',
      message: expect.stringContaining('COMPROMISED (a ransom note), a verdict newer than the one shown'),
    });
    await gone('acknowledged.pst');
  });

  test('with --acknowledge-risk it is restored, the act of it recorded first', async () => {
    const before = await acts();
    const args = ['restore', id(second), '--to', 'pst:acknowledged.pst', '--acknowledge-risk', 'the client insists'];
    const { code, document } = await platform.json(...args);
    expect(code).toBe(0);
    const [acknowledged, done, ...rest] = (await acts()).slice(before.length);
    expect(rest).toEqual([]);
    expect(acknowledged).toMatchObject({
      type: 'restore.acknowledged',
      actor: 'claire',
      tenant: 'acme',
      body: {
        restore: document.restore.id,
        snapshot: id(second),
        mailbox: 'ann',
        verdict: 'COMPROMISED',
        verdictId: expect.stringMatching(/^[a-z2-7]{26}$/),
        reasonsShown: ['a ransom note'],
        reason: 'the client insists',
      },
    });
    expect(done).toMatchObject({ type: 'restore.done', body: { id: document.restore.id, verified: true } });
    expect((await platform.json('audit', 'verify')).document).toMatchObject({ failed: 0 });
  });

  test('the acknowledgement stays where the restore then fails', async () => {
    const before = await acts();
    const args = ['restore', id(second), '--to', 'pst:acknowledged.pst', '--acknowledge-risk', 'again'];
    expect((await platform.json(...args)).document.error.code).toBe('RESTORE_TARGET_EXISTS');
    expect((await acts()).slice(before.length).map((one) => one.type)).toEqual(['restore.acknowledged']);
  });

  test('both languages say that it was refused, with code and next step', async () => {
    for (const lang of ['fr', 'en']) {
      const { code, stderr } = await platform.coffre('--lang', lang, 'restore', id(second), '--to', 'pst:refused.pst');
      expect(code).toBe(4);
      expect(stderr).toContain('RESTORE_GATE');
      expect(stderr).toContain('--acknowledge-risk');
    }
  });

  test('acts survive the state folder', async () => {
    const before = await acts();
    await rm(platform.stateDir, { recursive: true });
    expect(await acts()).toEqual(before);
    expect((await platform.json('restore', id(second), '--to', 'pst:refused.pst')).code).toBe(4);
  });
});
