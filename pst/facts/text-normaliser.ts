import type { Hash } from 'node:crypto';

/** White space as mail programs vary it, with the no-break and zero-width characters they add. */
const SPACE = /[\s\u00a0\u200b-\u200d\ufeff\0]+/u;

/**
 * Feeds text to a hash so that what programs change on the way does not matter: runs of white space count as one space, none at the ends. Text may
 * come in pieces of any size.
 */
export class NormalisedText {
  readonly #hash: Hash;
  #pending = false;
  #any = false;

  constructor(hash: Hash) {
    this.#hash = hash;
  }

  /** True when nothing but white space came so far. */
  get isBlank(): boolean {
    return !this.#any;
  }

  add(text: string): void {
    const words = text.split(SPACE);
    if (words[0] === '') this.#pending ||= words.length > 1;
    const line = words.filter((word) => word !== '').join(' ');
    if (line === '') return;
    this.#hash.update(this.#pending && this.#any ? ` ${line}` : line);
    this.#any = true;
    this.#pending = words.at(-1) === '';
  }
}

/** The same for a short string. */
export function normaliseText(text: string): string {
  return text
    .split(SPACE)
    .filter((word) => word !== '')
    .join(' ');
}
