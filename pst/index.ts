/**
 * A PST library that could live alone: reads, proves and writes Outlook's PST and OST files ([MS-PST]). Imports only core.
 *
 * What it promises. Everything is read through `ByteSource.read(offset, length, signal)`; memory stays bounded (page and block caches, typed
 * arrays of a few bytes per item), attachments and bodies are streams. Every offset, length, count and reference is checked against what
 * holds it, cycles are found, and the work one open file may cause is bounded by its size: hostile bytes give a CodedError (PST_*) or findings,
 * nothing else. Unicode and ANSI files and the 4-KB-page OST (its allocation maps apart), encodings none, permute and cyclic, every checksum. A password is no obstacle and is only reported.
 *
 * How data flows. `openPst` reads the header; the NDB layer (`ndb/`) turns node and block ids into checked, decoded bytes; the LTP layer
 * (`ltp/`) turns them into properties and tables; `messaging/` into folders, items, recipients and attachments. Folders and items are listed
 * by the parent each node names, so that a damaged table hides nothing. `itemFacts` gives what two nights are compared by.
 * `verifyPst` reads every live byte once and, for grade `full`, every property and attachment again through the layers.
 *
 * Strict or salvage. In strict mode the first error is thrown. In salvage mode it becomes a finding: an item that cannot be read is left
 * out, a property or attachment that cannot be read is absent, a block whose checksum alone is wrong is used as it is.
 *
 * Writing. `createPst` makes a new Unicode PST, forward to a `ByteSink`, item by item in bounded memory; see `writer/index.ts`.
 *
 * What it does not do. It changes and repairs no file; it does not look inside attachments. Search folders are listed but hold no items of
 * their own. Named properties are reached by the tag the store gave them. WIP-protected files are recognised and refused.
 */
export { type ByteSource, bytesByteSource, type FileByteSource, fileByteSource } from './byte-source.ts';
export type { PstCounts } from './counts.ts';
export { type PstCode, pstError } from './errors.ts';
export { itemFacts } from './facts/item-facts.ts';
export type { AttachmentFacts, ItemFacts, ItemFactsOptions } from './facts/item-facts-model.ts';
export type { PstFinding, PstLayer, PstSeverity } from './finding.ts';
export { isDamage as isPstDamage } from './finding-sink.ts';
export { openPst } from './messaging/open-pst.ts';
export type {
  OpenPstOptions,
  PstAttachment,
  PstBodyKind,
  PstEncoding,
  PstFile,
  PstFolder,
  PstFormat,
  PstInfo,
  PstItem,
  PstRecipient,
  PstRecipientType,
  PstSender,
  PstValue,
} from './model.ts';
export { pstCrc } from './ndb/crc.ts';
export type { PstFolderCount, PstGrade, PstVerification, VerifyPstOptions } from './verify/verify-model.ts';
export { verifyPst } from './verify/verify-pst.ts';
export {
  type ByteSink,
  type CreatePstOptions,
  checkRules as checkPstRules,
  createPst,
  type FileByteSink,
  fileByteSink,
  memoryByteSink,
  type PstAttachmentInput,
  type PstMessageInput,
  type PstProperty,
  type PstPropertyBag,
  type PstPropertyName,
  type PstWriter,
  type PstWriteValue,
  type PstWritten,
  type RuleBreach as PstRuleBreach,
} from './writer/index.ts';
