import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PstCounts } from '../counts.ts';

const folder = join(import.meta.dirname, '../../test/fixtures/pst');

/** Name and counts of every fixture. */
export const fixtureCounts = JSON.parse(readFileSync(join(folder, 'counts.json'), 'utf8')) as Readonly<
  Record<string, PstCounts>
>;

export const fixtureNames: readonly string[] = Object.keys(fixtureCounts);

export function fixturePath(name: string): string {
  return join(folder, name);
}

/** The bytes of a fixture, free to be changed. */
export function fixtureBytes(name: string): Buffer {
  return readFileSync(fixturePath(name));
}
