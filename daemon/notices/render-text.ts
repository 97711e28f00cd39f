import type { Block, Column, NoticeDocument } from './document.ts';
import { COLONS } from './format.ts';
import { printable } from './printable.ts';

/** Lines wrap here; longer ones are broken by mail programs in places of their own choosing. */
const WIDTH = 78;
/** No string of a notice is longer; a hostile one is cut rather than sent. */
const MAX_STRING = 2000;
const graphemes = new Intl.Segmenter('fr', { granularity: 'grapheme' });

/** The plain part of a message: wrapped, aligned, without any control character but line ends. */
export function renderText(document: NoticeDocument): string {
  const parts = document.blocks.map((one) => block(one, COLONS[document.language])).filter((lines) => lines.length > 0);
  const footer = ['-- ', ...wrap(document.footer, '')];
  return `${[...parts, footer].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function block(one: Block, colon: string): readonly string[] {
  switch (one.kind) {
    case 'banner':
    case 'paragraph':
      return wrap(one.text, '');
    case 'heading': {
      const text = clean(one.text);
      return [text.toLocaleUpperCase('fr'), '-'.repeat(Math.min(WIDTH, width(text)))];
    }
    case 'quote':
      return wrap(one.text, '  | ');
    case 'facts': {
      const column = Math.max(0, ...one.rows.map(([label]) => width(clean(label)))) + width(colon);
      return one.rows.flatMap(([label, value]) => hang(`${pad(clean(label) + colon, column, 'left')} `, value));
    }
    case 'list':
      return one.items.flatMap((item, index) => hang(one.numbered ? `${index + 1}. ` : '- ', item));
    case 'table':
      return table(one.columns, one.rows);
  }
}

function table(columns: readonly Column[], rows: readonly (readonly string[])[]): readonly string[] {
  const cells = [columns.map((column) => column.title), ...rows].map((row) => row.map(clean));
  const widths = columns.map((_, index) => cells.reduce((most, row) => Math.max(most, width(row[index] ?? '')), 0));
  const line = (row: readonly string[]): string =>
    columns
      .map((column, index) => pad(row[index] ?? '', widths[index] ?? 0, column.align))
      .join('  ')
      .trimEnd();
  const [head = [], ...body] = cells;
  return [line(head), widths.map((one) => '-'.repeat(one)).join('  '), ...body.map(line)];
}

function clean(text: string): string {
  return printable(text, MAX_STRING);
}

function width(text: string): number {
  let count = 0;
  for (const _ of graphemes.segment(text)) count++;
  return count;
}

function pad(text: string, wanted: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, wanted - width(text)));
  return align === 'left' ? text + space : space + text;
}

function hang(first: string, text: string): readonly string[] {
  const [head = '', ...rest] = wrap(text, ' '.repeat(width(first)));
  return [first + head.slice(width(first)), ...rest];
}

/** Words over lines of at most WIDTH characters; a longer word (an identifier to copy) stays whole. */
function wrap(text: string, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of clean(text).split(' ')) {
    if (line.length > indent.length && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent;
    }
    line += line.length > indent.length ? ` ${word}` : word;
  }
  return [...lines, line];
}
