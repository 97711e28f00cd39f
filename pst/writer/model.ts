import type { PstValue } from '../model.ts';

/**
 * A value given to the writer. What the reader answers can be given back: numbers, bigint, booleans, text, Date, bytes, lists of these for
 * multi-valued types. Times may be bigint (100-ns ticks since 1601), which keeps what a Date rounds. A Buffer given for any type, and a stream, are the
 * bytes as the file stores them (UTF-16LE for text). Null: the property is left out.
 */
export type PstWriteValue = PstValue | AsyncIterable<Uint8Array>;

/** `tag` is id * 65536 + type ([MS-OXCDATA] 2.11.1). 8-bit text given as a string is written as Unicode. */
export interface PstProperty {
  readonly tag: number;
  readonly value: PstWriteValue;
}

/** Properties in any order, no id twice. */
export type PstPropertyBag = readonly PstProperty[];

type Many<T> = Iterable<T> | AsyncIterable<T>;

/** One attachment; at most one of `message` and `object`. */
export interface PstAttachmentInput {
  /** 0x3701 as Binary for one by value; method, rendering position and size (0x0E20) are filled in. */
  readonly properties: PstPropertyBag;
  /** An embedded message (method 5). */
  readonly message?: PstMessageInput;
  /** An OLE storage (method 6) or another object, as bytes. */
  readonly object?: Uint8Array | AsyncIterable<Uint8Array>;
}

/** A message of any class. Attachments are pulled one at a time and written as they come; recipients are held in memory. */
export interface PstMessageInput {
  readonly properties: PstPropertyBag;
  /** Absent: no recipient table, as contacts have none. */
  readonly recipients?: Many<PstPropertyBag>;
  readonly attachments?: Many<PstAttachmentInput>;
}

/** A named property ([MS-OXPROPS] 1.3.2); `guid` as its 16 bytes are stored. */
export interface PstPropertyName {
  readonly guid: Uint8Array;
  readonly id: number | string;
}

export interface CreatePstOptions {
  /** PidTagDisplayName of the store. */
  readonly displayName: string;
  /** PidTagRecordKey, 16 bytes; entry ids and the search keys of items that have none are made from it. */
  readonly recordKey: Uint8Array;
  /** Creation and modification time of what is given without. */
  readonly createdAt: Date;
  /** Name of the IPM subtree; Outlook's own by default. */
  readonly subtreeName?: string;
  /** Where rows and entries go that do not fit memory; the system's folder by default. */
  readonly spillFolder?: string;
  readonly signal: AbortSignal;
}

export interface PstWritten {
  readonly bytes: number;
  /** Folders without those every store has. */
  readonly folders: number;
  readonly items: number;
  readonly associated: number;
  readonly attachments: number;
}
