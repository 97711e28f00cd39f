/** A field that a spreadsheet takes as text: what would start a formula gets an apostrophe, quotes are doubled. */
export function csvField(value: string | number): string {
  const text = typeof value === 'number' ? String(value) : value.replaceAll('\0', '');
  const safe = typeof value === 'string' && /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",;\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One record of RFC 4180, ended by CR LF as it asks. */
export function csvRow(fields: readonly (string | number)[]): string {
  return `${fields.map(csvField).join(',')}\r\n`;
}
