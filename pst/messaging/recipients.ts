import { TableContext } from '../ltp/table-context.ts';
import type { PstRecipient, PstRecipientType } from '../model.ts';
import type { NodeDatabase } from '../ndb/node-database.ts';
import { findSubnode } from '../ndb/subnodes.ts';
import { nodeId, prop } from './tags.ts';

const TYPES: readonly PstRecipientType[] = ['originator', 'to', 'cc', 'bcc'];

/** The rows of a message's recipient table; none where it has no such table, as contacts and drafts often do. */
export async function* readRecipients(
  db: NodeDatabase,
  bidSub: number,
  codePage: number,
  signal: AbortSignal,
): AsyncGenerator<PstRecipient> {
  const table = await db.sink.salvage<TableContext | null>(async () => {
    const node = await findSubnode(db, bidSub, nodeId.recipientTable, signal);
    return node === null ? null : TableContext.open(db, node, signal);
  }, null);
  if (table === null) return;
  table.codePage = codePage;
  for await (const row of table.rows(signal)) {
    const kind = await table.cell(row, prop.recipientType, signal);
    const addressType = await table.textCell(row, prop.addressType, signal);
    const address = await table.textCell(row, prop.address, signal);
    const smtp = await table.textCell(row, prop.smtpAddress, signal);
    yield {
      // The upper bits mark resends and handled requests.
      type: (typeof kind === 'number' ? TYPES[kind & 0xf] : undefined) ?? 'other',
      name: await table.textCell(row, prop.displayName, signal),
      addressType,
      address,
      smtpAddress: smtp ?? (addressType?.toUpperCase() === 'SMTP' ? address : null),
    };
  }
}
