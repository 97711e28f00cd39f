import { isDamage } from '../finding-sink.ts';
import type { PstFile, PstFolder, PstItem } from '../model.ts';
import { hashContent } from './content-hash.ts';
import { identityOf } from './identity.ts';
import type { AttachmentFacts, ItemFacts, ItemFactsOptions } from './item-facts-model.ts';

/** PidTagMessageFlags: mfSubmitted and mfUnsent. */
const UNSENT = 0x4 | 0x8;
const MAX_ATTACHMENTS = 10_000;

/**
 * Facts of every item of all normal folders, folder by folder. Values are streamed: memory does not grow with bodies or attachments. Where damage
 * touched an item its content hash is null, never a hash of what was left of it; a strict file throws instead.
 */
export async function* itemFacts(file: PstFile, options: ItemFactsOptions): AsyncGenerator<ItemFacts> {
  for await (const folder of file.folders(options.signal)) {
    if (folder.isSearchFolder) continue;
    let before = file.damageSeen;
    for await (const item of file.items(folder, options.signal)) {
      if (!item.associated || options.associated === true) yield await factsOf(file, folder, item, before, options);
      before = file.damageSeen;
    }
  }
}

async function factsOf(
  file: PstFile,
  folder: PstFolder,
  item: PstItem,
  damageBefore: number,
  options: ItemFactsOptions,
): Promise<ItemFacts> {
  const most = options.maxAttachments ?? MAX_ATTACHMENTS;
  const attachments: AttachmentFacts[] = [];
  let unlisted = 0;
  let contentHash: string | null = null;
  try {
    contentHash = await hashContent(item, options.signal, (facts) => {
      if (attachments.length < most) attachments.push(facts);
      else unlisted++;
    });
  } catch (error) {
    if (file.mode === 'strict' || !isDamage(error)) throw error;
  }
  return {
    ...identityOf(item),
    contentHash: file.damageSeen === damageBefore ? contentHash : null,
    messageClass: item.messageClass,
    folder: folder.path,
    ipmPath: folder.ipmPath,
    associated: item.associated,
    unsent: (item.flags & UNSENT) !== 0,
    deliveryTime: item.deliveryTime,
    lastModified: item.lastModified,
    size: item.size,
    attachments,
    attachmentsUnlisted: unlisted,
  };
}
