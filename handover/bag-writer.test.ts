import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startBag } from './index.ts';
import { findingsOf, INFO, PAYLOAD, pieces, smallBag } from './testing/small-bag.ts';

const GOLDEN = new URL('../test/golden/handover/bag/', import.meta.url).pathname;
const folders: string[] = [];
afterEach(() => {
  for (const one of folders.splice(0)) rmSync(one, { recursive: true, force: true });
});

function onDisk(files: ReadonlyMap<string, Buffer>): string {
  const folder = mkdtempSync(join(tmpdir(), 'coffre-bag-'));
  folders.push(folder);
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** Exit code of coreutils' check of one manifest, as the leaflet tells the client to run it. */
function coreutils(folder: string, tool: 'sha256sum' | 'sha512sum', manifest: string): number {
  try {
    execFileSync(tool, ['--strict', '-c', manifest], { cwd: folder, stdio: 'ignore' });
    return 0;
  } catch (error) {
    return (error as { status: number }).status;
  }
}

const MANIFESTS = ['manifest-', 'tagmanifest-'].flatMap((kind) => [
  ['sha256sum', `${kind}sha256.txt`] as const,
  ['sha512sum', `${kind}sha512.txt`] as const,
]);
const passes = (folder: string): boolean => MANIFESTS.every(([tool, one]) => coreutils(folder, tool, one) === 0);

describe('a bag', () => {
  it('is checked by sha256sum and sha512sum alone', async () => {
    const folder = onDisk(await smallBag());
    for (const [tool, manifest] of MANIFESTS) expect(coreutils(folder, tool, manifest), manifest).toBe(0);
    expect(readFileSync(join(folder, 'bagit.txt'), 'latin1')).toBe(
      'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n',
    );
  });

  it('says everything a bag-info must, each once, whatever the provider’s address holds', async () => {
    const text = (await smallBag()).get('bag-info.txt')?.toString('utf8') ?? '';
    expect(text.split('\n').slice(0, -1)).toEqual([
      'Source-Organization: Hébergeur External-Identifier: forged',
      'Organization-Address: 1 rue de l’Exemple, 75001 Paris',
      'Contact-Name: Service réversibilité',
      'Contact-Email: handover@example.test',
      'External-Description: Boîte aux lettres / Mailbox',
      'External-Identifier: C-2026-001 r1',
      'Internal-Sender-Identifier: abcdefghijklmnopqrstuvwxyz',
      'Internal-Sender-Description: frozen 2026-11-23T21:00:00.000Z; snapshots aaaaaaaaaaaaaaaaaaaaaaaaaa',
      'Bagging-Date: 2026-11-23',
      'Bag-Size: 96 B',
      'Payload-Oxum: 96.4',
      'Bag-Group-Identifier: abcdefghijklmnopqrstuvwxyz',
      'Bag-Count: 1 of 3',
    ]);
  });

  it('passes its own check', async () => expect(await findingsOf(await smallBag())).toEqual([]));

  it('is the same bytes when it is made again', async () => expect(await smallBag()).toEqual(await smallBag()));

  it('that was made once is made the same for ever', async () => {
    const made = await smallBag();
    const kept = readdirSync(GOLDEN, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    const paths = kept.map((one) => relative(GOLDEN, join(one.parentPath, one.name)));
    expect(paths.sort()).toEqual([...made.keys()].sort());
    for (const path of paths) expect(made.get(path)?.equals(readFileSync(join(GOLDEN, path))), path).toBe(true);
  });

  it('refuses names that are none of ours, and one name twice', async () => {
    const drain = async (path: string): Promise<void> => {
      const bag = startBag('bag');
      for (const one of ['data/Taken.json', path]) for await (const _ of bag.payload(one, pieces(Buffer.from('x'))));
    };
    for (const path of ['mail.pst', '../x', 'data/../x', '/data/x', 'data/a\nb', 'data/NUL', 'data/taken.JSON']) {
      await expect(drain(path), path).rejects.toMatchObject({ code: 'HANDOVER_PATH_FORBIDDEN' });
    }
  });

  it('is not closed while a file was read in part only', async () => {
    const bag = startBag('bag');
    for await (const _ of bag.payload('data/x', pieces(Buffer.from('longer than a piece')))) break;
    expect(() => bag.close(INFO)).toThrow(expect.objectContaining({ code: 'HANDOVER_STREAM_OPEN' }));
  });
});

describe('a bag in which', () => {
  it('any byte of any file was flipped is found out, and by coreutils too', async () => {
    const files = await smallBag();
    const folder = onDisk(files);
    let flips = 0;
    for (const [path, content] of files) {
      for (let at = 0; at < content.byteLength; at++) {
        const changed = Buffer.from(content);
        changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
        expect(await findingsOf(new Map([...files, [path, changed]])), `${path} byte ${at}`).not.toEqual([]);
        // A process for each byte would take minutes.
        if (at % 41 === 0) {
          // Not the bit that makes a hexadecimal letter a capital: coreutils reads both, the strict check above does not.
          changed[at] = (content[at] ?? 0) ^ 1;
          writeFileSync(join(folder, path), changed);
          expect(passes(folder), `${path} byte ${at}`).toBe(false);
        }
        flips++;
      }
      writeFileSync(join(folder, path), content);
    }
    expect(passes(folder)).toBe(true);
    expect(flips).toBeGreaterThan(2_000);
  });

  it('any file is missing, cut or added is found out', async () => {
    const files = await smallBag();
    for (const path of files.keys()) {
      const without = new Map(files);
      without.delete(path);
      expect(await findingsOf(without), path).toEqual(
        expect.arrayContaining([expect.objectContaining({ kind: 'missing' })]),
      );
      const content = files.get(path) ?? Buffer.alloc(0);
      if (content.byteLength > 0) {
        expect(await findingsOf(new Map([...files, [path, content.subarray(0, -1)]])), path).not.toEqual([]);
      }
      expect(
        await findingsOf(new Map([...files, [path, Buffer.concat([content, Buffer.from('\n')])]])),
        path,
      ).not.toEqual([]);
    }
    for (const added of ['data/more.pst', 'data/Mail.pst', 'fetch.txt', 'readme.txt', 'data/../../x']) {
      const more = new Map([...files, [added, Buffer.from('x')]]);
      expect(await findingsOf(more), added).toEqual(
        expect.arrayContaining([expect.objectContaining({ kind: 'unexpected', path: added })]),
      );
    }
  });

  it('any line of a manifest is missing, doubled or new is found out', async () => {
    const files = await smallBag();
    for (const [path, content] of files) {
      if (!path.includes('manifest-')) continue;
      const lines = content.toString('utf8').split('\n').slice(0, -1);
      const digits = path.includes('512') ? 128 : 64;
      const changes = lines.flatMap((_, at) => [lines.toSpliced(at, 1), lines.toSpliced(at, 0, lines[at] ?? '')]);
      changes.push([...lines, `${'0'.repeat(digits)}  data/none`], [...lines, `${'0'.repeat(digits)}  ../../x`]);
      for (const changed of changes) {
        const spoilt = new Map([...files, [path, Buffer.from(changed.map((one) => `${one}\n`).join(''))]]);
        expect(await findingsOf(spoilt), `${path}: ${changed.length} of ${lines.length}`).not.toEqual([]);
      }
    }
  });

  it('payload was swapped together with its manifest lines is told from the first by its tag manifest', async () => {
    const changed = await smallBag([...PAYLOAD.slice(1), ['data/mail.pst', '!BDN and then other']]);
    const files = await smallBag();
    expect(await findingsOf(changed)).toEqual([]);
    expect(changed.get('tagmanifest-sha512.txt')).not.toEqual(files.get('tagmanifest-sha512.txt'));
  });
});
