import { isDamage } from '../finding-sink.ts';
import { pstCrc } from '../ndb/crc.ts';
import { blockExtent, readId } from '../ndb/layout.ts';
import type { NodeDatabase } from '../ndb/node-database.ts';
import { pageType } from '../ndb/page.ts';
import type { TreeWalk } from './check-trees.ts';

const FIRST_MAP = 0x4400;
/** Bytes one AMap page accounts for, itself included: 496 bytes of bits, 64 bytes each. */
const SECTION_BYTES = 496 * 8 * 64;
const PAGE_BYTES = 512;

/**
 * Level 4: every allocation map page, every live block and page marked used, free bytes as the header counts them. A map whose
 * checksum fails is an error (its bytes changed); everything else is a warning: readers lose nothing, writers would.
 */
export async function checkMaps(db: NodeDatabase, walk: TreeWalk, signal: AbortSignal): Promise<void> {
  const { header, sink, source } = db;
  if (!header.layout.hasKnownMaps) {
    const message = 'the allocation maps of a file with 4-KB pages are not checked';
    sink.report({ severity: 'notice', code: 'PST_MAP', layer: 'map', offset: null, message });
    return;
  }
  const maps = new MapReader(db);
  const order = walk.blocks.byPlace();
  let nextBlock = 0;
  let nextPage = 0;
  let free = 0;
  let unmarked = 0;
  let unmarkedAt: number | null = null;
  let readAll = true;
  const end = Math.min(header.fileEof, source.size);
  for (let start = FIRST_MAP; start + PAGE_BYTES <= end; start += SECTION_BYTES) {
    const bits = await maps.read(start, signal);
    if (bits === null) readAll = false;
    else free += freeBytes(bits);
    const sectionEnd = start + SECTION_BYTES;
    const check = (ib: number, length: number): void => {
      if (ib < start + PAGE_BYTES || ib + length > sectionEnd) {
        sink.error('PST_BLOCK', 'map', ib, 'a block or page lies over an allocation map');
      } else if (bits !== null && !isUsed(bits, ib - start, length)) {
        unmarked++;
        unmarkedAt ??= ib;
      }
    };
    for (; nextBlock < order.length; nextBlock++) {
      const ref = walk.blocks.ref(order[nextBlock] ?? 0);
      if (ref.ib >= sectionEnd) break;
      if (ref.ib % 64 === 0) check(ref.ib, blockExtent(ref.stored, header.layout));
    }
    for (; nextPage < walk.pages.length; nextPage++) {
      const ib = walk.pages[nextPage] ?? 0;
      if (ib >= sectionEnd) break;
      check(ib, PAGE_BYTES);
    }
  }
  if (unmarked > 0) {
    sink.warn('PST_MAP', 'map', unmarkedAt, `${unmarked} live blocks or pages are marked free in the allocation maps`);
  }
  if (readAll && header.mapValid !== 0 && free !== header.mapFreeBytes) {
    sink.warn(
      'PST_MAP',
      'map',
      null,
      `the header counts ${header.mapFreeBytes} free bytes, the allocation maps ${free}`,
    );
  }
}

class MapReader {
  readonly #db: NodeDatabase;

  constructor(db: NodeDatabase) {
    this.#db = db;
  }

  /** The bits of the map page at `ib`, or null where it is no sound map. */
  async read(ib: number, signal: AbortSignal): Promise<Buffer | null> {
    const { header, sink, source, limit } = this.#db;
    const { layout } = header;
    limit.spend(PAGE_BYTES);
    const page = await source.read(ib, PAGE_BYTES, signal);
    const at = layout.pageTrailerAt;
    try {
      if (page.length < PAGE_BYTES) sink.fail('PST_TRUNCATED', 'map', ib, 'the file ends inside an allocation map');
      if (page[at] !== pageType.allocationMap || page[at + 1] !== pageType.allocationMap) {
        sink.fail('PST_MAP', 'map', ib, 'an allocation map is expected here, and is not');
      }
      const [crc, bid] = layout.wide
        ? [page.readUInt32LE(at + 4), readId(page, at + 8, layout)]
        : [page.readUInt32LE(at + 8), page.readUInt32LE(at + 4)];
      if (crc !== pstCrc(page.subarray(0, at))) sink.fail('PST_CRC', 'map', ib, 'an allocation map fails its checksum');
      if (bid !== ib) sink.fail('PST_MAP', 'map', ib, 'an allocation map does not belong at this place');
    } catch (error) {
      if (!isDamage(error)) throw error;
      return null;
    }
    // ANSI pages have 4 bytes before the bits, where their trailer is 4 bytes shorter.
    return page.subarray(at - 496, at);
  }
}

function freeBytes(bits: Buffer): number {
  let free = 0;
  for (let byte of bits) {
    byte = ~byte & 0xff;
    for (; byte !== 0; byte &= byte - 1) free += 64;
  }
  return free;
}

function isUsed(bits: Buffer, offset: number, length: number): boolean {
  for (let unit = offset / 64; unit < (offset + length) / 64; unit++) {
    if (((bits[unit >>> 3] ?? 0) & (0x80 >> (unit & 7))) === 0) return false;
  }
  return true;
}
