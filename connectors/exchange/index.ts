/**
 * Exchange 2016/2019/SE over SSH: a MailboxSource (kind `exchange`) and a MailboxTarget.
 *
 * `createExchangeSource(options)` discovers mailboxes by three signs that must agree, exports them to PST files, fetches these by SFTP,
 * and captures the configuration; `createExchangeTarget(options)` imports a PST under a dated folder.
 * What the scripts on the server are told and answer is in `protocol.ts`.
 */
export * from './options.ts';
export * from './protocol.ts';
