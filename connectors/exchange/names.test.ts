import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runId } from '../../domain/index.ts';
import { exportName, importName, isImportName, nameOfFile, runOfExport } from './names.ts';
import { ownName } from './protocol.ts';

const RUN = runId('run-2026-11-23-abcdefghij');

test('an export carries its run, and its file leads back to it', () => {
  const name = exportName(RUN, false, null, randomBytes);
  expect(name).toMatch(/^coffre-run-2026-11-23-abcdefghij-[a-z2-7]{10}-p$/);
  expect(exportName(RUN, true, 12, randomBytes)).toMatch(/-a12$/);
  expect(runOfExport(name)).toBe(RUN);
  expect(nameOfFile(`${name}.pst`)).toBe(name);
  expect(nameOfFile(`${name}.pst.part`)).toBe(name);
});

test('two exports of one mailbox in one run never share a name', () => {
  expect(new Set(Array.from({ length: 200 }, () => exportName(RUN, false, null, randomBytes))).size).toBe(200);
});

test('a restore keeps what its id says in letters a request can have', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (id) => {
      const name = importName(id, randomBytes);
      expect(ownName.safeParse(name).success).toBe(true);
      expect(isImportName(name)).toBe(true);
      expect(runOfExport(name)).toBeNull();
    }),
  );
});

test.each([
  'MailboxExport',
  'coffre',
  'coffre-',
  'coffrefort-x.pst',
  'coffre-run-2026-11-23-abcdefghij-aaaaaaaaaa-p.txt',
  'coffre-x.pst',
  '..\\coffre-x.pst',
  'coffre-run-2026-11-23-abcdefghij-aaaaaaaaaa-p.pst/../x',
])('%s is not ours', (name) => {
  expect(runOfExport(name)).toBeNull();
  expect(isImportName(name)).toBe(false);
  expect(nameOfFile(name)).toBeNull();
});
