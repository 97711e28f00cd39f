import type { FindingSink } from '../finding-sink.ts';

/** What the dictionary of [MS-OXRTFCP] 2.1.2.1 starts with. */
const INITIAL = Buffer.from(
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArial' +
    'Times New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx',
  'latin1',
);
const WINDOW = 4096;
const COMPRESSED = 0x75465a4c;
const UNCOMPRESSED = 0x414c454d;
/** Output given at once. */
const CHUNK = 16_384;

/** Bytes of a chunked source one by one, without holding more than one chunk. */
class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next byte when it is at hand, -1 when `more` must be awaited first. */
  take(): number {
    return this.#at < this.#chunk.length ? (this.#chunk[this.#at++] ?? -1) : -1;
  }

  async more(): Promise<boolean> {
    for (;;) {
      const next = await this.#source.next();
      if (next.done === true) return false;
      if (next.value.length === 0) continue;
      this.#chunk = next.value;
      this.#at = 0;
      return true;
    }
  }

  async next(): Promise<number> {
    const byte = this.take();
    if (byte >= 0) return byte;
    return (await this.more()) ? this.take() : -1;
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }
}

/**
 * Decompresses PidTagRtfCompressed ([MS-OXRTFCP]) as a stream. What ends early or is neither compressed nor uncompressed is an error: strict mode
 * throws, salvage mode gives what there was. The output is at most 9 times the input plus what the header allows.
 */
export async function* decompressRtf(source: AsyncIterable<Uint8Array>, sink: FindingSink): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(source);
  try {
    const header = Buffer.alloc(16);
    for (let index = 0; index < 16; index++) {
      const byte = await reader.next();
      if (byte < 0) {
        if (index > 0) sink.error('PST_PROPERTY', 'messaging', null, 'a compressed RTF body ends inside its header');
        return;
      }
      header[index] = byte;
    }
    const size = header.readUInt32LE(4);
    const kind = header.readUInt32LE(8);
    if (kind === COMPRESSED) yield* expand(reader, size, sink);
    else if (kind === UNCOMPRESSED) yield* copy(reader, size);
    else sink.error('PST_PROPERTY', 'messaging', null, 'an RTF body is neither compressed nor uncompressed RTF');
  } finally {
    await reader.close();
  }
}

async function* copy(reader: ByteReader, size: number): AsyncGenerator<Uint8Array> {
  let out = Buffer.alloc(Math.min(CHUNK, size));
  let used = 0;
  for (let done = 0; done < size; done++) {
    const byte = await reader.next();
    if (byte < 0) break;
    out[used++] = byte;
    if (used === out.length) {
      yield out;
      out = Buffer.alloc(CHUNK);
      used = 0;
    }
  }
  if (used > 0) yield out.subarray(0, used);
}

async function* expand(reader: ByteReader, size: number, sink: FindingSink): AsyncGenerator<Uint8Array> {
  const window = Buffer.alloc(WINDOW, 0x20);
  INITIAL.copy(window);
  let write = INITIAL.length;
  let out = Buffer.alloc(CHUNK);
  let used = 0;
  let done = 0;
  const put = (byte: number): void => {
    window[write] = byte;
    write = (write + 1) % WINDOW;
    out[used++] = byte;
    done++;
  };
  for (;;) {
    let control = reader.take();
    if (control < 0) control = await reader.next();
    let ended = control < 0;
    for (let bit = 0; bit < 8 && !ended && done < size; bit++) {
      let first = reader.take();
      if (first < 0) first = await reader.next();
      if (first < 0) ended = true;
      else if (((control >> bit) & 1) === 0) put(first);
      else {
        let second = reader.take();
        if (second < 0) second = await reader.next();
        const from = second < 0 ? write : (first << 4) | (second >> 4);
        // A reference to the write position marks the end.
        ended = from === write;
        for (let index = 0; !ended && index < (second & 0xf) + 2 && done < size; index++) {
          put(window[(from + index) % WINDOW] ?? 0);
        }
      }
      // A run adds up to 17 bytes.
      if (used > CHUNK - 32) {
        yield out.subarray(0, used);
        out = Buffer.alloc(CHUNK);
        used = 0;
      }
    }
    if (ended || done >= size) break;
  }
  if (used > 0) yield out.subarray(0, used);
  if (done < size) sink.warn('PST_PROPERTY', 'messaging', null, `a compressed RTF body gives ${done} of ${size} bytes`);
}
