/** Names that Windows gives to devices, with any extension. */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;

/** Controls, and the path and shell characters of Windows and Unix. */
const UNSAFE = /[\p{Cc}/\\:*?"<>|]/gu;

/** What only changes how a name looks: direction marks, joiners, soft hyphens, variation selectors, line separators. */
const INVISIBLE = /[\p{Cf}\p{Zl}\p{Zp}\p{Variation_Selector}]/gu;

const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8');

/** At most `maxBytes` of UTF-8, never half a character. */
function cut(text: string, maxBytes: number): string {
  let out = '';
  let size = 0;
  for (const one of text) {
    size += bytesOf(one);
    if (size > maxBytes) break;
    out += one;
  }
  return out;
}

export interface SafeNameOptions {
  /** Used when nothing is left. */
  readonly fallback?: string;
  /** Bytes of UTF-8; 255 is the limit of common file systems, the default leaves room for suffixes. */
  readonly maxBytes?: number;
}

/**
 * A file name made from a hostile one (an attachment, a folder, a subject): one path segment that Windows, macOS and Linux
 * take, that reads as it is stored, in Unicode NFC, with its extension kept. Different names may become equal:
 * {@link distinctFileName}.
 */
export function safeFileName(hostile: string, options: SafeNameOptions = {}): string {
  const { fallback = 'unnamed', maxBytes = 180 } = options;
  // Far longer names are only cut; normalising them first would cost time for nothing.
  const text = hostile
    .slice(0, 4096)
    .toWellFormed()
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .replace(UNSAFE, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  if (text === '') return fallback;
  const safe = DEVICE.test(text) ? `_${text}` : text;
  if (bytesOf(safe) <= maxBytes) return safe;
  const extension = /\.[^. ]{1,12}$/.exec(safe)?.[0] ?? '';
  return `${cut(safe.slice(0, safe.length - extension.length), maxBytes - bytesOf(extension)).replace(/[. ]+$/, '')}${extension}`;
}

/** As {@link safeFileName}, different from every name in `taken` on file systems that ignore case; adds itself to `taken`. */
export function distinctFileName(hostile: string, taken: Set<string>, options: SafeNameOptions = {}): string {
  const { maxBytes = 180 } = options;
  const name = safeFileName(hostile, options);
  const dot = name.lastIndexOf('.');
  const stem = dot > 0 ? name.slice(0, dot) : name;
  const extension = dot > 0 ? name.slice(dot) : '';
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : ` (${number})`;
    const candidate = `${cut(stem, Math.max(1, maxBytes - bytesOf(suffix) - bytesOf(extension)))}${suffix}${extension}`;
    const key = candidate.toLowerCase();
    if (taken.has(key)) continue;
    taken.add(key);
    return candidate;
  }
}
