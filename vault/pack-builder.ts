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

/** One pack in memory while it fills. States: open → `add`* → `finish`, once. */
export class PackBuilder {
  readonly identity: PackIdentity;
  readonly #seal: PackSeal;
  readonly #frames: Buffer[] = [];
  readonly #entries: PackEntry[] = [];
  #bytes = HEADER_BYTES;

  constructor(dataKey: Uint8Array, identity: PackIdentity) {
    this.identity = identity;
    this.#seal = packSeal(dataKey, identity);
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
    const entry = { id, offset: this.#bytes, sealed: sealed.byteLength, raw: raw.byteLength, kind };
    this.#frames.push(sealed);
    this.#entries.push(entry);
    this.#bytes += sealed.byteLength;
    return { ...entry, ordinal };
  }

  /** The bytes to be stored, filled up to the Padmé size with random bytes. */
  finish(random: RandomSource): Buffer {
    const directory = sealDirectory(this.#seal, this.#entries);
    const bare = this.#bytes + directory.byteLength + TRAILER_BYTES;
    const total = padmeSize(bare);
    return Buffer.concat(
      [this.#seal.header, ...this.#frames, random(total - bare), directory, encodeTrailer(directory.byteLength, total)],
      total,
    );
  }
}
