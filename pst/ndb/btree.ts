import type { FindingSink } from '../finding-sink.ts';
import {
  type BTreePage,
  branchChild,
  type Expected,
  entryKey,
  parseBTreePage,
  searchPage,
  type TreeKind,
} from './btree-page.ts';
import type { PageRef } from './header.ts';
import type { Layout } from './layout.ts';
import type { WindowSource } from './window-source.ts';
import { type WorkLimit, workCost } from './work-limit.ts';

/** Parsed pages kept per tree: 0.5 MB (4 MB for 4-KB pages). Fewer than the branch pages of a 50 GB file would re-check them per lookup. */
const CACHED_PAGES = 1024;

export interface BTreeOptions {
  readonly source: WindowSource;
  readonly layout: Layout;
  readonly sink: FindingSink;
  readonly limit: WorkLimit;
  readonly kind: TreeKind;
  readonly root: PageRef;
}

/** One of the two B-trees of a file, read page by page with a bounded cache. */
export class BTree {
  readonly #options: BTreeOptions;
  readonly #pages = new Map<number, BTreePage>();

  constructor(options: BTreeOptions) {
    this.#options = options;
  }

  /** The leaf page and index that hold `key`, or null. In salvage mode null too where a damaged page hides it. */
  async find(key: number, signal: AbortSignal): Promise<{ readonly page: BTreePage; readonly index: number } | null> {
    const { layout, root, sink } = this.#options;
    let page = await sink.salvage<BTreePage | null>(
      () => this.#page(root, { level: null, firstKey: null }, signal),
      null,
    );
    while (page !== null) {
      const parent: BTreePage = page;
      const index = searchPage(parent, key, layout);
      if (index < 0) return null;
      if (parent.level === 0) return entryKey(parent, index, layout) === key ? { page: parent, index } : null;
      const child = branchChild(parent, index, layout);
      const expected = { level: parent.level - 1, firstKey: entryKey(parent, index, layout) };
      page = await sink.salvage<BTreePage | null>(() => this.#page(child, expected, signal), null);
    }
    return null;
  }

  /**
   * Every leaf page in key order, each once. Keys of one page are above all keys of the page before; in salvage mode, unreadable pages
   * and pages that break this are findings and left out. `onPage` sees every page, branches too.
   */
  async *leaves(signal: AbortSignal, onPage?: (page: BTreePage) => void): AsyncGenerator<BTreePage> {
    const { layout, root, sink } = this.#options;
    const seen = new Set<number>();
    let last = -1;
    const walk = async function* (this: BTree, ref: PageRef, expected: Expected): AsyncGenerator<BTreePage> {
      if (seen.has(ref.ib)) {
        sink.error('PST_CYCLE', 'page', ref.ib, 'a page is referred to twice in its tree');
        return;
      }
      seen.add(ref.ib);
      const page = await sink.salvage<BTreePage | null>(() => this.#page(ref, expected, signal), null);
      if (page === null) return;
      onPage?.(page);
      if (page.level > 0) {
        for (let index = 0; index < page.count; index++) {
          const firstKey = entryKey(page, index, layout);
          yield* walk.call(this, branchChild(page, index, layout), { level: page.level - 1, firstKey });
        }
        return;
      }
      if (page.count === 0) return;
      if (entryKey(page, 0, layout) <= last) {
        sink.error('PST_PAGE', 'page', page.ib, 'the keys of a page overlap those of the page before');
        return;
      }
      last = entryKey(page, page.count - 1, layout);
      yield page;
    };
    yield* walk.call(this, root, { level: null, firstKey: null });
  }

  async #page(ref: PageRef, expected: Expected, signal: AbortSignal): Promise<BTreePage> {
    const { source, layout, sink, limit, kind } = this.#options;
    limit.spend(workCost.page);
    const known = this.#pages.get(ref.ib);
    if (known !== undefined && (expected.level === null || known.level === expected.level)) {
      this.#pages.delete(ref.ib);
      this.#pages.set(ref.ib, known);
      return known;
    }
    if (ref.ib % 512 !== 0 || ref.ib < layout.headerBytes || ref.ib + layout.pageBytes > source.size) {
      sink.fail('PST_REFERENCE', 'page', ref.ib, `a page of the ${kind} tree lies outside the file or is not aligned`);
    }
    const view = await source.read(ref.ib, layout.pageBytes, signal);
    const page = parseBTreePage(Buffer.from(view), ref, kind, expected, layout, sink);
    this.#pages.set(ref.ib, page);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= CACHED_PAGES) break;
      this.#pages.delete(oldest);
    }
    return page;
  }
}
