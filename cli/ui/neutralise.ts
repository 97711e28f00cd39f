const NAMES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Control and format characters (escape sequences, line ends, bidirectional overrides) and both Unicode line separators. */
const ACTIVE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/**
 * Text from anywhere as one harmless line: characters that a terminal acts upon are written out (`\x1b`, `\u{202e}`), halves
 * of characters become U+FFFD. Nothing is dropped, so that a hostile name is seen for what it is.
 */
export function neutralise(text: string): string {
  return text.toWellFormed().replace(ACTIVE, (character) => NAMES[character] ?? spell(character));
}

function spell(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

/** JSON whose strings hold no active character either: the same value, spelt with escapes. */
export function neutralJson(json: string): string {
  // Outside its strings JSON holds no such character but line ends, which are ours.
  return json.replace(/[\p{Cf}\u007f-\u009f\u2028\u2029]/gu, (character) =>
    Array.from({ length: character.length }, (_, index) => {
      return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
    }).join(''),
  );
}
