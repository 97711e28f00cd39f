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
    words.forEach((word, index) => {
      if (index > 0) this.#pending = true;
      if (word === '') return;
      if (this.#pending && this.#any) this.#hash.update(' ');
      this.#hash.update(word);
      this.#pending = false;
      this.#any = true;
    });
  }
}

/** The same for a short string. */
export function normaliseText(text: string): string {
  return text
    .split(SPACE)
    .filter((word) => word !== '')
    .join(' ');
}
