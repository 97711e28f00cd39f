import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CountedFolder, type ReconcileInput, reconcileFolders, type StoredFolder } from './reconcile.ts';
import type { SnapshotException } from './snapshot.ts';

const FROZEN = '2027-03-10T22:00:00+01:00';

const counted = (path: string, items: number, more: Partial<CountedFolder> = {}): CountedFolder => ({
  path: path === '' ? [] : path.split('/'),
  items,
  includesHidden: true,
  folderType: null,
  ...more,
});

const stored = (path: string, items: number, associated = 0, more: Partial<StoredFolder> = {}): StoredFolder => ({
  path: ['Top of Outlook data file', ...(path === '' ? [] : path.split('/'))],
  ipmPath: path === '' ? [] : path.split('/'),
  isSearchFolder: false,
  items,
  associated,
  arrivedAfterFreeze: 0,
  ...more,
});

const told = (kind: SnapshotException['class'], count: number, folder: string | null = null): SnapshotException => ({
  class: kind,
  folder,
  count,
  message: 'told by the source',
});

function run(
  source: readonly CountedFolder[] | null,
  pst: readonly StoredFolder[],
  reported: ReconcileInput['reported'] = [],
): string {
  const { status, exceptions } = reconcileFolders({ source, pst, reported, frozenAt: FROZEN });
  return [status, ...exceptions.map((one) => `${one.class} ${one.folder ?? '*'} ${one.count}`)].join(', ');
}

describe('reconcileFolders', () => {
  it.each<[string, readonly CountedFolder[] | null, readonly StoredFolder[], string]>([
    ['equal counts', [counted('Inbox', 5)], [stored('Inbox', 5)], 'ok'],
    ['hidden items, which the source counts', [counted('Inbox', 7)], [stored('Inbox', 5, 2)], 'ok, hidden Inbox 2'],
    [
      'hidden items that the source leaves out',
      [counted('Inbox', 5, { includesHidden: false })],
      [stored('Inbox', 5, 2)],
      'ok',
    ],
    ['one item less', [counted('Inbox', 6)], [stored('Inbox', 5)], 'partial, unexplained Inbox 1'],
    [
      'one less beside hidden items',
      [counted('Inbox', 8)],
      [stored('Inbox', 5, 2)],
      'partial, hidden Inbox 2, unexplained Inbox 1',
    ],
    [
      'mail that arrived meanwhile',
      [counted('Inbox', 5)],
      [stored('Inbox', 7, 0, { arrivedAfterFreeze: 3 })],
      'ok, arrived-after-freeze Inbox 2',
    ],
    [
      'more than arrived',
      [counted('Inbox', 5)],
      [stored('Inbox', 7, 0, { arrivedAfterFreeze: 1 })],
      'partial, arrived-after-freeze Inbox 1, unexplained Inbox 1',
    ],
    [
      'a folder that the PST lacks',
      [counted('Inbox', 1), counted('Old', 3)],
      [stored('Inbox', 1)],
      'partial, unexplained Old 3',
    ],
    ['an empty folder that the PST lacks', [counted('Inbox', 1), counted('Old', 0)], [stored('Inbox', 1)], 'ok'],
    [
      'a folder that the source lacks',
      [counted('Inbox', 1)],
      [stored('Inbox', 1), stored('New', 2)],
      'partial, unexplained New 2',
    ],
    [
      'a new folder with new mail',
      [counted('Inbox', 1)],
      [stored('Inbox', 1), stored('New', 2, 0, { arrivedAfterFreeze: 2 })],
      'ok, arrived-after-freeze New 2',
    ],
    [
      'an item moved between two folders',
      [counted('A', 2), counted('B', 2)],
      [stored('A', 1), stored('B', 3)],
      'partial, unexplained A 1, unexplained B 1',
    ],
    ['composed and decomposed names', [counted('Re\u0301ponses', 4)], [stored('Réponses', 4)], 'ok'],
    [
      'search folders',
      [counted('Inbox', 1)],
      [stored('Inbox', 1), stored('Unread', 9, 0, { isSearchFolder: true })],
      'ok',
    ],
    ['a folder split over two parts', [counted('Inbox', 9)], [stored('Inbox', 5), stored('Inbox', 4)], 'ok'],
    [
      'a slash in a name, which is no level',
      [counted('A', 0), { ...counted('', 2), path: ['A/B'] }],
      [{ ...stored('', 2), ipmPath: ['A/B'] }],
      'ok',
    ],
    ['no counts at the source', null, [stored('Inbox', 5)], 'ok'],
    ['an empty mailbox', [counted('', 0)], [], 'ok'],
  ])('%s', (_, source, pst, expected) => {
    expect(run(source, pst)).toBe(expected);
  });

  it('takes everything beyond the count as arrived where nobody looked at delivery times', () => {
    const { arrivedAfterFreeze: _, ...unknown } = stored('Inbox', 7);
    expect(run([counted('Inbox', 5)], [unknown])).toBe('ok, arrived-after-freeze Inbox 2');
  });

  it('finds Recoverable Items outside the visible root, by type', () => {
    const source = [counted('Recoverable Items/Deletions', 4, { folderType: 'RecoverableItemsDeletions' })];
    const inFile = (items: number): StoredFolder => ({
      ...stored('', items),
      path: ['Root', 'Recoverable Items', 'Deletions'],
      ipmPath: null,
    });
    expect(run(source, [inFile(4)])).toBe('ok');
    expect(run(source, [inFile(3)])).toBe('partial, unexplained Recoverable Items/Deletions 1');
    expect(run(source, [])).toBe('partial, unexplained Recoverable Items/Deletions 4');
    const short = [counted('Deletions', 4, { folderType: 'RecoverableItemsDeletions' })];
    expect(run(short, [inFile(4)])).toBe('ok');
    expect(run(short, [inFile(3)])).toBe('partial, unexplained Recoverable Items/Deletions 1');
  });

  it('expects no count for service folders outside the visible root', () => {
    const service = { ...stored('', 1, 4), path: ['Freebusy Data'], ipmPath: null };
    expect(run([counted('Inbox', 5)], [stored('Inbox', 5), service])).toBe('ok');
    expect(run([counted('Inbox', 6)], [stored('Inbox', 5), service])).toBe('partial, unexplained Inbox 1');
  });

  it('takes what only a hold keeps as told by the source', () => {
    const holds = [counted('DiscoveryHolds', 3, { folderType: 'RecoverableItemsDiscoveryHolds' })];
    expect(run(holds, [], [told('not-captured', 3, 'Recoverable Items/DiscoveryHolds')])).toBe('partial');
    expect(run(holds, [], [told('not-captured', 2, 'Recoverable Items/DiscoveryHolds')])).toBe(
      'partial, unexplained Recoverable Items/DiscoveryHolds 1',
    );
  });

  it('explains what is missing by what the source reported, in the folder first, and stays partial', () => {
    const source = [counted('A', 5), counted('B', 5)];
    const pst = [stored('A', 3), stored('B', 3)];
    expect(run(source, pst, [told('corrupt-at-source', 2, 'A'), told('too-large', 2)])).toBe('partial');
    expect(run(source, pst, [told('corrupt-at-source', 3)])).toBe('partial, unexplained B 1');
    expect(run(source, pst, [told('not-captured', 2, 'B')])).toBe('partial, unexplained A 2');
    expect(run(source, pst, [told('arrived-after-freeze', 9)])).toBe('partial, unexplained A 2, unexplained B 2');
  });

  it('never explains an excess by what the source reported as missing', () => {
    expect(run([counted('A', 1)], [stored('A', 2)], [told('corrupt-at-source', 5)])).toBe('partial, unexplained A 1');
  });

  it('sums up what a list would not help to read, the unexplained first', () => {
    const many = Array.from({ length: 500 }, (_, index) => `F${index}`);
    const { exceptions, status } = reconcileFolders({
      source: many.map((name, index) => counted(name, index < 10 ? 3 : 2)),
      pst: many.map((name) => stored(name, 1, 1)),
      reported: [],
      frozenAt: FROZEN,
    });
    expect(status).toBe('partial');
    expect(exceptions).toHaveLength(201);
    expect(exceptions.slice(0, 10).every((one) => one.class === 'unexplained')).toBe(true);
    expect(exceptions.at(-1)).toEqual({ class: 'hidden', folder: null, count: 310, message: 'in 310 more folders' });
  });

  it('is ok only when every missing item is accounted for, whatever the counts', () => {
    const folder = fc.record({ source: fc.nat(20), pst: fc.nat(20), hidden: fc.nat(5), late: fc.nat(5) });
    fc.assert(
      fc.property(fc.array(folder, { maxLength: 8 }), (folders) => {
        const { status, exceptions } = reconcileFolders({
          source: folders.map((one, index) => counted(`F${index}`, one.source)),
          pst: folders.map((one, index) => stored(`F${index}`, one.pst, one.hidden, { arrivedAfterFreeze: one.late })),
          reported: [],
          frozenAt: FROZEN,
        });
        const explained = folders.every(({ source, pst, hidden, late }) => {
          const more = pst + hidden - source;
          return more >= 0 && more <= late;
        });
        expect(status).toBe(explained ? 'ok' : 'partial');
        for (const [index, { source, pst, hidden }] of folders.entries()) {
          const of = exceptions.filter((one) => one.folder === `F${index}` && one.class !== 'hidden');
          expect(of.reduce((sum, one) => sum + one.count, 0)).toBe(Math.abs(pst + hidden - source));
        }
      }),
    );
  });
});
