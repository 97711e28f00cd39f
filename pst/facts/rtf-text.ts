import { decodeText } from '../ltp/code-page.ts';

/** Groups whose content is no text of the message. */
const HIDDEN = new Set([
  'fonttbl',
  'colortbl',
  'stylesheet',
  'info',
  'pict',
  'object',
  'header',
  'footer',
  'generator',
  'listtable',
]);
const BREAKS = new Set(['par', 'line', 'tab', 'cell', 'row', 'sect', 'page']);
/** Longer control words do not exist. */
const WORD_LENGTH = 40;
/** Deeper groups are counted but their states are not kept apart. */
const MAX_DEPTH = 200;

/**
 * The text of RTF, in pieces, for hashing: control words and hidden groups nothing, breaks spaces. Also of HTML in RTF, whose tags
 * stand in ignorable groups. Not a parser: it only has to give the same for the same text.
 */
export class RtfText {
  #depth = 0;
  /** Depth of the outermost hidden group, 0 when none. */
  #hiddenFrom = 0;
  #control = '';
  #inControl = false;
  #hex = '';
  #inHex = false;
  #ignorable = false;
  #htmlRtf = false;
  #skip = 0;

  /** The text in this piece; RTF is ASCII, other bytes are taken as Latin-1. */
  add(rtf: Uint8Array): string {
    let out = '';
    for (const byte of rtf) out += this.#step(String.fromCharCode(byte));
    return out;
  }

  #step(char: string): string {
    if (this.#inHex) {
      this.#hex += char;
      if (this.#hex.length < 2) return '';
      this.#inHex = false;
      return this.#text(decodeText(Buffer.from(this.#hex, 'hex'), 1252));
    }
    if (this.#inControl) return this.#inControlWord(char);
    if (char === '\\') {
      this.#inControl = true;
      this.#control = '';
      return '';
    }
    if (char === '{') {
      if (this.#depth < MAX_DEPTH) this.#depth++;
      return '';
    }
    if (char === '}') {
      if (this.#hiddenFrom === this.#depth) this.#hiddenFrom = 0;
      if (this.#depth > 0) this.#depth--;
      return '';
    }
    return char === '\r' || char === '\n' ? '' : this.#text(char);
  }

  #inControlWord(char: string): string {
    if (/[a-zA-Z0-9-]/.test(char) && this.#control.length < WORD_LENGTH) {
      this.#control += char;
      return '';
    }
    this.#inControl = false;
    if (this.#control === '') return this.#symbol(char);
    const out = this.#word(this.#control);
    return char === ' ' ? out : out + this.#step(char);
  }

  #symbol(char: string): string {
    if (char === "'") {
      this.#inHex = true;
      this.#hex = '';
      return '';
    }
    if (char === '*') {
      this.#ignorable = true;
      return '';
    }
    if (char === '~') return this.#text(' ');
    return char === '\\' || char === '{' || char === '}' ? this.#text(char) : '';
  }

  #word(control: string): string {
    const match = /^([a-zA-Z]+)(-?\d+)?/.exec(control);
    const name = match?.[1] ?? '';
    const value = match?.[2];
    if ((this.#ignorable || HIDDEN.has(name)) && this.#hiddenFrom === 0) this.#hiddenFrom = Math.max(1, this.#depth);
    this.#ignorable = false;
    if (name === 'htmlrtf') this.#htmlRtf = value !== '0';
    if (name === 'u' && value !== undefined) {
      const out = this.#text(String.fromCharCode(Number(value) & 0xffff));
      // The character after it stands for readers without Unicode.
      this.#skip = 1;
      return out;
    }
    return BREAKS.has(name) ? this.#text(' ') : '';
  }

  #text(text: string): string {
    if (this.#skip > 0) {
      this.#skip--;
      return '';
    }
    return this.#hiddenFrom > 0 || this.#htmlRtf ? '' : text;
  }
}
