/**
 * Where mailboxes come from and where restores go: the ports `MailboxSource` and `MailboxTarget`, and the `folder` source.
 *
 * The folder source reads `<path>/<tenant>/<mailbox>.pst`, or the files that the rules of a mapping name. Files are
 * rewritten by somebody else at any time, so an export is a copy to the spool, hashed while it is made, and thrown away and
 * tried again when the original changed meanwhile. Links, odd file types and hostile names are never read: each becomes a
 * finding, which the night's report shows. It has no counts of its own (`sourceFolders` is null) and no configuration.
 */
export { sourceError } from './errors.ts';
export type { FolderRule } from './folder-scan.ts';
export { createFolderSource, type FolderSourceOptions } from './folder-source.ts';
export type * from './mailbox-source.ts';
export type * from './mailbox-target.ts';
