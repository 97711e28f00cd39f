/**
 * An Exchange server played in this process, for the demonstration and for tests: a real SSH server on 127.0.0.1 that answers the
 * conversation of connectors/exchange as a Windows server with Exchange would. The same suite (test/contracts/exchange-contract.ts) holds of it
 * and of the emulated Windows machine.
 *
 * How it is made. `ssh-front` takes connections and logons; `sftp-service` shows the drives of `windows-files`, whose bytes lie in a temporary
 * folder; `script-host` reads the request file, checks the credential and the role, and frames what `answers` says; `organisation` holds tenants and
 * mailboxes, `replication` the requests, `configuration` what the Get cmdlets show; `control` is how a story makes things go wrong.
 *
 * What is true to a real server. Folder counts come from the mailboxes' PST files (`folder-counts`: the IPM subtree, hidden items apart); a request
 * is queued, works, and ends; its file appears half written and closed to others; names are unique per mailbox; bad items count against
 * BadItemLimit; reads are cut at 102,400 bytes and longer writes fail; open files are not removed; two exports differ (`uniqueExports`).
 *
 * Time is the Clock that is given, and nothing runs by itself: a request goes one step at each poll (`PlayedPace`), so that a night takes as long
 * as its transfers. With a simulated clock the times of files and requests are the simulated ones.
 *
 * What it does not do. An import is recorded and changes neither counts nor later exports (`setContent` does). IncludeFolders, ExcludeFolders and
 * the dumpster do not change what an export writes. An existing file is written over, not merged. Requests never expire. Scripts are
 * recognised, not run.
 */
export type { PlayedControl, RequestView } from './control.ts';
export type { MailboxCounts } from './folder-counts.ts';
export type { PlayedImport } from './replication.ts';
export { type PlayedExchange, type PlayedExchangeOptions, startPlayedExchange } from './start-played-exchange.ts';
export { defaultPace, type PlayedMailboxSpec, type PlayedPace, type PlayedTenant, type PlayedWorld } from './world.ts';
