import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { neverAborted, noProgress, SimulatedClock, systemClock } from '../../core/index.ts';
import { night, runId, sourceId, type TenantId, tenantId } from '../../domain/index.ts';
import { matchesPattern } from './file-name.ts';
import { createFolderSource, type FolderRule, type MailboxSource } from './index.ts';

const acme = tenantId('acme');
const beta = tenantId('beta');
let root: string;
let spool: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'coffre-folder-'));
  spool = join(root, 'spool');
  await mkdir(join(root, 'pst', 'acme'), { recursive: true });
  await mkdir(join(root, 'pst', 'beta'), { recursive: true });
  await mkdir(spool);
});
afterEach(() => rm(root, { recursive: true, force: true }));

function source(extra: { rules?: readonly FolderRule[]; clock?: SimulatedClock } = {}): MailboxSource {
  const { rules, clock = systemClock } = extra;
  const path = join(root, 'pst');
  return createFolderSource({ id: sourceId('drop'), path, tenants: [acme, beta], rules, concurrency: 2, clock });
}

const put = (name: string, content: string): Promise<void> => writeFile(join(root, 'pst', name), content);

async function exportOne(from: MailboxSource, tenant: TenantId, name: string, onProgress = noProgress) {
  const { mailboxes } = await from.discover([tenant], neverAborted);
  const mailbox = mailboxes.find((one) => one.name === name);
  if (mailbox === undefined) throw new Error(`no mailbox ${name}`);
  const run = runId('run-2026-11-23-aaaaaaaaaa');
  const request = { mailbox, kind: 'primary', night: night('2026-11-23'), run, spoolDir: spool } as const;
  return from.export({ ...request, onProgress, signal: neverAborted });
}

describe('the folder source', () => {
  it('finds one mailbox a PST, for the tenants asked for alone', async () => {
    await put('acme/jean.pst', 'one');
    await put('acme/Été à la mer.PST', 'two');
    await put('acme/notes.txt', 'no mailbox');
    await put('beta/jean.pst', 'three');
    const { mailboxes, findings } = await source().discover([acme], neverAborted);
    expect(mailboxes.map((one) => `${one.tenant}/${one.name}`).sort()).toEqual(
      ['acme/jean', 'acme/Été à la mer'].sort(),
    );
    expect(findings).toEqual([]);
  });

  it('copies a file to the spool with its hash, readable by the owner alone', async () => {
    await put('acme/jean.pst', 'the mail of jean');
    const exported = await exportOne(source(), acme, 'jean');
    const sha256 = createHash('sha256').update('the mail of jean').digest('hex');
    expect(exported.parts).toEqual([{ name: 'primary.pst', path: join(spool, 'primary.pst'), bytes: 16, sha256 }]);
    expect(await readFile(join(spool, 'primary.pst'), 'utf8')).toBe('the mail of jean');
  });

  it('refuses links, folders and hostile names, each with a finding', async () => {
    await put('beta/secret.pst', 'of another tenant');
    await symlink(join(root, 'pst', 'beta', 'secret.pst'), join(root, 'pst', 'acme', 'stolen.pst'));
    await mkdir(join(root, 'pst', 'acme', 'folder.pst'));
    await put('acme/evil\u001b[2J.pst', 'escape sequence');
    await put('acme/.pst', 'no name');
    await put('acme/invoice\u202etsp.pst', 'direction override');
    const { mailboxes, findings } = await source().discover([acme], neverAborted);
    expect(mailboxes).toEqual([]);
    expect(findings.map((one) => one.code).sort()).toEqual(
      ['hostile-name', 'hostile-name', 'hostile-name', 'not-a-file', 'not-a-file'].sort(),
    );
    expect(findings.every((one) => !/\p{Cc}/u.test(one.subject))).toBe(true);
  });

  it('never enters a tenant folder that is a link', async () => {
    await put('beta/secret.pst', 'of another tenant');
    await rm(join(root, 'pst', 'acme'), { recursive: true });
    await symlink(join(root, 'pst', 'beta'), join(root, 'pst', 'acme'));
    const { mailboxes, findings } = await source({
      rules: [{ file: 'acme/*.pst', tenant: acme, kind: 'primary' }],
    }).discover([acme], neverAborted);
    expect(mailboxes).toEqual([]);
    expect(findings[0]?.code).toBe('not-a-file');
  });

  it('takes neither of two files that a person would call the same', async () => {
    await put('acme/Jean.pst', 'one');
    await put('acme/jean.pst', 'two');
    const { mailboxes, findings } = await source().discover([acme], neverAborted);
    expect(mailboxes).toEqual([]);
    expect(findings.map((one) => one.code)).toEqual(['ambiguous']);
  });

  it('gives a file to the first rule that matches it, whichever tenant asks', async () => {
    await put('acme/jean.pst', 'x');
    await put('acme/jean-archive.pst', 'y');
    const rules: FolderRule[] = [
      { file: 'acme/*-archive.pst', tenant: beta, mailbox: 'jean', kind: 'archive' },
      { file: '*/*.pst', tenant: acme, kind: 'primary' },
    ];
    const both = source({ rules });
    expect((await both.discover([acme], neverAborted)).mailboxes.map((one) => one.name)).toEqual(['jean']);
    const [mine] = (await both.discover([beta], neverAborted)).mailboxes;
    expect(mine).toMatchObject({ tenant: 'beta', name: 'jean', kinds: ['archive'] });
  });

  it('copies again when the file moves under it, and ends with the whole new one', async () => {
    await put('acme/jean.pst', 'a'.repeat(3_000_000));
    const clock = new SimulatedClock(0);
    let changed = false;
    const exporting = exportOne(source({ clock }), acme, 'jean', () => {
      if (changed) return;
      changed = true;
      void put('acme/jean.new', 'b'.repeat(2_000_000)).then(() =>
        rename(join(root, 'pst/acme/jean.new'), join(root, 'pst/acme/jean.pst')).then(() => waitThenAdvance(clock)),
      );
    });
    const exported = await exporting;
    expect(await readFile(join(spool, 'primary.pst'), 'utf8')).toBe('b'.repeat(2_000_000));
    expect(exported.details).toMatchObject({ attempts: 2 });
  });

  it('gives up with SOURCE_MOVING and leaves nothing in the spool when the file never rests', async () => {
    await put('acme/jean.pst', 'a'.repeat(2_500_000));
    const clock = new SimulatedClock(0);
    const path = join(root, 'pst/acme/jean.pst');
    let turn = 0;
    const exporting = exportOne(source({ clock }), acme, 'jean', () => {
      void writeFile(path, `${turn++}`, { flag: 'a' });
      void waitThenAdvance(clock);
    });
    await expect(exporting).rejects.toMatchObject({ code: 'SOURCE_MOVING', retryable: true });
    expect(await readdir(spool)).toEqual([]);
  });

  it('says which folder is missing', async () => {
    const missing = createFolderSource({
      id: sourceId('drop'),
      path: join(root, 'nowhere'),
      tenants: [acme],
      concurrency: 1,
      clock: systemClock,
    });
    await expect(missing.discover([acme], neverAborted)).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' });
    expect(await missing.probe(neverAborted)).toMatchObject([{ outcome: 'fail' }]);
  });
});

describe('a pattern', () => {
  it('agrees with a regular expression on any text', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ab*?]{0,8}$/), fc.stringMatching(/^[ab]{0,10}$/), (pattern, name) => {
        const regex = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(matchesPattern(pattern, name)).toBe(regex.test(name));
      }),
    );
  });
});

/** Lets the source reach its wait, then lets the wait end. */
async function waitThenAdvance(clock: SimulatedClock): Promise<void> {
  while (clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
  clock.advance(5_000);
}
