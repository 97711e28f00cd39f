import { writeTable } from '../ltp/table-writer.ts';
import type { DatabaseWriter } from '../ndb/database-writer.ts';
import { type TemplateName, templates } from './templates.ts';

/** Empty tables share the block of their template, as in files of Outlook; a block that too many refer to is written again. */
export class EmptyTables {
  readonly #db: DatabaseWriter;
  readonly #current = new Map<TemplateName, { readonly bid: number; readonly bytes: number }>();

  constructor(db: DatabaseWriter) {
    this.#db = db;
  }

  /** A reference to an empty table; each answer is to be used once. */
  async take(name: TemplateName, signal: AbortSignal): Promise<{ readonly bid: number; readonly bytes: number }> {
    const current = this.#current.get(name);
    if (current !== undefined && this.#db.blocks.share(current.bid)) return current;
    const { bidData, leafBytes } = await writeTable(this.#db, templates[name], [], signal);
    const written = { bid: bidData, bytes: leafBytes };
    this.#current.set(name, written);
    return written;
  }
}
