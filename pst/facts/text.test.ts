import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { HtmlText } from './html-text.ts';
import { RtfText } from './rtf-text.ts';
import { NormalisedText, normaliseText } from './text-normaliser.ts';

function inPieces(text: string, size: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += size) pieces.push(text.slice(at, at + size));
  return pieces;
}

function hashOf(text: string, size = text.length): string {
  const hash = createHash('sha256');
  const normalised = new NormalisedText(hash);
  for (const piece of inPieces(text, Math.max(1, size))) normalised.add(piece);
  return hash.digest('hex');
}

describe('normalised text', () => {
  test('is the same whatever white space stands between its words', () => {
    expect(hashOf('  Dear\r\n\r\nSir,\u00a0yes \t')).toBe(hashOf('Dear Sir, yes'));
    expect(normaliseText(' a\u00a0\r\n b\0')).toBe('a b');
  });

  test('is the same whatever pieces it comes in', () => {
    const text = ' one  two three\r\n\r\n four ';
    for (const size of [1, 2, 3, 5]) expect(hashOf(text, size)).toBe(hashOf(text));
  });

  test('differs where words differ or run together', () => {
    expect(hashOf('one two')).not.toBe(hashOf('onetwo'));
    expect(hashOf('one two')).not.toBe(hashOf('one tow'));
  });
});

describe('the text of HTML', () => {
  const textOf = (html: string, size = html.length): string => {
    const reader = new HtmlText();
    return normaliseText(
      inPieces(html, Math.max(1, size))
        .map((piece) => reader.add(piece))
        .join(''),
    );
  };

  test.each([
    ['<p>one</p><p>two</p>', 'one two'],
    ['a &amp; b&nbsp;&lt;c&gt; &#233; &#xe9; &unknown; &', 'a & b <c> é é &unknown;'],
    ['<html><head><title>no</title></head><body>yes</body>', 'yes'],
    ['<style>p { color: red }</style>text<script>var x = "<p>";</script>', 'text'],
    ['seen<script>hidden', 'seen'],
    ['before<!-- a > comment -- with <tags> -->after', 'beforeafter'],
    ['<a href="x>y">', 'y">'],
    ['5 &<b>6</b>', '5 & 6'],
  ])('%s is %s', (html, expected) => {
    for (const size of [1, 4, 1000]) expect(textOf(html, size)).toBe(expected);
  });
});

describe('the text of RTF', () => {
  const textOf = (rtf: string, size = rtf.length): string => {
    const reader = new RtfText();
    return normaliseText(
      inPieces(rtf, Math.max(1, size))
        .map((piece) => reader.add(Buffer.from(piece, 'latin1')))
        .join(''),
    );
  };

  test.each([
    ['{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Arial;}}\\f0 Hello\\par World}', 'Hello World'],
    ["{\\rtf1 caf\\'e9 \\u8364?5 \\{x\\}}", 'café €5 {x}'],
    ['{\\rtf1{\\*\\generator Riched20;}text{\\pict 00ff}}', 'text'],
    ['{\\rtf1\\fromhtml1 {\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 body\\htmlrtf }\\htmlrtf0 }', 'body'],
  ])('%s is %s', (rtf, expected) => {
    for (const size of [1, 3, 1000]) expect(textOf(rtf, size)).toBe(expected);
  });
});
