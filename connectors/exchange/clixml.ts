/**
 * Readable text of a PowerShell error stream, for logs alone: 5.1 writes `#< CLIXML` and XML where the stream is redirected,
 * errors and progress mixed (about_PowerShell_exe). What is no CLIXML is given back as it came. Never used to tell success from failure.
 */
export function readableStderr(stderr: string, limit = 4000): string {
  const start = stderr.indexOf('#< CLIXML');
  if (start < 0) return printable(stderr).slice(0, limit);
  const plain = stderr.slice(0, start);
  const lines: string[] = plain.trim() === '' ? [] : [plain.trim()];
  let size = 0;
  for (const match of stderr.slice(start).matchAll(/<S S="(?:Error|Warning)">([^<]*)<\/S>/g)) {
    const text = plainText(match[1] ?? '');
    lines.push(text);
    size += text.length;
    if (size > limit) break;
  }
  return printable(lines.join('')).slice(0, limit);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function plainText(text: string): string {
  return text
    .replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '')
    .replace(/_x([0-9A-F]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Controls, line and paragraph separators, and the marks that turn the writing direction. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

/** Control characters other than line ends and tabs become U+FFFD: a log shown on a terminal obeys nobody. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (one) => ('\t\r\n'.includes(one) ? one : '\ufffd'));
}
