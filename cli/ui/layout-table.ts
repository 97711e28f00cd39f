import { inLanguage } from './language.ts';
import { neutralise } from './neutralise.ts';
import type { Paint } from './paint.ts';
import type { Cell, Language, Table } from './ui.ts';
import { displayWidth, pad, shorten } from './width.ts';

const GAP = '  ';
/** A column of text is not cut below this: less of a name or address says nothing. */
const NARROWEST = 12;
/** Cells are not padded beyond this: one hostile name of megabytes would otherwise multiply by the number of rows. */
const WIDEST = 200;

export interface TableLayout {
  readonly language: Language;
  readonly paint: Paint;
  /** Width of the terminal; undefined elsewhere: then nothing is cut. */
  readonly columns: number | undefined;
}

/** The lines of a table: titles, then rows, columns aligned. Text columns are cut with an ellipsis only to fit a terminal. */
export function layoutTable(table: Table, { language, paint, columns }: TableLayout): readonly string[] {
  const titles = table.columns.map((column) => neutralise(inLanguage(column.title, language)));
  const rows = table.rows.map((row) => table.columns.map((_, index) => neutral(row[index] ?? '')));
  const widths = titles.map((title, index) =>
    Math.min(
      WIDEST,
      rows.reduce((most, row) => Math.max(most, displayWidth(text(row[index]))), displayWidth(title)),
    ),
  );
  if (columns !== undefined) narrow(widths, table, columns);
  const place = (content: string, index: number): string => {
    const width = widths[index] ?? 0;
    const shown = columns === undefined ? content : shorten(content, width);
    return pad(shown, width, table.columns[index]?.align ?? 'left');
  };
  const head = paint(titles.map(place).join(GAP).trimEnd(), 'strong');
  const body = rows.map((row) => {
    const cells = row.map((cell, index) => {
      const shown = place(text(cell), index);
      const last = index === row.length - 1;
      const content = last ? shown.trimEnd() : shown;
      return typeof cell === 'string' ? content : paint(content, cell.tone);
    });
    return cells.join(GAP).trimEnd();
  });
  return [head, ...body];
}

function neutral(cell: Cell): Cell {
  return typeof cell === 'string' ? neutralise(cell) : { ...cell, text: neutralise(cell.text) };
}

function text(cell: Cell | undefined): string {
  return cell === undefined ? '' : typeof cell === 'string' ? cell : cell.text;
}

/** Takes from the widest text column, again and again, until the line fits or none may give more. */
function narrow(widths: number[], table: Table, columns: number): void {
  const total = (): number => widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1));
  for (let over = total() - columns; over > 0; over = total() - columns) {
    const givers = widths.map((width, index) => (table.columns[index]?.align === 'right' ? 0 : width));
    const widest = Math.max(...givers);
    if (widest <= NARROWEST) return;
    const second = Math.max(NARROWEST, ...givers.filter((width) => width < widest));
    const index = givers.indexOf(widest);
    widths[index] = Math.max(second === widest ? widest - 1 : second, widest - over, NARROWEST);
  }
}
