import type { Block, Column, NoticeDocument, Tone } from './document.ts';
import { COLONS } from './format.ts';
import { printable } from './printable.ts';

const MAX_STRING = 2000;

/** Background, border and text of a banner; each text colour has a contrast above 7:1 on its background. */
const TONES: Readonly<Record<Tone, readonly [background: string, border: string, text: string]>> = {
  good: ['#e7f4ea', '#2e7d46', '#14401f'],
  warning: ['#fff4d6', '#b7791f', '#533500'],
  bad: ['#fde8e7', '#b3261e', '#5c100b'],
};
const FONT = 'font-family:-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif';
const CELL = 'padding:6px 10px;border-bottom:1px solid #e3e6ea;vertical-align:top';

/**
 * The HTML part of a message: no script, image, link or remote resource, only inline styles, because mail programs drop the
 * rest and because a message that loads nothing tells nobody that it was read. Every string is escaped here.
 */
export function renderHtml(document: NoticeDocument): string {
  const title = text(document.title);
  const body = document.blocks.map((one) => block(one, COLONS[document.language])).join('\n');
  return `<!DOCTYPE html>
<html lang="${document.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title}</title>
</head>
<body style="margin:0;padding:0;background:#f3f4f6">
<div style="max-width:760px;margin:0 auto;padding:24px 16px;${FONT};font-size:15px;line-height:1.5;color:#1f2328">
<div style="background:#ffffff;border:1px solid #e3e6ea;border-radius:8px;padding:20px 24px">
<h1 style="margin:0 0 16px;font-size:20px;line-height:1.3">${title}</h1>
${body}
</div>
<p style="margin:12px 4px 0;font-size:12px;color:#57606a">${text(document.footer)}</p>
</div>
</body>
</html>
`;
}

/** Text for an element or a quoted attribute: cleaned, bounded and escaped. */
export function text(value: string): string {
  return printable(value, MAX_STRING)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function block(one: Block, colon: string): string {
  switch (one.kind) {
    case 'banner': {
      const [background, border, color] = TONES[one.tone];
      const style = `margin:0 0 16px;padding:10px 14px;background:${background};border-left:4px solid ${border};color:${color}`;
      return `<p style="${style};font-weight:600">${text(one.text)}</p>`;
    }
    case 'heading':
      return `<h2 style="margin:22px 0 8px;font-size:16px;line-height:1.3">${text(one.text)}</h2>`;
    case 'paragraph':
      return `<p style="margin:0 0 12px">${text(one.text)}</p>`;
    case 'quote':
      return `<blockquote style="margin:0 0 12px;padding:2px 14px;border-left:3px solid #c9ced6;color:#424a53">${text(one.text)}</blockquote>`;
    case 'facts':
      return facts(one.rows, colon);
    case 'list': {
      const tag = one.numbered ? 'ol' : 'ul';
      const items = one.items.map((item) => `<li style="margin:0 0 6px;overflow-wrap:anywhere">${text(item)}</li>`);
      return `<${tag} style="margin:0 0 12px;padding-left:22px">${items.join('')}</${tag}>`;
    }
    case 'table':
      return table(one.columns, one.rows);
  }
}

function facts(rows: readonly (readonly [string, string])[], colon: string): string {
  const lines = rows.map(
    ([label, value]) =>
      `<tr><th scope="row" style="padding:3px 16px 3px 0;text-align:left;font-weight:400;color:#57606a;vertical-align:top;white-space:nowrap">${text(label)}${colon}</th>` +
      `<td style="padding:3px 0;overflow-wrap:anywhere">${text(value)}</td></tr>`,
  );
  return `<table style="margin:0 0 12px;border-collapse:collapse;font-size:15px">${lines.join('')}</table>`;
}

function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const numeric = ';font-variant-numeric:tabular-nums;white-space:nowrap';
  const style = (column: Column): string =>
    `${CELL};text-align:${column.align}${column.align === 'right' ? numeric : ''}`;
  const head = columns.map(
    (column) =>
      `<th scope="col" style="${style(column)};font-weight:600;background:#f6f8fa">${text(column.title)}</th>`,
  );
  const body = rows.map((row) => {
    const cells = columns.map((column, index) => `<td style="${style(column)}">${text(row[index] ?? '')}</td>`);
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<div style="overflow-x:auto;margin:0 0 12px"><table style="width:100%;border-collapse:collapse;font-size:14px"><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}
