/** Characters that an entity may take; a longer one is text. */
const ENTITY_LENGTH = 10;
const NAMED: Readonly<Record<string, string>> = { nbsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
/** Their content is no text. */
const HIDDEN = new Set(['script', 'style', 'head', 'title']);

/**
 * The text of HTML, in pieces, for hashing: tags become spaces, comments, scripts and styles nothing. Not a parser: it only has to give the same for
 * the same text. Keeps a few characters of state whatever the input.
 */
export class HtmlText {
  #state: 'text' | 'tag' | 'comment' | 'entity' = 'text';
  /** Name of the tag so far, or the entity, or the last two characters of a comment. */
  #held = '';
  #nameDone = false;
  #hidden = '';

  /** The text in this piece. */
  add(html: string): string {
    let out = '';
    for (const char of html) out += this.#step(char);
    return out;
  }

  #step(char: string): string {
    switch (this.#state) {
      case 'text':
        if (char === '<') {
          this.#state = 'tag';
          this.#held = '';
          this.#nameDone = false;
          return '';
        }
        if (this.#hidden !== '') return '';
        if (char === '&') {
          this.#state = 'entity';
          this.#held = '';
          return '';
        }
        return char;
      case 'tag':
        return this.#inTag(char);
      case 'comment':
        this.#held = (this.#held + char).slice(-3);
        if (this.#held === '-->') this.#state = 'text';
        return '';
      case 'entity':
        return this.#inEntity(char);
    }
  }

  #inTag(char: string): string {
    if (char === '>') {
      this.#state = 'text';
      return this.#endTag();
    }
    if (!this.#nameDone) {
      if (/[\w!/-]/.test(char) && this.#held.length < 16) this.#held += char.toLowerCase();
      else this.#nameDone = true;
      if (this.#held === '!--') {
        this.#state = 'comment';
        this.#held = '';
      }
    }
    return '';
  }

  #endTag(): string {
    const name = this.#held;
    if (this.#hidden !== '') {
      if (name === `/${this.#hidden}`) this.#hidden = '';
      return '';
    }
    if (HIDDEN.has(name)) this.#hidden = name;
    return ' ';
  }

  #inEntity(char: string): string {
    if (char === ';') {
      this.#state = 'text';
      return decodeEntity(this.#held);
    }
    this.#held += char;
    if (/[#\w]/.test(char) && this.#held.length < ENTITY_LENGTH) return '';
    this.#state = 'text';
    const text = `&${this.#held}`;
    if (char !== '<') return text;
    this.#state = 'tag';
    this.#held = '';
    this.#nameDone = false;
    return text.slice(0, -1);
  }
}

function decodeEntity(name: string): string {
  const numeric = /^#(?:x([0-9a-f]+)|(\d+))$/iu.exec(name);
  if (numeric === null) return NAMED[name] ?? `&${name};`;
  const code = numeric[1] === undefined ? Number.parseInt(numeric[2] ?? '0', 10) : Number.parseInt(numeric[1], 16);
  // Half a surrogate pair would be hashed differently where a piece ends between the halves.
  const isCharacter = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : '\ufffd';
}
