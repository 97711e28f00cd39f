import { readFile } from 'node:fs/promises';
import {
  type Envelope,
  frame,
  type Operation,
  operations,
  parseCommandLine,
  requestFileSchema,
  secretsSchema,
} from '../../connectors/exchange/index.ts';
import { answers, type Exchange, needsRole } from './answers.ts';

/** How the connection that runs a script logged on: a key carries no credentials onwards. */
export type Logon = 'key' | 'password';

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

export interface ScriptAccount {
  readonly user: string;
  readonly password: string;
}

type Stage = Extract<Envelope, { ok: false }>['error'];

/** A request holds at most 1000 identities or 50 mailboxes with their folders: a few hundred KB. */
const REQUEST_BYTES = 16 * 1024 * 1024;

/**
 * What a command line would do on the server: exactly the daemon's scripts are known, where they were uploaded and with a request file
 * beside them; anything else is answered as cmd.exe answers an unknown command.
 */
export async function runCommand(
  line: string,
  stdin: string,
  context: {
    readonly exchange: Exchange;
    readonly account: ScriptAccount;
    readonly logon: Logon;
    readonly signal: AbortSignal;
  },
): Promise<Ran> {
  const call = parseCommandLine(line);
  if (call === null) {
    const [word = ''] = line.trim().split(/\s/);
    const stderr = `'${word}' is not recognized as an internal or external command,\r\noperable program or batch file.\r\n`;
    return { stdout: '', stderr, code: 1 };
  }
  const { files } = context.exchange;
  const requestPath = call.requestFile.replaceAll('\\', '/');
  const folder = requestPath.slice(0, requestPath.lastIndexOf('/'));
  for (const name of [`${call.operation}.ps1`, 'common.ps1']) {
    if ((files.file(`${folder}/${name}`)?.size ?? 0) > 0) continue;
    return { stdout: '', stderr: `The argument '${name}' to the -File parameter does not exist.\r\n`, code: 1 };
  }
  const file = files.file(requestPath);
  const text = file === null || file.size > REQUEST_BYTES ? null : await readFile(file.blob, 'utf8');
  const parsed = requestFileSchema.safeParse(text === null ? null : jsonOf(text));
  // A request that cannot be read has no nonce: the script prints sentinels around an empty one.
  const nonce = parsed.success ? parsed.data.nonce : '';
  const answer = (envelope: Envelope): Ran => ({ stdout: frame(nonce, envelope), stderr: '', code: 0 });
  const failed = (stage: Stage['stage'], type: string, message: string): Ran =>
    answer({ protocol: 1, operation: call.operation, ok: false, error: { stage, type, message } });
  if (!parsed.success || parsed.data.operation !== call.operation) {
    return failed('input', 'RuntimeException', 'the request is for another operation or another version');
  }
  const secrets = secretsSchema.safeParse(jsonOf(stdin));
  if (!secrets.success) return failed('input', 'ArgumentException', 'no line with the credential came in');
  const refusal = call.operation === 'file-hash' ? null : connectRefusal(parsed.data.connect.by, secrets.data, context);
  if (refusal !== null) return failed('connect', refusal.type, refusal.message);
  if (needsRole.has(call.operation) && !context.exchange.role()) {
    return failed('role', 'RuntimeException', 'the session has no New-MailboxExportRequest');
  }
  try {
    const result = await run(call.operation, parsed.data.request, context.exchange, context.signal);
    if (result === null) return failed('input', 'ArgumentException', `this is no request for ${call.operation}`);
    return answer({ protocol: 1, operation: call.operation, ok: true, result });
  } catch (error) {
    if (context.signal.aborted) throw error;
    return failed('work', 'LocalizedException', error instanceof Error ? error.message : String(error));
  }
}

/** Null for a request that is not as the operation wants it. */
async function run<O extends Operation>(
  operation: O,
  request: unknown,
  exchange: Exchange,
  signal: AbortSignal,
): Promise<object | null> {
  const checked = operations[operation].request.safeParse(request);
  if (!checked.success) return null;
  return answers[operation](checked.data as Parameters<(typeof answers)[O]>[0], exchange, signal);
}

/** Why New-PSSession or the snap-in would fail; the snap-in works with the logon's own credentials, which a key logon has none of. */
function connectRefusal(
  by: 'credential' | 'snapin',
  given: ScriptAccount,
  { account, logon }: { readonly account: ScriptAccount; readonly logon: Logon },
): { readonly type: string; readonly message: string } | null {
  if (by === 'snapin') {
    if (logon === 'password') return null;
    return {
      type: 'ADInvalidCredentialException',
      message: 'Active Directory operation failed on . The supplied credential is invalid.',
    };
  }
  if (given.user.toLowerCase() === account.user.toLowerCase() && given.password === account.password) return null;
  return { type: 'PSRemotingTransportException', message: 'Connecting to remote server failed: Access is denied.' };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
