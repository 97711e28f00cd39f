import { type EncodedRow, packedLength, packRow, unpackRow } from '../ltp/row.ts';
import type { Spilled, SpillFile } from '../spill-file.ts';

/** Packed rows of all tables kept in memory; above it all go to the spill file. */
const MEMORY_BYTES = 16 * 2 ** 20;

interface Rows {
  readonly spilled: Spilled[];
  held: Buffer[];
  count: number;
}

/** The rows of tables that grow at the same time, each in the order it was added; memory bounded for all together. */
export class RowSpill {
  readonly #spill: SpillFile;
  readonly #most: number;
  readonly #tables = new Map<number, Rows>();
  #held = 0;

  constructor(spill: SpillFile, most = MEMORY_BYTES) {
    this.#spill = spill;
    this.#most = most;
  }

  async add(table: number, row: EncodedRow): Promise<void> {
    const rows = this.#tables.get(table) ?? { spilled: [], held: [], count: 0 };
    this.#tables.set(table, rows);
    const packed = packRow(row);
    rows.held.push(packed);
    rows.count++;
    this.#held += packed.length;
    if (this.#held > this.#most) await this.#spillAll();
  }

  count(table: number): number {
    return this.#tables.get(table)?.count ?? 0;
  }

  async *rows(table: number): AsyncGenerator<EncodedRow> {
    const rows = this.#tables.get(table);
    if (rows === undefined) return;
    for (const { offset, length } of rows.spilled) yield* unpack(await this.#spill.read(offset, length));
    for (const packed of rows.held) yield unpackRow(packed);
  }

  async #spillAll(): Promise<void> {
    for (const rows of this.#tables.values()) {
      if (rows.held.length === 0) continue;
      rows.spilled.push(await this.#spill.append(Buffer.concat(rows.held)));
      rows.held = [];
    }
    this.#held = 0;
  }
}

function* unpack(bytes: Buffer): Generator<EncodedRow> {
  for (let at = 0; at < bytes.length; ) {
    const length = packedLength(bytes.subarray(at));
    yield unpackRow(bytes.subarray(at, at + length));
    at += length;
  }
}
