import { pstCrc } from '../../ndb/crc.ts';
import { blockExtent, readId } from '../../ndb/layout.ts';
import { subnodes } from '../../ndb/subnodes.ts';
import { FIRST_MAP, mapPages, PAGE_BYTES, SECTION_BYTES } from '../ndb/map-pages.ts';
import type { PstRule } from './rule.ts';

/** Rules about the file as a whole: its length, maps, header and ids. */
export const fileRules: readonly PstRule[] = [
  {
    name: 'the file is whole sections long, and the header names its end and its last map',
    holds: 'all',
    async *check({ db, bytes }) {
      const { fileEof, lastMap } = db.header;
      if ((bytes - FIRST_MAP) % SECTION_BYTES !== 0) yield `${bytes} bytes`;
      if (fileEof !== bytes) yield `ibFileEof is ${fileEof} of ${bytes}`;
      if (lastMap !== bytes - SECTION_BYTES) yield `ibAMapLast is ${lastMap}`;
    },
  },
  {
    name: 'the maps are said to be valid (1 by Outlook 2003, 2 since)',
    holds: 'all',
    async *check({ db }) {
      if (db.header.mapValid === 0) yield `fAMapValid is ${db.header.mapValid}`;
    },
  },
  {
    name: 'pages lie on 512 bytes, blocks on 64, and none over a map',
    holds: 'all',
    async *check({ db, walk }) {
      const pieces = [...walk.pages].map((ib) => ({ ib, length: PAGE_BYTES, align: PAGE_BYTES }));
      for (let order = 0; order < walk.blocks.count; order++) {
        const ref = walk.blocks.ref(order);
        pieces.push({ ib: ref.ib, length: blockExtent(ref.stored, db.header.layout), align: 64 });
      }
      for (const { ib, length, align } of pieces) {
        const index = Math.floor((ib - FIRST_MAP) / SECTION_BYTES);
        const at = ib - FIRST_MAP - index * SECTION_BYTES;
        const hit = mapPages(index).some(({ offset }) => at < offset + PAGE_BYTES && offset < at + length);
        if (ib % align !== 0 || hit || at + length > SECTION_BYTES) yield `${length} bytes at ${ib}`;
      }
    },
  },
  {
    name: 'every map is at its place with its type, id and checksum',
    holds: 'all',
    async *check({ db, bytes }, signal) {
      for (let index = 0; FIRST_MAP + (index + 1) * SECTION_BYTES <= bytes; index++) {
        for (const { offset, type } of mapPages(index)) {
          const ib = FIRST_MAP + index * SECTION_BYTES + offset;
          const page = Buffer.from(await db.source.read(ib, PAGE_BYTES, signal));
          const isSound =
            page[496] === type && page[497] === type && page.readUInt32LE(500) === pstCrc(page.subarray(0, 496));
          if (!isSound || readId(page, 504, db.header.layout) !== ib) yield `type 0x${type.toString(16)} at ${ib}`;
        }
      }
    },
  },
  {
    name: 'pages hold as many entries of the size that their tree and level have',
    holds: 'all',
    async *check({ db }, signal) {
      for (const [tree, leafMost, leafBytes] of [
        [db.nodes, 15, 32],
        [db.blocks, 20, 24],
      ] as const) {
        const broken: number[] = [];
        const pages = tree.leaves(signal, ({ bytes, level, ib }) => {
          const [most, size] = level > 0 ? [20, 24] : [leafMost, leafBytes];
          if (bytes[489] !== most || bytes[490] !== size) broken.push(ib);
        });
        for await (const _ of pages) signal.throwIfAborted();
        yield* broken.map((ib) => `page at ${ib}`);
      }
    },
  },
  {
    name: 'ids to come are above every id in use',
    holds: 'all',
    async *check({ db, walk, header }, signal) {
      const last = walk.blocks.count === 0 ? 0 : walk.blocks.bid(walk.blocks.count - 1);
      if (last >= db.header.bidNextBlock || db.header.bidNextBlock % 4 !== 0) {
        yield `bidNextB is ${db.header.bidNextBlock}, the last block ${last}`;
      }
      const next = readId(header, 32, db.header.layout);
      for (const ib of walk.pages) {
        const page = Buffer.from(await db.source.read(ib, PAGE_BYTES, signal));
        if (readId(page, 504, db.header.layout) >= next) yield `bidNextP is ${next}, above it the page at ${ib}`;
      }
    },
  },
  {
    name: 'the high-water marks of the header cover every node and every value in a subnode',
    holds: 'all',
    async *check({ db, header }, signal) {
      const seen = new Map<number, number>();
      const note = (nid: number): void => {
        const type = nid & 0x1f;
        seen.set(type, Math.max(seen.get(type) ?? 0, nid >>> 5));
      };
      for await (const node of db.allNodes(signal)) {
        note(node.nid);
        for await (const below of subnodes(db, node.bidSub, signal)) note(below.nid);
      }
      for (const [type, index] of seen) {
        const mark = header.readUInt32LE(44 + 4 * type);
        if (index > mark) yield `type 0x${type.toString(16)}: ${index} is above ${mark}`;
      }
    },
  },
  {
    name: 'table nodes name no parent, folders and items name a folder',
    holds: 'all',
    async *check({ db }, signal) {
      const folders = new Set<number>();
      for await (const { nid } of db.allNodes(signal)) if ((nid & 0x1f) === 2) folders.add(nid);
      for await (const { nid, parent } of db.allNodes(signal)) {
        const type = nid & 0x1f;
        const isTable = type === 0xd || type === 0xe || type === 0xf || type === 0x10;
        if (isTable && parent !== 0) yield `table 0x${nid.toString(16)}`;
        if ((type === 2 || type === 4 || type === 8) && !folders.has(parent)) yield `node 0x${nid.toString(16)}`;
      }
    },
  },
];
