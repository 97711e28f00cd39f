/** 180 characters leave room for what we add in file systems that allow 255 bytes a name. */
const MAX_NAME = 180;
/** Control, format (direction-changing, zero-width), line-breaking, path and undecodable characters. */
const HOSTILE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffd/\\]/u;

/** Why a file name is refused, or null. Names become mailbox names in messages, documents and restore paths. */
export function fileNameProblem(name: string): string | null {
  if (HOSTILE.test(name)) return 'control, direction-changing or path characters in the name';
  if (name === '' || name.startsWith('.')) return 'a name that is empty or starts with a dot';
  if (name.length > MAX_NAME) return `a name of more than ${MAX_NAME} characters`;
  if (stemOf(name).trim() === '') return 'a name without anything before its ending';
  return null;
}

/** The name without `.pst`. */
export function stemOf(name: string): string {
  return name.replace(/\.pst$/i, '');
}

/** A hostile name made fit for a message: escaped, at most 200 characters. */
export function printableName(name: string): string {
  return JSON.stringify(name.slice(0, 200)).slice(1, -1);
}

/** How names are compared: what a person would call the same. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** Matches one path segment against a pattern of literal characters, `*` and `?`, without regard to case. Linear, no backtracking regex. */
export function matchesPattern(pattern: string, name: string): boolean {
  const p = foldName(pattern);
  const n = foldName(name);
  let at = 0;
  let from = 0;
  let star = -1;
  let mark = 0;
  while (from < n.length) {
    if (at < p.length && (p[at] === '?' || p[at] === n[from]) && p[at] !== '*') {
      at++;
      from++;
    } else if (p[at] === '*') {
      star = at++;
      mark = from;
    } else if (star >= 0) {
      at = star + 1;
      from = ++mark;
    } else return false;
  }
  while (p[at] === '*') at++;
  return at === p.length;
}
