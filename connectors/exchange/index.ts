/**
 * Exchange 2016/2019/SE over SSH: a MailboxSource (kind `exchange`) and a MailboxTarget.
 *
 * How an export goes: `discovery` says whose mailbox it is by three signs that must agree → `export-start` counts the folders and makes one
 * request with a name and a file of its own → `request-follow` waits for its end, stalls included → `sftp-transfer` fetches the PST
 * while hashing, over as many connections as it takes → the server's own hash is compared → the caller stores it and calls `release`, which
 * removes request and file. An error or an abort removes them at once; what a dead daemon leaves is found again by its name (`leftovers`).
 *
 * How the server is spoken to: `ssh-session` (pinned host key, no terminal), `powershell` (our scripts in a work folder, one JSON
 * answer between two sentinel lines), `remote-host` (connections made again, few scripts at once), `batcher` (many exports share one
 * script, which costs seconds whatever it does). The whole conversation is in `protocol.ts` and `operations.ts`.
 *
 * What it does not do: public folders, disconnected mailboxes, archives in Microsoft 365; filters by date (they do not select what
 * they seem to); merging into an existing PST; anything to a request, file or folder whose name is not its own.
 */
export { exchangeError } from './errors.ts';
export { createExchangeSource } from './exchange-source.ts';
export { createExchangeTarget } from './exchange-target.ts';
export { fingerprint } from './host-key.ts';
export { nativeCrypto } from './native-crypto.ts';
export type * from './options.ts';
export { defaultPolicy, defaultTuning } from './options.ts';
export * from './protocol.ts';
