import type { Block, SignatureBox } from './blocks.ts';
import { drawTable } from './draw-table.ts';
import type { Line } from './lay-lines.ts';
import { COLORS, INNER, PAGE, type Sheet, STYLES, type TextStyle } from './sheet.ts';

/** Characters of a paragraph or quotation: the longest text a client may write is 2,000. */
const MAX_TEXT = 4_000;
const MAX_VALUE = 1_000;
const LABEL_WIDTH = 150;
const LABEL_GAP = 12;
/** Room to sign by hand. */
const SIGNATURE_HEIGHT = 74;

/** Draws one block below the last one; begins pages as it needs them. A heading stays with what follows it. */
export function drawBlock(sheet: Sheet, block: Block, next?: Block): void {
  switch (block.block) {
    case 'section':
      drawSection(sheet, block.title, next);
      break;
    case 'paragraph':
      drawParagraph(sheet, block.text, block.tone === 'normal' ? STYLES.normal : STYLES[block.tone]);
      break;
    case 'quotation':
      drawQuotation(sheet, block.words, block.source);
      break;
    case 'notice':
      drawNotice(sheet, block.title, block.text);
      break;
    case 'facts':
      drawFacts(sheet, block.rows);
      break;
    case 'table':
      drawTable(sheet, block);
      break;
    case 'signatures':
      drawSignatures(sheet, block.boxes);
      break;
  }
}

function drawSection(sheet: Sheet, title: string, next: Block | undefined): void {
  const lines = sheet.lay(title, STYLES.section, INNER, 300);
  const height = lines.length * STYLES.section.leading;
  // A heading never stands alone at the foot of a page.
  const company = next?.block === 'signatures' ? SIGNATURE_HEIGHT + 40 : 64;
  if (!sheet.need(height + company) && sheet.y > PAGE.top) sheet.y += 12;
  sheet.tag(sheet.root, 'H2', () => {
    sheet.draw(lines, STYLES.section, { x: PAGE.left, y: sheet.y, width: INNER });
  });
  sheet.y += height + 3;
  sheet.rule(sheet.y, { color: COLORS.navy, width: 0.8 });
  sheet.y += 8;
}

function drawParagraph(sheet: Sheet, text: string, style: TextStyle): void {
  flowLines(sheet, 'P', sheet.lay(text, style, INNER, MAX_TEXT), style, { x: PAGE.left, width: INNER });
  sheet.y += style.leading * 0.45;
}

function drawQuotation(sheet: Sheet, words: string, source: string): void {
  const x = PAGE.left + 16;
  const width = INNER - 16;
  const lines = sheet.lay(words, STYLES.quotation, width, MAX_TEXT);
  sheet.need(Math.min(lines.length, 3) * STYLES.quotation.leading + STYLES.small.leading);
  flowLines(sheet, 'BlockQuote', lines, STYLES.quotation, { x, width, bar: true });
  flowLines(sheet, 'P', sheet.lay(source, STYLES.small, width, 300), STYLES.small, { x, width, bar: true });
  sheet.y += 8;
}

/** Lines over as many pages as they need, as one element of the structure. */
function flowLines(
  sheet: Sheet,
  tag: string,
  lines: readonly Line[],
  style: TextStyle,
  place: { readonly x: number; readonly width: number; readonly bar?: boolean },
): void {
  const element = sheet.group(sheet.root, tag);
  // Neither a first nor a last line stands alone.
  sheet.need(Math.min(lines.length, 3) * style.leading);
  for (let from = 0; from < lines.length; ) {
    sheet.need(style.leading);
    const fit = Math.max(1, Math.floor(sheet.left / style.leading));
    const part = lines.slice(from, from + fit);
    const height = part.length * style.leading;
    if (place.bar === true) {
      sheet.box({ x: place.x - 12, y: sheet.y, width: 2.5, height }, COLORS.navy);
    }
    const top = sheet.y;
    element.add((() => {
      sheet.draw(part, style, { x: place.x, y: top, width: place.width });
    }) as never);
    sheet.y += height;
    from += part.length;
  }
  element.end();
}

function drawNotice(sheet: Sheet, title: string, text: string): void {
  const pad = 12;
  const width = INNER - 2 * pad;
  const titles = sheet.lay(title, STYLES.strong, width, 300);
  const lines = sheet.lay(text, STYLES.normal, width, MAX_TEXT);
  const titleHeight = titles.length * STYLES.strong.leading;
  const height = titleHeight + lines.length * STYLES.normal.leading + 2 * pad - 4;
  if (height > PAGE.height - PAGE.top - PAGE.bottom) {
    drawParagraph(sheet, title, STYLES.strong);
    drawParagraph(sheet, text, STYLES.normal);
    return;
  }
  sheet.need(height);
  const top = sheet.y;
  sheet.box({ x: PAGE.left, y: top, width: INNER, height }, COLORS.tint);
  sheet.box({ x: PAGE.left, y: top, width: 3, height }, COLORS.navy);
  const x = PAGE.left + pad;
  const group = sheet.group(sheet.root, 'Sect');
  sheet.tag(group, 'P', () => {
    sheet.draw(titles, { ...STYLES.strong, color: COLORS.navy }, { x, y: top + pad - 3, width });
  });
  sheet.tag(group, 'P', () => {
    sheet.draw(lines, STYLES.normal, { x, y: top + pad - 3 + titleHeight, width });
  });
  group.end();
  sheet.y = top + height + 10;
}

function drawFacts(sheet: Sheet, rows: readonly (readonly [label: string, value: string])[]): void {
  const width = INNER - LABEL_WIDTH - LABEL_GAP;
  const list = sheet.group(sheet.root, 'L');
  for (const [label, value] of rows) {
    const labels = sheet.lay(label, STYLES.label, LABEL_WIDTH, 200);
    const values = sheet.lay(value, STYLES.value, width, MAX_VALUE);
    const { leading } = STYLES.value;
    const item = sheet.group(list, 'LI');
    sheet.need(Math.min(labels.length + 1, 4) * leading);
    const top = sheet.y;
    sheet.tag(item, 'Lbl', () => {
      sheet.draw(labels, STYLES.label, { x: PAGE.left, y: top, width: LABEL_WIDTH });
    });
    const body = sheet.group(item, 'LBody');
    for (let from = 0; from < values.length; ) {
      sheet.need(leading);
      const part = values.slice(from, from + Math.max(1, Math.floor(sheet.left / leading)));
      const at = sheet.y;
      body.add((() => {
        sheet.draw(part, STYLES.value, { x: PAGE.left + LABEL_WIDTH + LABEL_GAP, y: at, width });
      }) as never);
      sheet.y += part.length * leading;
      from += part.length;
    }
    body.end();
    item.end();
    sheet.y = Math.max(sheet.y, labels.length > values.length ? top + labels.length * leading : sheet.y) + 2;
  }
  list.end();
  sheet.y += 6;
}

function drawSignatures(sheet: Sheet, boxes: readonly SignatureBox[]): void {
  const gap = 16;
  const columns = Math.min(2, Math.max(1, boxes.length));
  const width = (INNER - gap * (columns - 1)) / columns;
  for (let from = 0; from < boxes.length; from += columns) {
    const row = boxes.slice(from, from + columns).map((one) => ({
      titles: sheet.lay(one.role, STYLES.strong, width - 20, 200),
      lines: one.lines.flatMap((text) => sheet.lay(text, STYLES.cell, width - 20, 300)),
      empty: one.lines.length === 0,
    }));
    const height = row.reduce((most, one) => {
      const lines = one.titles.length * STYLES.strong.leading + Math.min(one.lines.length, 30) * STYLES.cell.leading;
      return Math.max(most, lines + (one.empty ? SIGNATURE_HEIGHT : 24));
    }, 0);
    sheet.need(height);
    const top = sheet.y;
    row.forEach((one, index) => {
      const x = PAGE.left + index * (width + gap);
      sheet.artifact(() => {
        sheet.pdf.rect(x, top, width, height).lineWidth(0.6).strokeColor(COLORS.rule).stroke();
      });
      const titleHeight = one.titles.length * STYLES.strong.leading;
      sheet.tag(sheet.root, 'P', () => {
        sheet.draw(one.titles, STYLES.strong, { x: x + 10, y: top + 9, width });
        const lines = one.empty ? sheet.lay(sheet.words.toSign, STYLES.small, width - 20, 100) : one.lines.slice(0, 30);
        sheet.draw(lines, one.empty ? STYLES.small : STYLES.cell, { x: x + 10, y: top + 11 + titleHeight, width });
      });
    });
    sheet.y = top + height + 12;
  }
}
