import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { neverAborted } from '../core/index.ts';
import { fileByteSource, verifyPst } from '../pst/index.ts';
import { FIXTURES } from './fixtures.ts';
import { infect } from './virus.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coffre-virus-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the virus of the story', () => {
  it('leaves a valid file of the same length and the same counts, with other bytes in every attachment', async () => {
    const original = join(FIXTURES, 'outlook-1.pst');
    const infected = join(folder, 'infected.pst');
    const done = await infect(original, infected, 'test', neverAborted);
    expect(done.attachments).toBeGreaterThan(5);
    await using before = await fileByteSource(original);
    await using after = await fileByteSource(infected);
    const options = { grade: 'full', signal: neverAborted } as const;
    const [was, is] = [await verifyPst(before, options), await verifyPst(after, options)];
    expect(is.findings.filter((one) => one.severity === 'error')).toEqual([]);
    expect(is.counts).toEqual(was.counts);
    expect((await readFile(infected)).equals(await readFile(original))).toBe(false);
  });
});
