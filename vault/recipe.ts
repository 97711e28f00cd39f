/**
 * The list of a stream's chunks (docs/vault-format.md § 7): id and plain length, 36 bytes each, cut into list chunks that
 * are stored and deduplicated like any other. Cuts depend on the ids alone, so an unchanged stretch gives unchanged lists.
 */
export const LIST_ENTRY_BYTES = 36;

/** Forced cut: a list chunk has at most 36 KiB. */
const MAX_LIST_ENTRIES = 1024;

export class RecipeBuilder {
  readonly #pending: Buffer[] = [];

  /** Adds a chunk; the list chunk when this id ends one. */
  add(id: Uint8Array, raw: number): Buffer | null {
    const entry = Buffer.alloc(LIST_ENTRY_BYTES);
    entry.set(id);
    entry.writeUInt32LE(raw, 32);
    this.#pending.push(entry);
    const cut = (id[0]! & 0x7f) === 0 || this.#pending.length >= MAX_LIST_ENTRIES;
    return cut ? this.finish() : null;
  }

  /** What is left, or null. */
  finish(): Buffer | null {
    return this.#pending.length === 0 ? null : Buffer.concat(this.#pending.splice(0));
  }
}
