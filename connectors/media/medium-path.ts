import { mediaError } from './errors.ts';

/** Names that Windows gives to devices, with any extension. */
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;

/** One name: letters, digits and `. _ -`, not hidden, no end that Windows drops, at most 100 characters (handover.md § 3). */
const SEGMENT = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/;

/** Longest path on a medium: a package path (200), its folder, and room for a drive letter below the 260 of Windows. */
const MAX_PATH = 250;

/** What is wrong with a path on a medium, or null: every system must take it, and no reader may leave the folder by it. */
export function mediumPathProblem(path: string): string | null {
  if (path.length > MAX_PATH) return `longer than ${MAX_PATH} characters`;
  for (const segment of path.split('/')) {
    if (!SEGMENT.test(segment) || segment.endsWith('.')) return `${JSON.stringify(segment)} is no portable name`;
    if (DEVICE.test(segment)) return `${segment} is the name of a device on Windows`;
  }
  return null;
}

/** The path itself, or MEDIA_NAME_REFUSED. */
export function checkMediumPath(path: string): string {
  const problem = mediumPathProblem(path);
  if (problem !== null) throw mediaError('MEDIA_NAME_REFUSED', `${path.slice(0, 300)}: ${problem}`);
  return path;
}
