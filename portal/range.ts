/** What of a representation a Range header asks for (RFC 9110 § 14). `end` is the last byte, included. */
export type RangeAnswer =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly start: number; readonly end: number }
  | { readonly kind: 'unsatisfiable' };

const WHOLE: RangeAnswer = { kind: 'whole' };
/** A header longer than this asks for nothing that is served here. */
const LONGEST_HEADER = 4096;

/**
 * Judges a Range header against `length` bytes. One satisfiable range gives that part; several give the whole, as does another
 * unit and what does not follow the grammar (both of which the RFC lets a server ignore); a well-formed range that lies behind the end
 * is unsatisfiable. Nothing of the header is trusted to be a number that fits.
 */
export function judgeRange(header: string | undefined, length: number): RangeAnswer {
  if (header === undefined || header.length > LONGEST_HEADER) return WHOLE;
  const set = /^bytes=(.*)$/i.exec(header)?.[1];
  if (set === undefined) return WHOLE;
  // RFC 9110 § 5.6.1: a list may hold empty elements, and white space around each
  const specs = set
    .split(',')
    .map((one) => one.replace(/^[ \t]+|[ \t]+$/g, ''))
    .filter((one) => one !== '');
  const parsed = specs.map(readSpec);
  if (parsed.length !== 1) return WHOLE;
  const [spec] = parsed;
  if (spec === undefined || spec === null) return WHOLE;
  if (spec.first === null) {
    if (spec.last === 0) return { kind: 'unsatisfiable' };
    return length === 0 ? WHOLE : { kind: 'part', start: Math.max(0, length - spec.last), end: length - 1 };
  }
  if (spec.first >= length) return { kind: 'unsatisfiable' };
  return { kind: 'part', start: spec.first, end: Math.min(spec.last, length - 1) };
}

interface Spec {
  /** Null: `last` is the length of a suffix. */
  readonly first: number | null;
  readonly last: number;
}

/** `5-9`, `5-` or `-5`; null for anything else, and for a range that ends before it begins. */
function readSpec(text: string): Spec | null {
  const [, from = '', to = ''] = /^(\d*)-(\d*)$/.exec(text) ?? [];
  if (from === '' && to === '') return null;
  const last = to === '' ? Number.MAX_SAFE_INTEGER : position(to);
  if (from === '') return { first: null, last };
  const first = position(from);
  return compareDigits(from, to) > 0 && to !== '' ? null : { first, last };
}

/** Digits as a number; what is too large is past the end of anything. */
function position(digits: string): number {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : Number.MAX_SAFE_INTEGER;
}

/** Compares digits of any length, so that rounding never turns an invalid range into a valid one. */
function compareDigits(a: string, b: string): number {
  const [left, right] = [a.replace(/^0+(?=\d)/, ''), b.replace(/^0+(?=\d)/, '')];
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : Number(left > right);
}

/**
 * Whether a Range may be honoured beside this If-Range (RFC 9110 § 13.1.5): the strong entity tag of what is served. A weak tag
 * never matches, nor does a date, since no date is ever given out.
 */
export function ifRangeHolds(header: string | undefined, etag: string): boolean {
  return header === undefined || header.replace(/^[ \t]+|[ \t]+$/g, '') === etag;
}

/** Whether one of the tags in If-Match or If-None-Match is `etag`; weakly compared where the header allows it. */
export function tagListed(header: string, etag: string, weak: boolean): boolean {
  return header.split(',').some((one) => {
    const tag = one.replace(/^[ \t]+|[ \t]+$/g, '');
    return tag === '*' || tag === etag || (weak && tag === `W/${etag}`);
  });
}
