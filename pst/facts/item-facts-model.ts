/** What a comparison of two nights needs to know of an attachment; equal content gives equal facts whatever file holds it. */
export interface AttachmentFacts {
  /** 0 for an attachment of the item itself, n for one of a message embedded n deep. */
  readonly depth: number;
  readonly name: string;
  readonly mimeType: string | null;
  readonly method: number;
  /** Bytes of the content; 0 for an embedded message, whose own attachments follow in the list. */
  readonly bytes: number;
  /** SHA-256 of the content, lowercase hex; for an embedded message its content hash. */
  readonly sha256: string;
  /** The first 64 bytes, for magic numbers. */
  readonly head: Buffer;
  /** `%PDF-` stands in the first 1,024 bytes. */
  readonly pdf: boolean;
}

/** Facts of one item of one night, for the rule "delivered mail does not change". Nothing in it depends on nodes or layout. */
export interface ItemFacts {
  /** 32 bytes: hash of the search key, else of Internet message id and delivery time, else of what is left to tell it by. */
  readonly identity: Buffer;
  /** What `identity` was made of. */
  readonly identityFrom: 'search-key' | 'message-id' | 'content';
  /** SHA-256, lowercase hex, over subject, sender, recipients, one body as normalised text, attachments; null when unreadable. */
  readonly contentHash: string | null;
  readonly messageClass: string;
  /** Folder it lies in; not part of the hash. */
  readonly folder: readonly string[];
  /** Path from the IPM subtree, or null when outside. */
  readonly ipmPath: readonly string[] | null;
  readonly associated: boolean;
  /** Not yet sent: a draft or in the outbox (PidTagMessageFlags mfUnsent or mfSubmitted). */
  readonly unsent: boolean;
  readonly deliveryTime: Date | null;
  readonly lastModified: Date | null;
  readonly size: number;
  readonly attachments: readonly AttachmentFacts[];
  /** Attachments beyond the limit, hashed but not listed. */
  readonly attachmentsUnlisted: number;
}

export interface ItemFactsOptions {
  readonly signal: AbortSignal;
  /** Include associated items (hidden settings); by default they are left out. */
  readonly associated?: boolean;
  /** More attachments than this are hashed but not listed; default 10,000. */
  readonly maxAttachments?: number;
}
