import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { Secret } from '../core/index.ts';
import { configError } from './errors.ts';
import type { SecretRef } from './schema/index.ts';

/** Keys and passwords are far below it; a larger file is another file. */
const MAX_SECRET_BYTES = 64 * 1024;

/** Rights of everybody on the machine; the group may read, as service accounts are often set up so. */
const OTHERS = 0o007;

function reason(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unreadable';
}

/**
 * The bytes of a secret file. CONFIG_SECRET_MISSING when it cannot be read, is empty, no regular file or above 64 KiB;
 * CONFIG_SECRET_EXPOSED when everybody on the machine may read or write it (not judged on Windows, which has no such mode).
 */
export async function readSecretFile(path: string): Promise<Secret<Uint8Array>> {
  // Without O_NONBLOCK a FIFO in place of the file would block for ever.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((cause: unknown) => {
    throw configError('CONFIG_SECRET_MISSING', `secret file ${path} cannot be read (${reason(cause)})`, { cause });
  });
  try {
    const { mode, size } = await handle.stat().then((stat) => {
      if (!stat.isFile()) throw configError('CONFIG_SECRET_MISSING', `${path} is no regular file`);
      return stat;
    });
    if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
      throw configError('CONFIG_SECRET_EXPOSED', `everybody on this machine may use the secret file ${path}`, {
        hint: `chmod 600 ${path}, then renew the secret if others could log on here.`,
        facts: { mode: (mode & 0o777).toString(8) },
      });
    }
    if (size === 0 || size > MAX_SECRET_BYTES) {
      throw configError('CONFIG_SECRET_MISSING', `secret file ${path} is ${size === 0 ? 'empty' : 'too large'}`);
    }
    const bytes = Buffer.alloc(size);
    const { bytesRead } = await handle.read(bytes, 0, size, 0);
    return new Secret<Uint8Array>(bytes.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

/**
 * The text a reference stands for: an environment variable, or a file without its last line break. Errors as
 * {@link readSecretFile}; an unset or empty variable is CONFIG_SECRET_MISSING. The value is in no message.
 */
export async function readSecret(
  ref: SecretRef,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Secret> {
  if ('env' in ref) {
    const value = environment[ref.env];
    if (value === undefined || value === '') {
      throw configError('CONFIG_SECRET_MISSING', `environment variable ${ref.env} is not set`);
    }
    return new Secret(value);
  }
  const bytes = (await readSecretFile(ref.file)).reveal();
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return new Secret(text.replace(/\r?\n$/, ''));
}
