import { CodedError } from '../../core/index.ts';
import { mediaError } from './errors.ts';

/** What the operating system calls the error, or null for any other thrown value. */
export function systemCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** A MEDIA_* error for what a system call on `path` threw; coded errors and abort reasons pass through. */
export function deviceError(path: string, error: unknown): unknown {
  const code = systemCode(error);
  if (error instanceof CodedError || code === null) return error;
  const details = { cause: error, facts: { system: code } };
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return mediaError('MEDIA_FULL', `${path}: no room on the volume`, details);
    case 'EFBIG':
      return mediaError('MEDIA_TOO_LARGE', `${path}: larger than a file of this file system may be`, details);
    case 'EROFS':
      return mediaError('MEDIA_READ_ONLY', `${path}: the volume takes no writing`, details);
    case 'ENODEV':
    case 'ENXIO':
    case 'ENOTCONN':
    case 'ENOMEDIUM':
      return mediaError('MEDIA_GONE', `${path}: the device is gone (${code})`, details);
    case 'ELOOP':
    case 'ENOTDIR':
    case 'EISDIR':
    case 'EEXIST':
    case 'ENOTEMPTY':
    case 'ENOENT':
      return mediaError('MEDIA_NOT_OURS', `${path}: not what was expected there (${code})`, details);
    default:
      return mediaError('MEDIA_IO', `${path}: the device failed (${code})`, details);
  }
}

/** `work` on a file of the volume; what the operating system throws becomes a MEDIA_* error. */
export async function onDevice<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw deviceError(path, error);
  }
}
