/**
 * Writes new Unicode PST files ([MS-PST], wVer 23, permute-encoded) forward to a sink, in one pass and bounded memory. Entered through `pst/index.ts`.
 *
 * How data flows. `createPst` → `messaging/` (folders, items, the nodes of a store) → `ltp/` (heaps, property contexts, tables) → `ndb/` (blocks, trees, maps,
 * header) → `ByteSink`. One section of 248 KB is in memory; contents rows, node entries and block entries go to a temporary file above
 * a bound, a message's own properties and recipients are in memory while it is written. Long values are streams.
 *
 * Property bags. What the reader answers can be given back (`PstWriteValue`); the writer overrides what only it knows: sizes, the attachment flag,
 * counters. Strings come as they are to be stored: a subject has its prefix mark already.
 *
 * What it does not do. It changes no existing file, writes no search folder but the one every store has, and builds none of Outlook's private indexes
 * (0xC01, 0xE01, 0xEE1). No real Outlook has judged its files here: `rules/` holds what real files of Outlook obey.
 */
export { type ByteSink, type FileByteSink, fileByteSink, memoryByteSink } from './byte-sink.ts';
export { createPst, type PstWriter } from './messaging/create-pst.ts';
export type {
  CreatePstOptions,
  PstAttachmentInput,
  PstMessageInput,
  PstProperty,
  PstPropertyBag,
  PstPropertyName,
  PstWriteValue,
  PstWritten,
} from './model.ts';
export { checkRules, pstRules, type RuleBreach } from './rules/check-rules.ts';
export type { PstRule } from './rules/rule.ts';
