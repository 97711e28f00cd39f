import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Proof } from '../../daemon/index.ts';
import { cliError } from '../errors.ts';

/** SHA-256 of a file of any size. FILE_UNUSABLE where it cannot be read. */
export async function hashFile(cwd: string, path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(resolve(cwd, path)), hash, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw cliError('FILE_UNUSABLE', `${JSON.stringify(path)} cannot be read`, { cause: error });
  }
  return hash.digest('hex');
}

/** A paper as proof: its hash, and its name so that it is found in the archive. */
export async function proofOf(
  kind: string,
  path: string,
  at: { readonly cwd: string; readonly signal: AbortSignal },
): Promise<Proof> {
  return { kind, sha256: await hashFile(at.cwd, path, at.signal), ref: basename(path).slice(0, 200) };
}

/** Proofs given as `KIND:FILE`; USAGE where one is not. */
export async function readProofs(
  given: readonly string[],
  at: { readonly cwd: string; readonly signal: AbortSignal },
): Promise<readonly Proof[]> {
  const proofs: Proof[] = [];
  for (const one of given) {
    const [, kind, path] = /^([a-z][a-z-]{0,40}):(.+)$/s.exec(one) ?? [];
    if (kind === undefined || path === undefined) {
      throw cliError('USAGE', `${JSON.stringify(one.slice(0, 80))} is no proof: give KIND:FILE, as in slip:recu.pdf`);
    }
    proofs.push(await proofOf(kind, path, at));
  }
  return proofs;
}
