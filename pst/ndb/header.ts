import type { FindingSink } from '../finding-sink.ts';
import type { PstEncoding } from '../model.ts';
import { pstCrc } from './crc.ts';
import { blockKey, type Layout, layoutOfVersion, readId } from './layout.ts';
import type { WindowSource } from './window-source.ts';

/** A reference to a page: its id and its offset. */
export interface PageRef {
  readonly bid: number;
  readonly ib: number;
}

/** What the header says ([MS-PST] 2.2.2.6 and 2.2.2.5). */
export interface Header {
  readonly layout: Layout;
  readonly version: number;
  readonly encoding: PstEncoding;
  readonly fileEof: number;
  readonly lastMap: number;
  readonly mapFreeBytes: number;
  /** 0 invalid: a write was cut off. */
  readonly mapValid: number;
  readonly nodeRoot: PageRef;
  readonly blockRoot: PageRef;
  readonly bidNextBlock: number;
  /** PidTagMessageStore is an Exchange cache (wMagicClient `SO`). */
  readonly isCache: boolean;
}

const ENCODINGS: Readonly<Record<number, PstEncoding>> = { 0: 'none', 1: 'permute', 2: 'cyclic', 16: 'wip' };

/**
 * Reads and checks the header. Always throws for what cannot be read on: no PST (PST_NOT_A_PST), an unknown version or encoding
 * (PST_UNSUPPORTED), fewer bytes than a header (PST_TRUNCATED).
 */
export async function readHeader(source: WindowSource, sink: FindingSink, signal: AbortSignal): Promise<Header> {
  const bytes = await source.read(0, Math.min(source.size, 564), signal);
  if (bytes.length < 12 || bytes.toString('latin1', 0, 4) !== '!BDN') {
    sink.fail('PST_NOT_A_PST', 'header', 0, 'the file does not begin as a PST does (!BDN)');
  }
  const client = bytes.toString('latin1', 8, 10);
  if (client !== 'SM' && client !== 'SO') {
    sink.fail('PST_NOT_A_PST', 'header', 8, 'the file is neither a PST nor an OST (wMagicClient)');
  }
  const version = bytes.readUInt16LE(10);
  const layout = layoutOfVersion(version);
  if (layout === null) sink.fail('PST_UNSUPPORTED', 'header', 10, `version ${version} of the format is not supported`);
  if (bytes.length < layout.headerBytes) {
    sink.fail('PST_TRUNCATED', 'header', 0, `only ${source.size} bytes: not even a whole header`);
  }
  checkSums(bytes, layout, sink);
  const header = parse(bytes, layout, version, client === 'SO', sink);
  checkRoot(header, source.size, sink);
  return header;
}

function checkSums(bytes: Buffer, layout: Layout, sink: FindingSink): void {
  if (bytes.readUInt32LE(4) !== pstCrc(bytes.subarray(8, 479))) {
    sink.error('PST_CRC', 'header', 4, 'the header fails its checksum (dwCRCPartial)');
  }
  if (layout.wide && bytes.readUInt32LE(524) !== pstCrc(bytes.subarray(8, 524))) {
    sink.error('PST_CRC', 'header', 524, 'the header fails its checksum (dwCRCFull)');
  }
  if (bytes[layout.sentinelAt] !== 0x80) {
    sink.error('PST_HEADER', 'header', layout.sentinelAt, 'the sentinel byte of the header is not 0x80');
  }
}

function parse(bytes: Buffer, layout: Layout, version: number, isCache: boolean, sink: FindingSink): Header {
  const width = layout.wide ? 8 : 4;
  const method = bytes.readUInt8(layout.encodingAt);
  const encoding = ENCODINGS[method];
  if (encoding === undefined) {
    sink.fail('PST_UNSUPPORTED', 'header', layout.encodingAt, `encoding method ${method} is not known`);
  }
  if (encoding === 'wip') {
    sink.fail(
      'PST_UNSUPPORTED',
      'header',
      layout.encodingAt,
      'the file is protected by Windows Information Protection',
    );
  }
  const root = (field: number): number => readId(bytes, layout.rootAt + 4 + field * width, layout);
  return {
    layout,
    version,
    encoding,
    isCache,
    fileEof: root(0),
    lastMap: root(1),
    mapFreeBytes: root(2),
    nodeRoot: { bid: root(4), ib: root(5) },
    blockRoot: { bid: root(6), ib: root(7) },
    mapValid: bytes.readUInt8(layout.rootAt + 4 + 8 * width),
    bidNextBlock: blockKey(readId(bytes, layout.bidNextBlockAt, layout)),
  };
}

function checkRoot(header: Header, size: number, sink: FindingSink): void {
  const { layout, fileEof, nodeRoot, blockRoot } = header;
  const at = layout.rootAt + 4;
  if (fileEof > size) {
    sink.error('PST_TRUNCATED', 'header', at, `the file ends ${fileEof - size} bytes early (${size} of ${fileEof})`);
  } else if (fileEof < size) {
    sink.error('PST_TRUNCATED', 'header', at, `the file is ${size - fileEof} bytes longer than its header says`);
  }
  for (const [name, ref] of [
    ['node', nodeRoot],
    ['block', blockRoot],
  ] as const) {
    if (ref.ib % 512 !== 0 || ref.ib < layout.headerBytes || ref.ib + layout.pageBytes > size) {
      sink.fail('PST_REFERENCE', 'header', at, `the root of the ${name} tree lies outside the file or is not aligned`);
    }
  }
  if (header.mapValid === 0) {
    sink.warn('PST_MAP', 'header', at, 'the file was being written when its writer stopped (fAMapValid is 0)');
  }
}
