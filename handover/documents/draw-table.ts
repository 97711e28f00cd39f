import type { Block, TableColumn } from './blocks.ts';
import { type ColumnNeed, columnWidths } from './column-widths.ts';
import { type Line, naturalWidth } from './lay-lines.ts';
import { COLORS, INNER, PAGE, type Sheet, STYLES, type Structure, type TextStyle } from './sheet.ts';

const PAD_X = 6;
const PAD_Y = 3.5;
const MAX_CELL = 1_000;
/** Rows drawn: some 130 pages. More stand in the JSON twin, and the table says how many. */
const MAX_ROWS = 5_000;
/** Rows looked at to find the widths of columns. */
const SAMPLE = 200;
const NARROWEST = 42;
/** A row higher than this is cut at its lines rather than moved to the next page. */
const LONG_ROW = 160;

type Table = Extract<Block, { readonly block: 'table' }>;

interface Cell {
  readonly lines: readonly Line[];
  readonly x: number;
  readonly width: number;
  readonly align: 'left' | 'right';
}

/** A table over as many pages as it needs: its titles again on each, a row longer than the page cut at its lines. */
export function drawTable(sheet: Sheet, table: Table): void {
  if (table.rows.length === 0) {
    drawNote(sheet, sheet.words.none);
    return;
  }
  const { drawRow, drawTitles, titleHeight } = tablePen(sheet, table);
  sheet.need(titleHeight + 3 * STYLES.cell.leading);
  const element = sheet.group(sheet.root, 'Table');
  drawTitles(element, false);
  const shown = table.rows.slice(0, MAX_ROWS);
  const firstSum = table.rows.length - table.sums;
  shown.forEach((row, index) => {
    // Sums never stand on a page without a row that they add up.
    const together = table.sums > 0 && index === Math.max(0, firstSum - 1);
    if (together && sheet.need((table.sums + 1) * (STYLES.cell.leading + 2 * PAD_Y))) drawTitles(element, true);
    drawRow(element, row, table.sums > 0 && index >= firstSum);
  });
  element.end();
  sheet.y += 10;
  const left = table.rows.length - shown.length;
  if (left > 0) drawNote(sheet, sheet.words.rowsLeft(left));
}

function drawNote(sheet: Sheet, text: string): void {
  sheet.need(STYLES.normal.leading);
  const lines = sheet.lay(text, STYLES.normal, INNER, 300);
  sheet.tag(sheet.root, 'P', () => {
    sheet.draw(lines, STYLES.normal, { x: PAGE.left, y: sheet.y, width: INNER });
  });
  sheet.y += lines.length * STYLES.normal.leading + 6;
}

function tablePen(sheet: Sheet, table: Table) {
  const widths = columnWidths(
    table.columns.map((column, index) => needOf(sheet, column, table.rows, index)),
    INNER,
  );
  const cellsOf = (texts: readonly string[], style: TextStyle): readonly Cell[] => {
    let x: number = PAGE.left;
    return table.columns.map((column, index) => {
      const width = (widths[index] ?? 0) - 2 * PAD_X;
      const cell = { lines: sheet.lay(texts[index] ?? '', style, width, MAX_CELL), x: x + PAD_X, width };
      x += widths[index] ?? 0;
      return { ...cell, align: column.align };
    });
  };
  const titles = cellsOf(
    table.columns.map((column) => column.title),
    STYLES.cellHead,
  );
  const titleHeight = heightOf(titles, STYLES.cellHead);

  const drawTitles = (element: Structure, again: boolean): void => {
    sheet.box({ x: PAGE.left, y: sheet.y, width: INNER, height: titleHeight }, COLORS.tint);
    const draw = (cell: Cell): void => {
      sheet.draw(cell.lines, STYLES.cellHead, { ...cell, y: sheet.y + PAD_Y });
    };
    if (again) {
      sheet.artifact(() => titles.forEach(draw));
    } else {
      const row = sheet.group(element, 'TR');
      for (const cell of titles) sheet.tag(row, 'TH', () => draw(cell), { scope: 'Column' });
      row.end();
    }
    sheet.y += titleHeight;
  };

  const drawRow = (element: Structure, texts: readonly string[], sum: boolean): void => {
    const style = sum ? STYLES.cellStrong : STYLES.cell;
    let cells = cellsOf(texts, style);
    const whole = heightOf(cells, style);
    // A row moves to the next page as a whole, unless it is so long that this would leave a hole.
    if (sheet.left < Math.min(whole, LONG_ROW) && sheet.need(whole)) drawTitles(element, true);
    for (;;) {
      const fit = Math.max(1, Math.floor((sheet.left - 2 * PAD_Y) / style.leading));
      const part = cells.map((cell) => ({ ...cell, lines: cell.lines.slice(0, fit) }));
      const rest = cells.map((cell) => ({ ...cell, lines: cell.lines.slice(fit) }));
      const height = heightOf(part, style);
      if (sum) sheet.rule(sheet.y, { color: COLORS.navy });
      const row = sheet.group(element, 'TR');
      for (const cell of part) {
        sheet.tag(row, 'TD', () => {
          sheet.draw(cell.lines, style, { ...cell, y: sheet.y + PAD_Y });
        });
      }
      row.end();
      sheet.y += height;
      sheet.rule(sheet.y);
      if (rest.every((cell) => cell.lines.length === 0)) return;
      cells = rest;
      if (sheet.need(PAGE.height)) drawTitles(element, true);
    }
  };
  return { drawRow, drawTitles, titleHeight };
}

function heightOf(cells: readonly Cell[], style: TextStyle): number {
  return cells.reduce((most, cell) => Math.max(most, cell.lines.length), 1) * style.leading + 2 * PAD_Y;
}

function needOf(sheet: Sheet, column: TableColumn, rows: readonly (readonly string[])[], index: number): ColumnNeed {
  const width = (text: string, style: TextStyle): number =>
    naturalWidth(sheet.fonts, text, { style: style.style, size: style.size, max: MAX_CELL, cutMark: '' });
  // Sums stand at the end and are the widest figures.
  const seen = rows.length <= SAMPLE ? rows : [...rows.slice(0, SAMPLE), ...rows.slice(-3)];
  const widest = seen.reduce((most, row) => Math.max(most, width(row[index] ?? '', STYLES.cellStrong)), 0);
  const title = width(column.title, STYLES.cellHead);
  const longestTitleWord = column.title
    .split(' ')
    .reduce((most, word) => Math.max(most, width(word, STYLES.cellHead)), 0);
  const rigid = column.align === 'right';
  // A rigid column is as wide as its figures and the longest word of its title; a hostile figure never takes half the page.
  const natural = Math.min(
    rigid ? Math.max(widest, longestTitleWord, Math.min(title, 64)) : Math.max(widest, title),
    INNER * (rigid ? 0.4 : 1),
  );
  const least = Math.max(NARROWEST, Math.min(longestTitleWord, 90));
  return { natural: natural + 2 * PAD_X + 0.5, least: Math.min(least, natural) + 2 * PAD_X, rigid };
}
