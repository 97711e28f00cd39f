/** Longest name and longest path (bag name included) of ours: longer ones do not fit Windows' 260 together with a folder of the client's. */
export const NAME_LIMIT = 100;
export const PATH_LIMIT = 200;

/** Names that Windows gives to devices, with any extension. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\.|$)/i;
const OWN_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;

/** As a path stands in a manifest: LF, CR and `%` percent-encoded and nothing else (RFC 8493 § 2.1.3). */
export function encodePath(path: string): string {
  return path.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** The path that a manifest means; null for what `encodePath` never writes, so that each path has one spelling. */
export function decodePath(encoded: string): string | null {
  if (/[\r\n]|%(?!0A|0D|25)/.test(encoded)) return null;
  return encoded.replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%25', '%');
}

/**
 * Why a path may not stand in a bag, or null (handover.md § 3): it could lead out of the bag, or mean another file on another
 * system. Writer and checker refuse the same.
 */
export function forbiddenPath(path: string): string | null {
  if (path === '') return 'is empty';
  if (path.includes('\0')) return 'holds a NUL';
  if (path.startsWith('/')) return 'is absolute';
  if (path.startsWith('~')) return 'starts with ~';
  if (/^[A-Za-z]:/.test(path)) return 'starts with a drive letter';
  if (path.includes('\\')) return 'holds a backslash';
  const names = path.split('/');
  if (names.includes('..')) return 'holds ..';
  if (names.includes('.') || names.includes('')) return 'has a name that names nothing';
  if (!path.isWellFormed()) return 'is no Unicode text';
  return null;
}

/** As `forbiddenPath`, and why it is none of the names that Coffre gives: ASCII, short, usable on Windows. */
export function foreignName(bag: string, path: string): string | null {
  const forbidden = forbiddenPath(path);
  if (forbidden !== null) return forbidden;
  if (bag.length + 1 + path.length > PATH_LIMIT) return `is longer than ${PATH_LIMIT} with its bag`;
  for (const name of [bag, ...path.split('/')]) {
    if (!OWN_NAME.test(name) || name.endsWith('.')) return 'has a name of other than plain letters';
    if (name.length > NAME_LIMIT) return `has a name longer than ${NAME_LIMIT}`;
    if (DEVICE.test(name)) return 'has the name of a Windows device';
  }
  return null;
}

/** Equal for paths that are one file on a system that ignores case or composes accents. */
export function collisionKey(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
