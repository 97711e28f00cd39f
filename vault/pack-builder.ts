import { FRAME_OVERHEAD, NONCE_FRAME, sealFrame } from './frame.ts';
import { HEADER_BYTES } from './header.ts';
import {
  directorySize,
  encodeTrailer,
  type PackEntry,
  type PackIdentity,
  type PackSeal,
  packSeal,
  sealDirectory,
  TRAILER_BYTES,
} from './pack-format.ts';
import { padmeSize } from './padme.ts';
import type { RandomSource } from './vault.ts';

/**
 * One pack in memory while it fills, in a single buffer that becomes the object. States: open → `add`* → `finish`, once.
 * `capacity` is what the pack is expected to need; pages that are never written cost nothing.
 */
export class PackBuilder {
  readonly identity: PackIdentity;
  readonly #seal: PackSeal;
  readonly #entries: PackEntry[] = [];
  #buffer: Buffer;
  #bytes = HEADER_BYTES;

  constructor(dataKey: Uint8Array, identity: PackIdentity, capacity: number) {
    this.identity = identity;
    this.#seal = packSeal(dataKey, identity);
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(HEADER_BYTES, capacity));
    this.#seal.header.copy(this.#buffer);
  }

  get chunks(): number {
    return this.#entries.length;
  }

  /** Size it would have with one more chunk of `raw` bytes that does not compress. */
  sizeWith(raw: number): number {
    return this.#bytes + raw + FRAME_OVERHEAD + directorySize(this.#entries.length + 1) + TRAILER_BYTES;
  }

  /** Seals a chunk into the pack; the entry says where it will lie. */
  add(id: Uint8Array, kind: number, raw: Uint8Array): PackEntry & { readonly ordinal: number } {
    const ordinal = this.#entries.length;
    const { key, header } = this.#seal;
    const sealed = sealFrame({ key, aad: header, nonceKind: NONCE_FRAME, ordinal }, kind, raw);
    const offset = this.#bytes;
    const entry = { id, offset, sealed: sealed.byteLength, raw: raw.byteLength, kind };
    this.#append(sealed);
    this.#entries.push(entry);
    return { ...entry, ordinal };
  }

  /** The bytes to be stored, filled up to the Padmé size with random bytes. */
  finish(random: RandomSource): Buffer {
    const directory = sealDirectory(this.#seal, this.#entries);
    const bare = this.#bytes + directory.byteLength + TRAILER_BYTES;
    const total = padmeSize(bare);
    for (const part of [random(total - bare), directory, encodeTrailer(directory.byteLength, total)])
      this.#append(part);
    return this.#buffer.subarray(0, total);
  }

  #append(part: Uint8Array): void {
    const end = this.#bytes + part.byteLength;
    if (end > this.#buffer.byteLength) {
      const larger = Buffer.allocUnsafeSlow(Math.max(end, 2 * this.#buffer.byteLength));
      this.#buffer.copy(larger, 0, 0, this.#bytes);
      this.#buffer = larger;
    }
    this.#buffer.set(part, this.#bytes);
    this.#bytes = end;
  }
}
