import type { OnProgress } from '../../core/index.ts';
import type { PstCounts } from '../counts.ts';
import type { PstFinding } from '../finding.ts';
import type { PstInfo } from '../model.ts';

/** `structure`: header, pages, every block, maps, references. `full`: also every heap, table, property and attachment. */
export type PstGrade = 'structure' | 'full';

export interface VerifyPstOptions {
  readonly grade: PstGrade;
  readonly signal: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** A folder as the node tree holds it. */
export interface PstFolderCount {
  readonly nid: number;
  readonly path: readonly string[];
  readonly ipmPath: readonly string[] | null;
  readonly isSearchFolder: boolean;
  readonly items: number;
  readonly associated: number;
}

export interface PstVerification {
  readonly grade: PstGrade;
  /** Null when the header says nothing usable. */
  readonly info: PstInfo | null;
  /** Null when the node tree cannot be walked at all. */
  readonly counts: PstCounts | null;
  readonly folders: readonly PstFolderCount[];
  /** The first 10,000; `findingsTotal` counts them all. */
  readonly findings: readonly PstFinding[];
  readonly findingsTotal: number;
  /** True when no finding is an error. */
  readonly sound: boolean;
}
