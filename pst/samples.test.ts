import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { neverAborted } from '../core/index.ts';
import { fileByteSource, verifyPst } from './index.ts';

/**
 * Every file of a folder of samples, against the table of its README: the fixtures, or the folder that COFFRE_PST_SAMPLES names. The
 * table counts "folders + search folders", "items + associated" and attachments; a figure with `~` is an estimate.
 */
const folder = process.env['COFFRE_PST_SAMPLES'] ?? new URL('../test/fixtures/pst', import.meta.url).pathname;
const files = readdirSync(folder).filter((name) => /\.(pst|ost)$/.test(name));
/** Files that their README calls corrupt. */
const TORN = new Set(['outlook-1-torn.pst']);

function rows(path: string): Map<string, readonly string[]> {
  const table = new Map<string, readonly string[]>();
  for (const line of readFileSync(join(path, 'README.md'), 'utf8').split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim());
    if (/\.(pst|ost)$/.test(cells[1] ?? '')) table.set(cells[1] ?? '', cells);
  }
  return table;
}

describe('samples', () => {
  test.each(files)('%s has the counts of the table and is as sound as it says', { timeout: 120_000 }, async (name) => {
    await using source = await fileByteSource(join(folder, name));
    const result = await verifyPst(source, { grade: 'full', signal: neverAborted });
    const [, , , version, , password, , folders, messages, attachments = ''] = rows(folder).get(name) ?? [];
    const { counts, info } = result;
    expect(`${counts?.folders}+${counts?.searchFolders}`).toBe(folders);
    expect(`${counts?.items}+${counts?.associated}`).toBe(messages);
    if (!attachments.startsWith('~')) expect(String(counts?.attachments)).toBe(attachments);
    expect({ ansi: 'ANSI', unicode: 'Unicode', unicode4k: 'Unicode-4K' }[info?.format ?? 'unicode']).toBe(
      version?.split(' ')[0],
    );
    if (password !== '?') expect(info?.password ? 'yes' : 'no').toBe(password);
    expect(result.findings.filter((one) => one.severity === 'error').length > 0).toBe(TORN.has(name));
  });
});
