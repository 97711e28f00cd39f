/** Where an item lies, and what its attachments inherit. */
export interface ItemPlace {
  readonly folder: readonly string[];
  /** 0, or how many messages it is embedded in. */
  readonly depth: number;
  readonly associated: boolean;
  /** Of 8-bit strings. */
  readonly codePage: number;
}
