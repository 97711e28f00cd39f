import type { DocumentTwin } from './document.ts';
import { drawBlock } from './draw-block.ts';
import { figuresFor } from './figures.ts';
import type { Line } from './lay-lines.ts';
import { COLORS, INNER, PAGE, Sheet, STYLES } from './sheet.ts';

/** Draws the twin, with its JSON attached and its hash on each page; resolves with the PDF and its number of pages. */
export async function drawDocument(
  twin: DocumentTwin,
  jsonSha256: string,
): Promise<{ readonly pdf: Uint8Array; readonly pages: number }> {
  const sheet = new Sheet(twin);
  drawHead(sheet, twin);
  twin.blocks.forEach((block, index) => {
    drawBlock(sheet, block, twin.blocks[index + 1]);
  });
  sheet.root.end();
  const pages = drawFooters(sheet, twin, jsonSha256);
  return { pdf: await collect(sheet.pdf), pages };
}

function drawHead(sheet: Sheet, twin: DocumentTwin): void {
  const { head, title, subtitle } = twin;
  sheet.box({ x: 0, y: 0, width: PAGE.width, height: 8 }, COLORS.navy);
  const half = INNER / 2 - 10;
  const column = (name: string, lines: readonly string[], x: number): number => {
    const names = atMost(3, sheet.lay(name, STYLES.strong, half, 200), sheet);
    const rest = atMost(
      8,
      lines.slice(0, 9).flatMap((text) => sheet.lay(text, STYLES.small, half, 120)),
      sheet,
    );
    const nameHeight = names.length * STYLES.strong.leading;
    sheet.tag(sheet.root, 'P', () => {
      sheet.draw(names, STYLES.strong, { x, y: 36, width: half });
      sheet.draw(rest, STYLES.small, { x, y: 36 + nameHeight, width: half });
    });
    return nameHeight + rest.length * STYLES.small.leading;
  };
  const mine = column(head.issuer.name, head.issuer.lines, PAGE.left);
  const theirs = column(head.client.name, [...head.client.lines], PAGE.left + half + 20);
  sheet.y = 36 + Math.max(mine, theirs) + 22;
  const titles = sheet.lay(title, STYLES.title, INNER, 120);
  sheet.tag(sheet.root, 'H1', () => {
    sheet.draw(titles, STYLES.title, { x: PAGE.left, y: sheet.y, width: INNER });
  });
  sheet.y += titles.length * STYLES.title.leading;
  const figures = figuresFor(head.language);
  const { words } = sheet;
  const below = [
    ...sheet.lay(subtitle, STYLES.subtitle, INNER, 300),
    ...sheet.lay(
      `${words.document} ${head.id} · ${words.contract} ${head.contractId} · ${words.issued} ${figures.instant(head.issuedAt)}`,
      STYLES.subtitle,
      INNER,
      400,
    ),
  ];
  sheet.tag(sheet.root, 'P', () => {
    sheet.draw(below, STYLES.subtitle, { x: PAGE.left, y: sheet.y, width: INNER });
  });
  sheet.y += below.length * STYLES.subtitle.leading + 14;
}

/** The first lines; where there are more, the last one says so. What is left out stands in the twin. */
function atMost(count: number, lines: readonly Line[], sheet: Sheet): readonly Line[] {
  if (lines.length <= count) return lines;
  return [...lines.slice(0, count - 1), ...sheet.lay(`… ${sheet.words.cut}`, STYLES.small, INNER / 2, 200).slice(0, 1)];
}

function drawFooters(sheet: Sheet, twin: DocumentTwin, jsonSha256: string): number {
  const { pdf, words } = sheet;
  const { count } = pdf.bufferedPageRange();
  const { footer } = STYLES;
  for (let index = 0; index < count; index++) {
    pdf.switchToPage(index);
    const y = PAGE.height - PAGE.bottom + 26;
    const put = (text: string, at: { readonly y: number; readonly align: 'left' | 'right' }): void => {
      sheet.draw(sheet.lay(text, footer, INNER, 200), footer, { x: PAGE.left, width: INNER, ...at });
    };
    sheet.rule(y - 7);
    pdf.markContent('Artifact', { type: 'Pagination' });
    put(`${twin.title} · ${words.document} ${twin.head.id}`, { y, align: 'left' });
    put(words.page(index + 1, count), { y, align: 'right' });
    put(`${words.twin}\u00a0: ${jsonSha256}`, { y: y + footer.leading, align: 'left' });
    pdf.endMarkedContent();
  }
  return count;
}

async function collect(pdf: PDFKit.PDFDocument): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const done = new Promise<void>((resolve, reject) => {
    pdf.on('data', (piece: Uint8Array) => pieces.push(piece));
    pdf.on('end', resolve);
    pdf.on('error', reject);
  });
  pdf.end();
  await done;
  return Buffer.concat(pieces);
}
