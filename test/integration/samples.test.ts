/**
 * Real PST files in and out through the command line: every fixture, and with COFFRE_PST_SAMPLES every file of a folder that
 * has a README.md with the table of test/fixtures/pst. With pst-utils the restored files are listed beside the originals.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PstCounts } from '../../domain/index.ts';
import { type CliPlatform, cliPlatform } from '../harness/cli-platform.ts';
import { FIXTURES } from '../harness/small-platform.ts';
import { describeWith } from './need.ts';

const run = promisify(execFile);
const COUNTS = ['folders', 'searchFolders', 'items', 'associated', 'attachments'] as const;

interface Sample {
  readonly file: string;
  readonly path: string;
  /** What an independent reader counts; null in a count means about: the table does not say exactly. */
  readonly counts: { readonly [key in (typeof COUNTS)[number]]: number | null };
}

interface Row extends PstCounts {
  readonly id: string;
  readonly mailbox: string;
  readonly status: 'ok' | 'partial';
  readonly sha256: string;
  readonly exceptions: readonly { readonly class: string; readonly message: string }[];
}

interface Outcome {
  readonly mailbox: string;
  readonly status: string;
  readonly error: { readonly code: string; readonly message: string } | null;
}

async function fixtures(): Promise<readonly Sample[]> {
  const counts = JSON.parse(await readFile(join(FIXTURES, 'counts.json'), 'utf8')) as Record<string, PstCounts>;
  return Object.entries(counts).map(([file, one]) => ({ file, path: join(FIXTURES, file), counts: one }));
}

/** The rows `| file | … | folders + search folders | messages + FAI | attachments | …` of a README.md. */
async function tableOf(folder: string): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  for (const line of (await readFile(join(folder, 'README.md'), 'utf8')).split('\n')) {
    const cells = line.split('|').map((one) => one.trim());
    const [, file = '', , , , , , folders = '', items = '', attachments = ''] = cells;
    if (!/^[\w-]+\.(pst|ost)$/.test(file)) continue;
    const [normal, search] = folders.split('+').map(Number);
    const [messages, associated] = items.split('+').map(Number);
    const exact = /^\d+$/.test(attachments) ? Number(attachments) : null;
    const counts = {
      folders: normal ?? null,
      searchFolders: search ?? null,
      items: messages ?? null,
      associated: associated ?? null,
      attachments: exact,
    };
    samples.push({ file, path: join(folder, file), counts });
  }
  return samples;
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest('hex');
}

/** What pst-utils makes of a file: folders, items and attachments by path and content, an item a line; or that it refuses it. */
async function listed(path: string): Promise<readonly string[] | string> {
  const folder = await mkdtemp(join(tmpdir(), 'coffre-readpst-'));
  const limits = { maxBuffer: 64 * 1024 * 1024 };
  try {
    // One job: several number items by chance and now and then write over each other.
    await run('readpst', ['-q', '-j', '0', '-S', '-D', '-o', folder, path], limits);
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const lines: string[] = [];
    for (const entry of entries) {
      const file = join(entry.parentPath, entry.name);
      lines.push(`${file.slice(folder.length)} ${entry.isFile() ? await contentHash(file) : 'folder'}`);
    }
    const { stdout } = await run('lspst', [path], limits);
    return [...lines.sort(), ...stdout.split('\n')];
  } catch (error) {
    return `readpst: ${String((error as { readonly code?: number | string | null }).code)}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Without what readpst makes anew at each run: boundaries between the parts of a mail, the date of the calendar entry's file. */
async function contentHash(file: string): Promise<string> {
  const text = (await readFile(file, 'latin1'))
    .replaceAll(/boundary-LibPST-iamunique-\d+_-_-/g, 'boundary')
    .replaceAll(/^DTSTAMP:.*$/gm, 'DTSTAMP');
  return createHash('sha256').update(text, 'latin1').digest('hex');
}

function samplesSuite(name: string, find: () => Promise<readonly Sample[]>): void {
  describe(name, () => {
    let platform: CliPlatform;
    let samples: readonly Sample[];
    let rows: ReadonlyMap<string, Row>;
    let outcomes: ReadonlyMap<string, Outcome>;
    const nameOf = ({ file }: Sample): string => basename(file, extname(file));
    const restored = (sample: Sample): string => join(platform.root, `back-${nameOf(sample)}.pst`);

    beforeAll(async () => {
      samples = await find();
      platform = await cliPlatform({ tenants: ['acme'] });
      const folder = join(platform.root, 'pst', 'acme');
      await mkdir(folder, { recursive: true });
      for (const one of samples) await copyFile(one.path, join(folder, `${nameOf(one)}.pst`));
      const { document } = await platform.nextNight();
      outcomes = new Map(document.mailboxes.map((one: Outcome) => [one.mailbox, one]));
      rows = new Map((await platform.json('snapshots')).document.snapshots.map((one: Row) => [one.mailbox, one]));
      for (const one of samples) {
        const row = rows.get(nameOf(one));
        if (row === undefined) continue;
        const args = ['restore', row.id, '--to', `pst:${restored(one)}`, '--acknowledge-risk', 'a test of samples'];
        const { code, document: said } = await platform.json(...args);
        expect(code, `${one.file}: ${JSON.stringify(said)}`).toBe(row.status === 'ok' ? 0 : 3);
      }
      await report();
    });
    afterAll(() => platform?.close());

    /** For whoever reads along: COFFRE_SAMPLES_REPORT names a file that receives one line a sample. */
    async function report(): Promise<void> {
      const path = process.env['COFFRE_SAMPLES_REPORT'];
      if (path === undefined) return;
      const lines = ['file  status  counts equal  bytes equal  reason'];
      for (const one of samples) {
        const row = rows.get(nameOf(one));
        const outcome = outcomes.get(nameOf(one));
        const equal = row === undefined ? '-' : different(one, row).length === 0;
        const same = row === undefined ? '-' : (await sha256(restored(one))) === (await sha256(one.path));
        const why = outcome?.error ?? row?.exceptions[0];
        lines.push(`${one.file}  ${outcome?.status}  ${equal}  ${same}  ${why?.message ?? ''}`);
      }
      await writeFile(path, `${lines.join('\n')}\n`, { flag: 'a' });
    }

    const different = ({ counts }: Sample, row: PstCounts): readonly string[] =>
      COUNTS.filter((one) => counts[one] !== null && counts[one] !== row[one]).map(
        (one) => `${one}: ${row[one]} instead of ${counts[one]}`,
      );

    test('there are samples, and each has an outcome', () => {
      expect(samples.length).toBeGreaterThan(0);
      expect([...outcomes.keys()].sort()).toEqual(samples.map(nameOf).sort());
    });

    test('what is saved comes back byte for byte', async () => {
      for (const one of samples) {
        const row = rows.get(nameOf(one));
        if (row === undefined) continue;
        const hash = await sha256(one.path);
        expect([one.file, row.sha256, await sha256(restored(one))]).toEqual([one.file, hash, hash]);
      }
      expect(rows.size).toBeGreaterThan(0);
    });

    test('the counts of what is saved whole are those of an independent reader', () => {
      for (const one of samples) {
        const row = rows.get(nameOf(one));
        if (row?.status === 'ok') expect(different(one, row), one.file).toEqual([]);
      }
      expect([...rows.values()].filter(({ status }) => status === 'ok').length).toBeGreaterThan(samples.length / 2);
    });

    test('what is not whole is partial or failed, with its reason', () => {
      for (const one of samples) {
        const outcome = outcomes.get(nameOf(one));
        const row = rows.get(nameOf(one));
        if (outcome?.status === 'ok') expect(row?.status, one.file).toBe('ok');
        else if (outcome?.status === 'partial') {
          expect(row?.status, one.file).toBe('partial');
          expect(row?.exceptions[0]?.message, one.file).toMatch(/./);
        } else {
          expect(outcome, one.file).toMatchObject({
            status: 'failed',
            error: { code: expect.stringMatching(/^[A-Z_]+$/) },
          });
          expect(row, one.file).toBeUndefined();
        }
      }
    });

    const readpst = existsSync('/usr/bin/readpst');
    describeWith(readpst, 'needs readpst: apt-get install pst-utils')('beside another reader', () => {
      test('restored files hold the folders and items of the originals', async () => {
        let read = 0;
        for (const one of samples) {
          if (!rows.has(nameOf(one))) continue;
          // readpst names its folder after the file.
          const twin = join(platform.root, `original`, basename(restored(one)));
          await mkdir(join(platform.root, 'original'), { recursive: true });
          await copyFile(one.path, twin);
          const original = await listed(twin);
          expect(await listed(restored(one)), one.file).toEqual(original);
          if (typeof original !== 'string' && original.length > 0) read++;
          await rm(twin);
        }
        expect(read).toBeGreaterThan(samples.length / 2);
      });
    });
  });
}

samplesSuite('the fixtures', fixtures);

const folder = process.env['COFFRE_PST_SAMPLES'];
if (folder !== undefined) samplesSuite('the samples', () => tableOf(folder));
