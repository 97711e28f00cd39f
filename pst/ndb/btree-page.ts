import type { FindingSink } from '../finding-sink.ts';
import type { PageRef } from './header.ts';
import { type Layout, readId } from './layout.ts';
import { checkPage, pageType } from './page.ts';

export type TreeKind = 'node' | 'block';

/** A checked page of one of the two B-trees ([MS-PST] 2.2.2.7.7): `count` entries of `entryBytes`, keys strictly ascending. */
export interface BTreePage {
  readonly ib: number;
  readonly level: number;
  readonly count: number;
  readonly entryBytes: number;
  readonly bytes: Buffer;
}

/** Deeper trees cannot exist: 2 levels fewer than this hold more entries than 64 GB of blocks. */
export const MAX_LEVEL = 8;

/** Key of entry `index`. */
export function entryKey(page: BTreePage, index: number, layout: Layout): number {
  return readId(page.bytes, index * page.entryBytes, layout);
}

/** The child that branch entry `index` refers to. */
export function branchChild(page: BTreePage, index: number, layout: Layout): PageRef {
  const width = layout.wide ? 8 : 4;
  const at = index * page.entryBytes + width;
  return { bid: readId(page.bytes, at, layout), ib: readId(page.bytes, at + width, layout) };
}

/** Where a key is or would be: the last entry whose key is not above it, -1 when all are. */
export function searchPage(page: BTreePage, key: number, layout: Layout): number {
  let low = 0;
  let high = page.count - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    if (entryKey(page, middle, layout) <= key) low = middle + 1;
    else high = middle - 1;
  }
  return high;
}

/** What the parent says of a page: its level (null at the root) and its first key. */
export interface Expected {
  readonly level: number | null;
  readonly firstKey: number | null;
}

/**
 * Checks and parses a B-tree page. Throws where it is unusable in either mode: another type of page, another level, entries that do not fit,
 * keys out of order. Salvage mode goes on with a wrong id or checksum as long as all of that holds.
 */
export function parseBTreePage(
  bytes: Buffer,
  ref: PageRef,
  kind: TreeKind,
  expected: Expected,
  layout: Layout,
  sink: FindingSink,
): BTreePage {
  checkPage(bytes, ref, kind === 'node' ? pageType.nodeTree : pageType.blockTree, layout, sink);
  const at = layout.pageMetaAt;
  const count = layout.wideCounts ? bytes.readUInt16LE(at) : bytes.readUInt8(at);
  const max = layout.wideCounts ? bytes.readUInt16LE(at + 2) : bytes.readUInt8(at + 1);
  const entryBytes = bytes.readUInt8(at + (layout.wideCounts ? 4 : 2));
  const level = bytes.readUInt8(at + (layout.wideCounts ? 5 : 3));
  if (level > MAX_LEVEL || (expected.level !== null && level !== expected.level)) {
    sink.fail(
      'PST_PAGE',
      'page',
      ref.ib,
      `a page of level ${level} stands where ${expected.level ?? 'a root'} is expected`,
    );
  }
  const leafBytes = kind === 'node' ? layout.nodeEntryBytes : layout.blockEntryBytes;
  const least = level > 0 ? layout.branchEntryBytes : leafBytes;
  if (entryBytes < least || count > max || count * entryBytes > at) {
    sink.fail('PST_PAGE', 'page', ref.ib, `${count} entries of ${entryBytes} bytes do not fit their page`);
  }
  const page: BTreePage = { ib: ref.ib, level, count, entryBytes, bytes };
  checkKeys(page, expected, layout, sink);
  return page;
}

function checkKeys(page: BTreePage, expected: Expected, layout: Layout, sink: FindingSink): void {
  if (page.count === 0) {
    if (expected.level !== null) sink.fail('PST_PAGE', 'page', page.ib, 'a page below the root holds no entry');
    return;
  }
  let previous = -1;
  for (let index = 0; index < page.count; index++) {
    const key = entryKey(page, index, layout);
    if (key <= previous || key > Number.MAX_SAFE_INTEGER) {
      sink.fail('PST_PAGE', 'page', page.ib, 'the keys of a page are not in ascending order');
    }
    previous = key;
  }
  if (expected.firstKey !== null && entryKey(page, 0, layout) !== expected.firstKey) {
    sink.error('PST_PAGE', 'page', page.ib, 'the first key of a page differs from the key its parent has for it');
  }
}
