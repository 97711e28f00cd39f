import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { neverAborted } from '../../core/index.ts';
import { bytesByteSource, verifyPst } from '../../pst/index.ts';
import { type Comparison, measure } from './measure.ts';

/** A verification computes a CRC per block and reads every property of every item; items weigh more than bytes do. */
const VERIFY_FLOOR = 0.005;

/** Verifies real PST files again and again, at least `bytes` in all, beside hashing the same bytes as often. */
export async function benchPst(fixtures: string, bytes: number): Promise<readonly Comparison[]> {
  const names = ['tika-test.pst', 'outlook-1.pst', 'synthetic-tr.pst'];
  const files = await Promise.all(names.map((name) => readFile(join(fixtures, name))));
  const rounds = Math.ceil(bytes / files.reduce((sum, one) => sum + one.byteLength, 0));
  const every = async (work: (file: Buffer) => Promise<void>): Promise<number> => {
    let done = 0;
    for (let round = 0; round < rounds; round += 1) {
      for (const file of files) {
        await work(file);
        done += file.byteLength;
      }
    }
    return done;
  };
  const plain = await measure('SHA-256', () => every(async (file) => void createHash('sha256').update(file).digest()));
  const work = await measure('verifyPst full', () =>
    every(async (file) => {
      const { counts } = await verifyPst(bytesByteSource(file), { grade: 'full', signal: neverAborted });
      if (counts === null) throw new Error('a fixture cannot be read');
    }),
  );
  return [{ work, plain, floor: VERIFY_FLOOR }];
}
