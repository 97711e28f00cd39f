import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planParts } from './part-plan.ts';
import type { RemoteFolder } from './protocol.ts';

const folder = (path: string, bytes: number, folderType = 'User Created'): RemoteFolder => ({
  path,
  bytes,
  folderType,
  items: 1,
  hidden: null,
});

test('a mailbox that fits is one request for everything', () => {
  expect(planParts([], 10, 100)).toEqual([{ includeFolders: [], excludeFolders: [], excludeDumpster: false }]);
  expect(planParts([], null, 100)).toHaveLength(1);
});

test('a larger one is cut by top folders, and the last part takes what the others do not name', () => {
  const folders = [
    folder('/Top of Information Store', 0, 'Root'),
    folder('/Inbox', 60, 'Inbox'),
    folder('/Inbox/2020', 30),
    folder('/Old', 80),
    folder('/Deletions', 10, 'RecoverableItemsDeletions'),
  ];
  expect(planParts(folders, 180, 100)).toEqual([
    { includeFolders: ['Inbox/*'], excludeFolders: [], excludeDumpster: true },
    { includeFolders: [], excludeFolders: ['Inbox/*'], excludeDumpster: false },
  ]);
});

test('a name that begins with # is not taken for a well-known folder, and one that cannot be spelt stays with the remainder', () => {
  const plan = planParts(
    [folder('/#Inbox#', 90), folder('/a\uf8ffb', 20), folder('/c*', 20), folder('/d', 50)],
    180,
    100,
  );
  expect(plan?.[0]?.includeFolders).toEqual(['\\#Inbox#/*']);
  expect(plan?.flatMap((one) => [...one.includeFolders, ...one.excludeFolders]).join()).not.toMatch(/\uf8ff|c\*/);
});

test('one folder above the limit, or sizes that folders do not explain, cannot be cut', () => {
  expect(planParts([folder('/a', 101), folder('/b', 1)], 102, 100)).toBeNull();
  expect(planParts([folder('/a', 10)], 200, 100)).toBeNull();
});

test('every folder is in exactly one part, and no part is above the limit', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(sizes, (bytes) => {
      const folders = bytes.map((size, at) => folder(`/f${at}`, size));
      const total = bytes.reduce((sum, one) => sum + one, 0);
      const plan = planParts(folders, total, 100) ?? [];
      expect(plan.length).toBeGreaterThan(0);
      const last = plan.at(-1);
      const holds = (selection: (typeof plan)[number], at: number): boolean =>
        selection === last
          ? !selection.excludeFolders.includes(`f${at}/*`)
          : selection.includeFolders.includes(`f${at}/*`);
      bytes.forEach((_, at) => {
        expect(plan.filter((one) => holds(one, at))).toHaveLength(1);
      });
      for (const one of plan)
        expect(bytes.reduce((sum, size, at) => sum + (holds(one, at) ? size : 0), 0)).toBeLessThanOrEqual(100);
      expect(plan.filter((one) => !one.excludeDumpster)).toEqual([last]);
    }),
  );
});
