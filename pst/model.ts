import type { PstCounts } from './counts.ts';
import type { PstFinding } from './finding.ts';

export type PstFormat = 'unicode' | 'ansi' | 'unicode4k';
export type PstEncoding = 'none' | 'permute' | 'cyclic' | 'wip';

/** What the header and the store node say. */
export interface PstInfo {
  readonly format: PstFormat;
  readonly encoding: PstEncoding;
  /** A password is set; it guards nothing but Outlook's dialog, every reader can open the file. */
  readonly password: boolean;
  readonly bytes: number;
}

/** A property's value: Int64 and Currency as bigint, times as Date (null where outside its range), GUIDs as 16 bytes. */
export type PstValue = number | bigint | boolean | string | Date | Buffer | null | readonly PstValue[];

export interface PstFolder {
  readonly nid: number;
  /** Names from the root, the root's own name left out; empty for the root. */
  readonly path: readonly string[];
  readonly name: string;
  readonly isSearchFolder: boolean;
  /** PidTagContainerClass (`IPF.Note` …), or null. */
  readonly containerClass: string | null;
  /** Item nodes (type 4) whose parent is this folder; 0 for a search folder, whose rows name items of other folders. */
  readonly items: number;
  /** Associated item nodes (type 8) whose parent is this folder. */
  readonly associated: number;
  /** Path from the IPM subtree (`[]` is the subtree itself), or null when outside; Exchange counts only what is inside. */
  readonly ipmPath: readonly string[] | null;
}

export type PstRecipientType = 'originator' | 'to' | 'cc' | 'bcc' | 'other';

export interface PstRecipient {
  readonly type: PstRecipientType;
  readonly name: string | null;
  readonly addressType: string | null;
  /** As stored: an SMTP address, or an X.500 name where `addressType` is EX. */
  readonly address: string | null;
  /** PidTagSmtpAddress, else `address` where that is SMTP. */
  readonly smtpAddress: string | null;
}

export interface PstSender {
  readonly name: string | null;
  readonly addressType: string | null;
  readonly address: string | null;
  readonly smtpAddress: string | null;
}

/** PidTagAttachMethod: 0 none, 1 by value, 2-4 by reference, 5 embedded message, 6 OLE, 7 web reference. */
export interface PstAttachment {
  readonly nid: number;
  /** 0 for an attachment of a mail, 1 for one of a mail embedded in it, and so on. */
  readonly depth: number;
  readonly method: number;
  /** Long name, else short name, else display name; NUL characters removed. */
  readonly filename: string | null;
  readonly mimeType: string | null;
  readonly contentId: string | null;
  /** Bytes that `content` gives; for an embedded message and OLE storage what the property says. */
  readonly size: number;
  /** The bytes, in the file's blocks of at most 8 KB; empty for an embedded message or a reference. */
  content(signal: AbortSignal): AsyncIterable<Uint8Array>;
  /**
   * Where its bytes lie in the file, block by block, as stored; for whoever has to say which attachments a damaged region
   * hits. Empty where they are too small for blocks of their own.
   */
  extents(signal: AbortSignal): AsyncIterable<{ readonly offset: number; readonly bytes: number }>;
  /** The message inside (method 5), else null. */
  embedded(signal: AbortSignal): Promise<PstItem | null>;
  property(tag: number, signal: AbortSignal): Promise<PstValue>;
}

export type PstBodyKind = 'text' | 'html' | 'rtf';

export interface PstItem {
  readonly nid: number;
  /** Path of the folder that holds it; that of the outermost item for an embedded one. */
  readonly folder: readonly string[];
  /** 0, or how many messages it is embedded in. */
  readonly depth: number;
  readonly associated: boolean;
  readonly messageClass: string;
  /** Prefix marker removed. */
  readonly subject: string;
  readonly searchKey: Buffer | null;
  readonly internetMessageId: string | null;
  readonly deliveryTime: Date | null;
  readonly submitTime: Date | null;
  readonly lastModified: Date | null;
  /** PidTagMessageFlags. */
  readonly flags: number;
  /** PidTagMessageSize as stored. */
  readonly size: number;
  readonly sender: PstSender;
  recipients(signal: AbortSignal): AsyncIterable<PstRecipient>;
  /** Attachments of this message itself, by node; those deeper hang on `embedded`. */
  attachments(signal: AbortSignal): AsyncIterable<PstAttachment>;
  /** Which bodies are stored. */
  readonly bodies: ReadonlySet<PstBodyKind>;
  /**
   * `text`: UTF-8. `html`: bytes as stored, in `htmlCodePage`; UTF-8 where it is stored as text. `rtf`: decompressed, as RTF is
   * written. Empty where the body is not stored.
   */
  body(kind: PstBodyKind, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Windows code page of the HTML body (PidTagInternetCodepage), 65001 for UTF-8. */
  readonly htmlCodePage: number;
  /** The value of one property by its 32-bit tag; string tags match both string types; null when absent. */
  property(tag: number, signal: AbortSignal): Promise<PstValue>;
  /** Tags of all properties, in ascending order. */
  readonly tags: readonly number[];
}

export interface OpenPstOptions {
  /** `strict`: the first error is thrown. `salvage`: errors become findings and reading goes on with what is readable. */
  readonly mode: 'strict' | 'salvage';
  readonly signal: AbortSignal;
  /** Called once per finding, as it is found. */
  readonly onFinding?: (finding: PstFinding) => void;
}

/** An open PST. Holds caches only; the source stays the caller's to close. Methods may run concurrently. */
export interface PstFile {
  readonly info: PstInfo;
  readonly mode: 'strict' | 'salvage';
  /** Rises at every error met, repeated ones too: whatever was read while it rose is not whole. */
  readonly damageSeen: number;
  /** Findings so far; the first 10,000 are kept. */
  readonly findings: readonly PstFinding[];
  /** From the node B-tree and the subnode trees, never from tables or counters. */
  counts(signal: AbortSignal): Promise<PstCounts>;
  /** Every folder and search folder, depth first, by node; orphans (salvage) last with the path that can be known. */
  folders(signal: AbortSignal): AsyncIterable<PstFolder>;
  /** Items and associated items whose node names this folder as parent, by node; lazily. */
  items(folder: PstFolder, signal: AbortSignal): AsyncIterable<PstItem>;
}
