import type { FindingSink } from '../finding-sink.ts';
import { pstCrc, signature } from './crc.ts';
import type { PageRef } from './header.ts';
import { type Layout, readId } from './layout.ts';

/** ptype values of [MS-PST] 2.2.2.7.1. */
export const pageType = { blockTree: 0x80, nodeTree: 0x81, freeMap: 0x82, pageMap: 0x83, allocationMap: 0x84 } as const;

/** What a page's trailer says of the page. `usable`: salvage mode may look inside. */
export interface PageCheck {
  readonly bytes: Buffer;
  /** The checksum is right: what the page says was written so, though perhaps not by the generation its parent means. */
  readonly intact: boolean;
}

/**
 * Checks the trailer of a page against the reference that led to it: type (twice), checksum, id, signature.
 * A page of another type is refused (throws); everything else is an error that salvage mode goes on from.
 */
export function checkPage(bytes: Buffer, ref: PageRef, type: number, layout: Layout, sink: FindingSink): PageCheck {
  const at = layout.pageTrailerAt;
  if (bytes.length < layout.pageBytes) {
    sink.fail('PST_TRUNCATED', 'page', ref.ib, 'the file ends inside a page');
  }
  if (bytes[at] !== type || bytes[at + 1] !== type) {
    sink.fail('PST_PAGE', 'page', ref.ib, `a page of type 0x${type.toString(16)} is expected here, and is not`);
  }
  const [storedCrc, bid] = layout.wide
    ? [bytes.readUInt32LE(at + 4), readId(bytes, at + 8, layout)]
    : [bytes.readUInt32LE(at + 8), bytes.readUInt32LE(at + 4)];
  const intact = storedCrc === pstCrc(bytes.subarray(0, at));
  if (!intact) sink.error('PST_CRC', 'page', ref.ib, 'a page fails its checksum');
  if (bid !== ref.bid) {
    sink.error(
      'PST_PAGE',
      'page',
      ref.ib,
      `a page carries id ${bid}, its parent means ${ref.bid}: it is of another generation`,
    );
  }
  if (bytes.readUInt16LE(at + 2) !== signature(ref.ib, bid)) {
    sink.error('PST_PAGE', 'page', ref.ib, 'a page fails its signature: it does not belong at this place');
  }
  return { bytes, intact };
}
