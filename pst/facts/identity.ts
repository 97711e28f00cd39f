import { createHash } from 'node:crypto';
import type { PstItem } from '../model.ts';
import type { ItemFacts } from './item-facts-model.ts';

/**
 * What tells an item from all others of its mailbox, the same every night: its search key, else its Internet message id with the delivery time,
 * else class, subject and times. 32 bytes.
 */
export function identityOf(item: PstItem): Pick<ItemFacts, 'identity' | 'identityFrom'> {
  const hash = createHash('sha256');
  const finish = (identityFrom: ItemFacts['identityFrom'], ...parts: readonly (string | Buffer)[]) => {
    hash.update(identityFrom);
    for (const part of parts) hash.update('\0').update(part);
    return { identity: hash.digest(), identityFrom };
  };
  const { searchKey, internetMessageId } = item;
  if (searchKey !== null && searchKey.length > 0) return finish('search-key', searchKey);
  const delivered = item.deliveryTime?.toISOString() ?? '';
  if (internetMessageId !== null && internetMessageId !== '') return finish('message-id', internetMessageId, delivered);
  return finish('content', item.messageClass, item.subject, item.submitTime?.toISOString() ?? '', delivered);
}
