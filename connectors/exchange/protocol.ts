import { z } from 'zod';
import { failureSchema, type Operation, operationNames, operations } from './operations.ts';

/*
 * The conversation between the daemon and the scripts on the Exchange server. A player that answers it stands in for a server.
 *
 * One SSH connection, no pty:
 *   1. SFTP  realpath('.')                                  -> /C:/Users/svc-coffre
 *   2. SFTP  mkdir <home>/coffre-<16 base32>                 the work folder, one per connection
 *   3. SFTP  write <folder>/common.ps1 and every <operation>.ps1
 *   4. per call: SFTP write <folder>/request-<n>.json (ASCII JSON, no secret), then exec the line of `commandLine`;
 *      standard input is one line of JSON with the credential (`secretsSchema`), then EOF;
 *      standard output holds, among anything else, the two sentinel lines of `frame` around one line of ASCII JSON (`envelopeSchema`);
 *      standard error is for the log alone; the exit code is 0 even when the operation failed, since the envelope says so.
 *      Any other code, no code, or no envelope means "unknown": the daemon looks at what exists before it tries again.
 *      Then SFTP unlink of the request file.
 *   5. at the end SFTP unlink of each file and rmdir of the folder.
 *
 * Bulk, on connections of their own: SFTP stat, open, reads of 32 KiB at explicit offsets (several outstanding, short answers
 * allowed), close of `<share.sftp>/<name>.pst`; uploads go to `<import.sftp>/<name>.pst.part` in writes of 32 KiB and are renamed
 * to `.pst`; unlink, readdir of both shares, `statvfs@openssh.com` where the server has it.
 */

export const PROTOCOL_VERSION = 1;

/** First line of what a request file holds, and the request itself. */
export const requestFileSchema = z.object({
  protocol: z.literal(PROTOCOL_VERSION),
  operation: z.enum(operationNames as [Operation, ...Operation[]]),
  /** Stands in the sentinel lines of the answer: text of a mailbox cannot forge them. */
  nonce: z.string().regex(/^[a-z2-7]{16,32}$/),
  connect: z.discriminatedUnion('by', [
    z.object({ by: z.literal('credential'), uri: z.string().max(400) }),
    z.object({ by: z.literal('snapin') }),
  ]),
  request: z.unknown(),
});
export type RequestFile = z.infer<typeof requestFileSchema>;

/** The one line on standard input. Empty strings with `snapin`. */
export const secretsSchema = z.object({ user: z.string(), password: z.string() });

export const envelopeSchema = z.discriminatedUnion('ok', [
  z.object({ protocol: z.literal(PROTOCOL_VERSION), operation: z.string(), ok: z.literal(true), result: z.unknown() }),
  z.object({
    protocol: z.literal(PROTOCOL_VERSION),
    operation: z.string(),
    ok: z.literal(false),
    error: failureSchema.extend({
      /** Where it stopped: reading the request, getting the cmdlets, missing role, or the work itself. */
      stage: z.enum(['input', 'connect', 'role', 'work']),
    }),
  }),
]);
export type Envelope = z.infer<typeof envelopeSchema>;

const FOLDER = /^coffre-[a-z2-7]{16}$/;

export function isWorkFolderName(name: string): boolean {
  return FOLDER.test(name);
}

/** `/C:/Users/x` -> `C:\Users\x`; null for a path that is no local Windows path (a chroot). */
export function windowsPath(sftpPath: string): string | null {
  const match = /^\/?([A-Za-z]):(\/.*)?$/.exec(sftpPath);
  return match === null ? null : `${match[1]}:${(match[2] ?? '/').replaceAll('/', '\\')}`;
}

/**
 * The command that runs one operation. Both paths are Windows paths without `"`, `%`, `$` or a back tick, so that the line means
 * the same to cmd.exe and to PowerShell as default shell.
 */
export function commandLine(folder: string, operation: Operation, requestFile: string): string {
  return (
    'powershell.exe -NoLogo -NoProfile -NonInteractive -ExecutionPolicy Bypass ' +
    `-File "${folder}\\${operation}.ps1" -RequestFile "${folder}\\${requestFile}"`
  );
}

/** What a server is asked to run: null for any other command. */
export function parseCommandLine(line: string): { operation: Operation; requestFile: string } | null {
  const match = /^powershell\.exe [^"]*-File "([^"]+)\\([a-z-]+)\.ps1" -RequestFile "([^"]+)"$/.exec(line);
  const operation = operationNames.find((one) => one === match?.[2]);
  const requestFile = match?.[3];
  return operation === undefined || requestFile === undefined ? null : { operation, requestFile };
}

/** ASCII JSON: what standard output carries is then the same in every code page. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The two sentinel lines. */
export function sentinels(nonce: string): { readonly begin: string; readonly end: string } {
  return { begin: `-----COFFRE-BEGIN-${nonce}-----`, end: `-----COFFRE-END-${nonce}-----` };
}

/** An answer as a script prints it. */
export function frame(nonce: string, envelope: Envelope): string {
  const { begin, end } = sentinels(nonce);
  return `\r\n${begin}\r\n${asciiJson(envelope)}\r\n${end}\r\n`;
}

/** The envelope's text between the sentinels, or null: missing, cut, or more than once. */
export function unframe(nonce: string, output: string): string | null {
  const { begin, end } = sentinels(nonce);
  const from = output.indexOf(begin);
  const to = output.indexOf(end, from + begin.length);
  if (from < 0 || to < 0 || output.indexOf(begin, from + 1) >= 0) return null;
  return output.slice(from + begin.length, to).trim();
}

export * from './operations.ts';
export { operations };
