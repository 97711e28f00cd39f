import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { mediaError } from './errors.ts';

const exec = promisify(execFile);

/** Runs a program of the system with fixed arguments; MEDIA_PROGRAM with what it said where it fails or is missing. */
export async function runProgram(name: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  try {
    await exec(name, [...args], { signal, maxBuffer: 64 * 1024 });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const said = (error as { readonly stderr?: unknown }).stderr;
    const why =
      typeof said === 'string' && said.trim() !== '' ? said.trim().slice(0, 300) : String(error).slice(0, 300);
    throw mediaError('MEDIA_PROGRAM', `${name} failed: ${why}`, { cause: error });
  }
}
