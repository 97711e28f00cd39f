import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sampleManifest, sampleNote } from '../test/fakes/sample-manifest.ts';
import { partsSha256, snapshotFromManifest } from './snapshot-from-manifest.ts';

describe('a snapshot from its manifest', () => {
  test('shows what the manifest says', () => {
    const committed = sampleManifest({ seq: 3 });
    expect(snapshotFromManifest(committed, [])).toEqual({
      id: committed.manifest.id,
      tenant: 'acme',
      mailboxId: 'alice',
      mailbox: 'alice@acme.example',
      kind: 'primary',
      run: 'run-2027-01-03-aaaaaaaaaa',
      night: '2027-01-03',
      createdAt: '2027-01-03T21:00:00+00:00',
      status: 'ok',
      parts: committed.manifest.parts,
      exceptions: [],
      sourceBytes: 1_000_003,
      storedBytes: 5_003,
      sha256: committed.manifest.parts[0]?.sha256,
      counts: { folders: 9, searchFolders: 1, items: 103, associated: 2, attachments: 30 },
      verdict: 'UNSCANNED',
      verdictId: null,
      reasons: [],
      verified: null,
      pinned: false,
    });
  });

  test('takes no note of another snapshot, mailbox or tenant', () => {
    const committed = sampleManifest({ seq: 1 });
    const note = sampleNote(committed, { kind: 'pin', at: '2027-01-02T00:00:00Z', on: true, reason: 'litige' });
    const other = sampleManifest({ seq: 2 }).manifest.id;
    expect(snapshotFromManifest(committed, [note]).pinned).toBe(true);
    for (const foreign of [
      { ...note, tenant: 'zeta' },
      { ...note, mailboxId: 'bob' },
      { ...note, note: { ...note.note, snapshot: other } },
    ]) {
      expect(snapshotFromManifest(committed, [foreign]).pinned).toBe(false);
    }
  });

  test('adds up several parts', () => {
    const [part] = sampleManifest({ seq: 1 }).manifest.parts;
    if (part === undefined) throw new Error('a sample has one part');
    const parts = [part, { ...part, name: 'alice-2.pst', counts: null }];
    const snapshot = snapshotFromManifest(sampleManifest({ seq: 1, parts }), []);
    expect(snapshot).toMatchObject({ sourceBytes: 2_000_002, counts: { items: 101 }, sha256: partsSha256(parts) });
  });

  test.each([
    ['tenant', { tenant: '../etc' }],
    ['night', { night: '2027-02-30' }],
    ['run', { run: 'x' }],
    ['mailbox', { mailbox: { id: 'a\nb', name: 'a' } }],
  ])('is refused where the %s is none', (_, change) => {
    expect(() => snapshotFromManifest(sampleManifest({ seq: 1, change }), [])).toThrow(TypeError);
  });
});

test('the hash of several parts is what sha256sum prints of their sorted sums', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffre-parts-'));
  try {
    for (const name of ['é.pst', 'alice-2.pst', 'alice.pst', 'ａ.pst', '𐐷.pst'])
      writeFileSync(join(folder, name), name);
    const run = (script: string): string => execFileSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' });
    const parts = run('sha256sum *')
      .trimEnd()
      .split('\n')
      .map((line) => ({ sha256: line.slice(0, 64), name: line.slice(66) }));
    expect(parts).toHaveLength(5);
    expect(partsSha256(parts)).toBe(run('sha256sum * | LC_ALL=C sort | sha256sum').slice(0, 64));
    expect(partsSha256(parts.toReversed())).toBe(partsSha256(parts));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
