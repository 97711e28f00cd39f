import type { Transaction } from 'kysely';
import { continues, decodeEventBytes } from './event.ts';
import type { ActStore } from './ledger.ts';
import { headEvent, insertEvent, lastSeq, type Tables } from './local-copy.ts';

/** Number of the first event that the vault holds, or lacks before a later one, beyond `seq`; null where there is none. */
export async function firstBeyond(store: ActStore, seq: number, signal: AbortSignal): Promise<number | null> {
  for await (const act of store.acts(signal, seq + 1)) if (act.seq !== null && act.seq > seq) return act.seq;
  return null;
}

/**
 * Takes over the events that the vault holds beyond the local head, as far as each continues the one before; returns how many.
 * A crash between the vault and the local commit leaves at most one of them. More than one over a file that was not empty means
 * that its tail was lost: mended all the same, and kept in `repairs` so that `verify` still tells.
 */
export async function adoptFromVault(
  db: Transaction<Tables>,
  store: ActStore,
  options: { readonly at: string; readonly signal: AbortSignal },
): Promise<number> {
  const localHead = await lastSeq(db);
  let head = await headEvent(db);
  for await (const act of store.acts(options.signal, localHead + 1)) {
    if (!('body' in act) || act.seq <= (head?.seq ?? 0)) continue;
    const decoded = decodeEventBytes(act.body);
    if (!('event' in decoded) || decoded.event.seq !== act.seq || !continues(head, decoded.event)) break;
    await insertEvent(db, { seq: act.seq, document: new TextDecoder().decode(act.body) });
    head = decoded.event;
  }
  const vaultHead = head?.seq ?? 0;
  if (localHead > 0 && vaultHead - localHead > 1) {
    await db.insertInto('repairs').values({ at: options.at, localHead, vaultHead }).execute();
  }
  return vaultHead - localHead;
}
