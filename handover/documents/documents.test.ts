import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../core/index.ts';
import {
  type DocumentLanguage,
  type DocumentTwin,
  erasureCertificateDocument,
  minutesDocument,
  printDocument,
  quoteDocument,
  receiptDocument,
} from './index.ts';
import { inspect } from './testing/inspect-pdf.ts';
import {
  sampleCertificate,
  sampleHead,
  sampleMinutes,
  sampleQuote,
  sampleReceipt,
} from './testing/sample-documents.ts';

const samples: Readonly<Record<string, (language: DocumentLanguage) => DocumentTwin>> = {
  quote: (language) => quoteDocument({ ...sampleHead, language }, sampleQuote),
  receipt: (language) => receiptDocument({ ...sampleHead, language }, sampleReceipt),
  minutes: (language) => minutesDocument({ ...sampleHead, language }, sampleMinutes),
  'erasure certificate': (language) => erasureCertificateDocument({ ...sampleHead, language }, sampleCertificate),
};
const each = Object.keys(samples).flatMap((name) => [
  { name, language: 'fr' as const },
  { name, language: 'en' as const },
]);
const printSample = (name: string, language: DocumentLanguage) => printDocument(twinOf(name, language));
function twinOf(name: string, language: DocumentLanguage): DocumentTwin {
  const make = samples[name];
  if (make === undefined) throw new Error(name);
  return make(language);
}
const squeezed = (text: string): string => text.replace(/\s+/g, ' ');

test.each(each)(
  '$name in $language: fonts embedded, text inside the page, twin attached',
  async ({ name, language }) => {
    const printed = await printSample(name, language);
    const seen = await inspect(printed);
    expect(seen.fonts.length).toBeGreaterThan(1);
    expect(seen.fonts.filter((font) => !font.embedded || !font.name.includes('SourceSans3'))).toEqual([]);
    expect(seen.outside).toEqual([]);
    expect(seen.pages).toBe(printed.pages);
    expect(seen.attachments).toEqual([expect.stringContaining('DEV-2027-0001.json')]);
    // Its hash on each page, and page x of y.
    expect(seen.text.split(printed.jsonSha256)).toHaveLength(printed.pages + 1);
    expect(seen.text).toContain(`page ${printed.pages} / ${printed.pages}`);
  },
);

test.each(each)('$name in $language: each word of the twin stands in the PDF', async ({ name, language }) => {
  const twin = twinOf(name, language);
  const shown = squeezed((await inspect(await printDocument(twin))).text);
  const words = new Set(textsOf(twin.blocks).flatMap((text) => text.split(/\s+/)));
  // A word too wide for its column is broken over lines; every other one is found whole.
  expect([...words].filter((word) => word.length < 12 && !shown.includes(word))).toEqual([]);
});

function textsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? [value] : [];
  return Object.entries(value).flatMap(([key, one]) => (['block', 'align', 'tone'].includes(key) ? [] : textsOf(one)));
}

test('the same facts give the same bytes; another instant gives others', async () => {
  const [first, again] = [await printSample('minutes', 'fr'), await printSample('minutes', 'fr')];
  expect(again.pdfSha256).toBe(first.pdfSha256);
  const later = quoteDocument({ ...sampleHead, issuedAt: '2027-04-06T10:00:01Z' }, sampleQuote);
  expect((await printDocument(later)).pdfSha256).not.toBe((await printSample('quote', 'fr')).pdfSha256);
});

test('the PDF says that it is PDF/A-3b, tagged, and in which language', async () => {
  const { pdf } = await printSample('quote', 'fr');
  const raw = Buffer.from(pdf).toString('latin1');
  expect(raw).toContain('<pdfaid:part>3</pdfaid:part>');
  expect(raw).toContain('<pdfaid:conformance>B</pdfaid:conformance>');
  expect(raw).toMatch(/\/Marked true/);
  expect(raw).toMatch(/\/Lang \(fr\)/);
  expect(raw).toMatch(/\/AFRelationship \/Alternative/);
  expect(raw).toMatch(/\/OutputIntents/);
});

test('the JSON twin is canonical, holds the facts in cents and hashes to what the pages bear', async () => {
  const printed = await printSample('quote', 'fr');
  const text = Buffer.from(printed.json).toString('utf8');
  const twin = JSON.parse(text);
  expect(text).toBe(`${canonicalJson(twin)}\n`);
  expect(createHash('sha256').update(printed.json).digest('hex')).toBe(printed.jsonSha256);
  expect(twin.data.tariffs).toEqual({ 'F-complete': 108_000, 'F-prorata': 133_200, 'F-started': 144_000 });
});

test('the quote shows three tariffs, the clause, the free route first and tax once', async () => {
  const shown = squeezed((await inspect(await printSample('quote', 'fr'))).text);
  for (const money of [
    '1 080,00 €',
    '1 332,00 €',
    '1 440,00 €',
    '129,90 €',
    '18,50 €',
    '1 480,40 €',
    '296,08 €',
    '1 776,48 €',
  ]) {
    expect(shown).toContain(money);
  }
  expect(shown).toContain('360 €HT / 10 boîtes mails + prix du support physique si nécessaire');
  expect(shown.indexOf('la remise en ligne est gratuite')).toBeLessThan(shown.indexOf('1. Objet'));
  expect(shown.match(/TVA/g)).toHaveLength(1);
});

test('a fee of nothing says why', async () => {
  const free = { ...sampleQuote, feeCents: 0, media: [], reduction: 'aucun frais depuis le 12 janvier 2027.' };
  const shown = squeezed((await inspect(await printDocument(quoteDocument(sampleHead, free)))).text);
  expect(shown).toContain('Pourquoi ce montant : aucun frais depuis le 12 janvier 2027.');
  expect(shown).toContain('Total TTC 0,00 €');
});

test('the minutes have their sixteen sections in order, in both languages', async () => {
  for (const language of ['fr', 'en'] as const) {
    const shown = (await inspect(await printSample('minutes', language))).text;
    const numbers = [...shown.matchAll(/^(\d+)\. \S/gm)].map(([, number]) => Number(number));
    expect(numbers).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
  }
});

test('minutes about nothing are still minutes: every section says none', async () => {
  const empty = {
    ...sampleMinutes,
    request: null,
    derivations: [],
    packs: [],
    rounds: [],
    cutover: null,
    classes: [],
    mailboxes: [],
    packages: [],
    links: [],
    differences: [],
    notCaptured: [],
    verdicts: [],
    items: [],
    statement: null,
    reservations: [],
    verifierReceipt: null,
    amounts: [],
    lastBilledDay: null,
    retention: { notBefore: null, lockedVersions: null, lastLockUntil: null },
  };
  const seen = await inspect(await printDocument(minutesDocument(sampleHead, empty)));
  expect(seen.outside).toEqual([]);
  expect(seen.text.match(/Néant/g)?.length).toBeGreaterThan(10);
});

test('a certificate with residuals lists them and never says that all data are gone', async () => {
  for (const language of ['fr', 'en'] as const) {
    const shown = squeezed((await inspect(await printSample('erasure certificate', language))).text);
    expect(shown).toContain('packs/ab/abcdef0123456789');
    expect(shown).not.toMatch(/all data (have|has) been|toutes les données (ont|sont)/i);
  }
});

test('an id that could not stand in a file name, or no instant of issue, is refused', () => {
  for (const id of ['', '../x', 'a b', 'é', 'x'.repeat(65)]) {
    expect(() => quoteDocument({ ...sampleHead, id }, sampleQuote)).toThrow(
      expect.objectContaining({ code: 'DOCUMENT_INVALID' }),
    );
  }
  expect(() => quoteDocument({ ...sampleHead, issuedAt: 'soon' }, sampleQuote)).toThrow(
    expect.objectContaining({ code: 'DOCUMENT_INVALID' }),
  );
});
