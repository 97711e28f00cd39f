/** Counts of a PST as product.md § 5 defines them; equal in shape to the domain's `PstCounts`, which `pst` may not import. */
export interface PstCounts {
  /** Normal folder nodes (NID type 2), all of them. */
  readonly folders: number;
  readonly searchFolders: number;
  /** Messages of every class (NID type 4). */
  readonly items: number;
  /** Associated items (NID type 8). */
  readonly associated: number;
  /** Every depth; an embedded message counts as one. */
  readonly attachments: number;
}
