import { CodedError } from '../../core/index.ts';
import { notFound } from './checks.ts';
import { objectsError } from './errors.ts';
import type { ObjectKey } from './object-store.ts';

/** What the operating system calls the error, or null for any other thrown value. */
export function systemCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** An OBJECTS_* error for what a system call threw; coded errors and abort reasons pass through. */
export function filesystemError(key: ObjectKey, error: unknown): unknown {
  if (error instanceof CodedError) return error;
  const code = systemCode(error);
  const details = { cause: error, facts: { system: code } };
  switch (code) {
    case null:
      return error;
    case 'ENOENT':
    case 'EISDIR':
      return notFound(key, error);
    case 'ENOTDIR':
      return objectsError('OBJECTS_INVALID', `${key}: a part of this key is already an object`, details);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ELOOP':
      return objectsError('OBJECTS_DENIED', `${key}: the file system refuses (${code})`, details);
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return objectsError('OBJECTS_FULL', `${key}: no room in the file system (${code})`, details);
    case 'ENAMETOOLONG':
    case 'EINVAL':
      return objectsError('OBJECTS_INVALID', `${key}: the file system does not take this name (${code})`, details);
    default:
      return objectsError('OBJECTS_UNAVAILABLE', `${key}: the file system failed (${code})`, details);
  }
}
