import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PST_HEADER_BYTES, readPstHeader } from './pst-header.ts';

const fixtures = join(import.meta.dirname, '../../test/fixtures/pst');

test.each(readdirSync(fixtures).filter((name) => name.endsWith('.pst')))('the header of %s tells its size', (name) => {
  const bytes = readFileSync(join(fixtures, name));
  expect(readPstHeader(bytes.subarray(0, PST_HEADER_BYTES))).toEqual({ pst: true, expectedBytes: bytes.length });
});

test('other bytes are no PST', () => {
  expect(readPstHeader(Buffer.alloc(PST_HEADER_BYTES))).toEqual({ pst: false, expectedBytes: null });
  expect(readPstHeader(Buffer.from('!BDN'))).toEqual({ pst: false, expectedBytes: null });
});
