import type { PstCode } from './errors.ts';

/** `error`: real damage. `warning`: against the format, but nothing is lost. `notice`: worth knowing. */
export type PstSeverity = 'error' | 'warning' | 'notice';

/** Which layer of [MS-PST] the finding is about; `map` = allocation maps. */
export type PstLayer = 'header' | 'page' | 'block' | 'map' | 'node' | 'ltp' | 'messaging';

/** What was found, as data. `message` holds no mail content; folder names and subjects stand in their own fields. */
export interface PstFinding {
  readonly severity: PstSeverity;
  readonly code: PstCode;
  readonly layer: PstLayer;
  /** Byte offset in the file where that is known. */
  readonly offset: number | null;
  readonly message: string;
  /** Path of the folder hit, `/` before each name, where known. */
  readonly folder?: string;
  /** Node of the folder or item hit, where known. */
  readonly nid?: number;
  /** Subject of the item hit, where it could be read. */
  readonly subject?: string;
}
