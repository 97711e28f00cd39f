import { expect, test } from 'vitest';
import { minutesDocument, printDocument, quoteDocument, receiptDocument } from './index.ts';
import { printableText } from './printable-text.ts';
import { inspect } from './testing/inspect-pdf.ts';
import { sampleHead, sampleMinutes, sampleQuote, sampleReceipt } from './testing/sample-documents.ts';

const hostile = {
  'right to left': '\u202egnp.exe\u2066 שלום مرحبا',
  'controls and escapes': 'a\u0000b\u001b[31mred\u0007\u009f\r\nline\tend',
  'a word of ten thousand characters': 'W'.repeat(10_000),
  'ten thousand characters in words': 'mot '.repeat(2_500),
  'emoji and other scripts': '🎉👩‍👩‍👧 会社 หมายเลข Ελλάδα Москва Łódź Việt',
  'halves of characters': 'x\ud800y\udc00z',
  'combining marks': `e${'\u0301'.repeat(500)}`,
  'what is XML or a formula elsewhere': '</rdf:li>]]>&amp;<script> =cmd|calc (\\)',
};

test.each(Object.entries(hostile))('%s never leaves the page nor breaks the document', async (_, name) => {
  const head = {
    ...sampleHead,
    client: { name, lines: [name, name] },
    issuer: { name, lines: Array(50).fill(name) },
    contractId: name,
  };
  const receipt = {
    ...sampleReceipt,
    actor: { name, capacity: name },
    items: [{ label: name, reason: 'other' as const, text: name.slice(0, 2_000) }],
    statement: name,
    follows: [name],
  };
  const minutes = {
    ...sampleMinutes,
    mailboxes: [{ label: name, kind: 'archive' as const, items: 1, bytes: 1, snapshots: [name] }],
    reservations: [{ labels: [name], reason: 'other' as const, words: name }],
    signatures: [{ name, capacity: name, method: name, at: '2027-07-12T09:30:00Z' }],
  };
  for (const twin of [
    receiptDocument(head, receipt),
    minutesDocument(head, minutes),
    quoteDocument(head, { ...sampleQuote, requestedBy: name, reduction: name }),
  ]) {
    const printed = await printDocument(twin);
    const seen = await inspect(printed);
    expect(seen.outside).toEqual([]);
    expect(seen.fonts.filter((font) => !font.embedded)).toEqual([]);
    expect(seen.pages).toBe(printed.pages);
    expect(seen.pages).toBeLessThan(30);
    // The whole name is in the twin, whatever was cut in the picture.
    expect(Buffer.from(printed.json).toString('utf8')).toContain(JSON.stringify(name).slice(1, -1));
  }
});

test('what no font shows and what acts on the line is spelt out', async () => {
  const head = { ...sampleHead, client: { name: '\u202eevil 🎉', lines: [] } };
  const seen = await inspect(await printDocument(quoteDocument(head, sampleQuote)));
  expect(seen.text).toContain('[U+202E]evil [U+1F389]');
});

test('printable text drops nothing but what is past its limit', () => {
  const drawable = (code: number): boolean => code < 0x250;
  expect(printableText('a\tb\r\nc\u0000', { max: 20, drawable })).toEqual({ text: 'a b\nc[U+0000]', cut: false });
  expect(printableText('e\u0301', { max: 1, drawable })).toEqual({ text: 'é', cut: false });
  expect(printableText('abc', { max: 2, drawable })).toEqual({ text: 'ab', cut: true });
  expect(printableText('1\u202f332', { max: 9, drawable })).toEqual({ text: '1\u00a0332', cut: false });
});

test('a table of thousands of rows is drawn in bounded pages, and the rest is said to be in the twin', async () => {
  const row = sampleMinutes.mailboxes[0];
  if (row === undefined) throw new Error('no sample');
  const mailboxes = Array.from({ length: 5_400 }, (_, index) => ({ ...row, label: `boite-${index}@ponant.example` }));
  const printed = await printDocument(minutesDocument(sampleHead, { ...sampleMinutes, mailboxes }));
  const seen = await inspect(printed);
  expect(printed.pages).toBeLessThan(260);
  expect(seen.outside).toEqual([]);
  expect(seen.text).toContain('401 ligne(s) de plus dans le fichier JSON joint.');
}, 60_000);
