import { type Cents, type DataActScope, type FeeReading, invoiceTotals, type Route } from '../../domain/index.ts';
import { type Block, facts, grid, left, notice, paragraph, quotation, right, section, signatures } from './blocks.ts';
import { clauses } from './clauses.ts';
import { type DocumentHead, type DocumentTwin, documentTwin, plainJson } from './document.ts';
import { type Figures, figuresFor } from './figures.ts';
import type { QuoteWords } from './quote-words.ts';
import { quoteEn } from './quote-words-en.ts';
import { quoteFr } from './quote-words-fr.ts';

/** What a quote for the hand-over says; amounts in cents, without tax. */
export interface QuoteFacts {
  readonly quoteId: string;
  /** LocalDate of the client's request; null where nobody asked yet. */
  readonly requestedOn: string | null;
  readonly requestedBy: string | null;
  readonly route: Route;
  /** Mailboxes that the fee counts and those handed over; the count is final once the inventory is frozen. */
  readonly mailboxes: {
    readonly counted: number;
    readonly handedOver: number;
    readonly rule: 'B-user' | 'B-all';
    readonly final: boolean;
  };
  readonly tariffs: Readonly<Record<FeeReading, Cents>>;
  readonly applied: FeeReading;
  /** What is asked for under the applied reading and the law. */
  readonly feeCents: Cents;
  /** Why the fee is 0 or lower than the tariff, in the document's language. */
  readonly reduction: string | null;
  readonly dataAct: {
    readonly scope: DataActScope;
    readonly reason: string;
    readonly reviewer: string;
    /** `id@version` and status of the rule pack that decided; null where none did. */
    readonly packId: string | null;
    readonly status: string | null;
  };
  /** Media at cost; empty where the online route is chosen or the client brings one. */
  readonly media: readonly {
    readonly label: string;
    readonly priceCents: Cents;
    readonly carriageCents: Cents;
    /** SHA-256 of the supplier's invoice; null for an estimate. */
    readonly invoiceSha256: string | null;
  }[];
  readonly vatRateBp: number;
}

/** 360 €HT for ten mailboxes (article 17.2). */
const TEN_CENTS = 36_000;
const ONE_CENTS = 3_600;

/** The quote: the free route first, the clause's words, the three tariffs, the one applied, the media, tax once. */
export function quoteDocument(head: DocumentHead, quote: QuoteFacts): DocumentTwin {
  const words = head.language === 'fr' ? quoteFr : quoteEn;
  const figures = figuresFor(head.language);
  return documentTwin(head, {
    kind: 'quote',
    title: words.title,
    subtitle: words.subtitle(quote.quoteId),
    blocks: [
      notice(words.free.title, words.free.text),
      ...subject(quote, words, figures),
      ...tariffs(quote, words, figures),
      ...amounts(quote, words, figures),
      ...law(quote, words),
      section(words.agreement.title),
      ...words.agreement.texts.map((text) => paragraph(text)),
      signatures({ role: words.agreement.client, lines: [] }, { role: words.agreement.provider, lines: [] }),
    ],
    data: plainJson(quote),
  });
}

function subject(quote: QuoteFacts, words: QuoteWords, figures: Figures): readonly Block[] {
  const { mailboxes } = quote;
  const asked = [quote.requestedOn === null ? null : figures.day(quote.requestedOn), quote.requestedBy];
  return [
    section(words.subject.title),
    quotation(clauses.fee.words, words.article(clauses.fee.article)),
    facts(
      [words.subject.request, asked.filter((one) => one !== null).join(', ') || '–'],
      [words.subject.route, words.routes[quote.route]],
      [words.subject.counted, words.counts[mailboxes.rule](figures.count(mailboxes.counted))],
      [words.subject.handedOver, figures.count(mailboxes.handedOver)],
      [words.subject.state, mailboxes.final ? words.subject.final : words.subject.provisional],
    ),
  ];
}

function tariffs(quote: QuoteFacts, words: QuoteWords, figures: Figures): readonly Block[] {
  const n = quote.mailboxes.counted;
  const tens = (count: number): string => `${figures.count(count)} × ${figures.money(TEN_CENTS)}`;
  const how: Readonly<Record<FeeReading, string>> = {
    'F-complete': tens(Math.floor(n / 10)),
    'F-prorata': `${figures.count(n)} × ${figures.money(ONE_CENTS)}`,
    'F-started': tens(Math.ceil(n / 10)),
  };
  const order: readonly FeeReading[] = ['F-complete', 'F-prorata', 'F-started'];
  return [
    section(words.tariffs.title),
    paragraph(words.tariffs.text),
    grid(
      [left(words.tariffs.reading), left(words.tariffs.how), right(words.tariffs.amount), left(words.tariffs.applied)],
      order.map((one) => [
        words.readings[one],
        how[one],
        figures.money(quote.tariffs[one]),
        one === quote.applied ? words.tariffs.yes : '',
      ]),
    ),
    paragraph(words.tariffs.why[quote.applied]),
  ];
}

function amounts(quote: QuoteFacts, words: QuoteWords, figures: Figures): readonly Block[] {
  const rows: (readonly string[])[] = [
    [words.amounts.fee(words.readings[quote.applied]), clauses.fee.article, figures.money(quote.feeCents)],
  ];
  for (const one of quote.media) {
    const proof = one.invoiceSha256 === null ? words.amounts.estimate : words.amounts.invoice(one.invoiceSha256);
    rows.push([`${one.label} (${proof})`, clauses.fee.article, figures.money(one.priceCents)]);
    rows.push([words.amounts.carriage(one.label), clauses.fee.article, figures.money(one.carriageCents)]);
  }
  const { vatRateBp } = quote;
  const cents = [quote.feeCents, ...quote.media.flatMap((one) => [one.priceCents, one.carriageCents])];
  const totals = invoiceTotals(cents.map((amountCents) => ({ amountCents, vatRateBp })));
  return [
    section(words.amounts.title),
    grid(
      [left(words.amounts.what), left(words.amounts.clause), right(words.amounts.net)],
      [
        ...rows,
        [words.amounts.total, '', figures.money(totals.netCents)],
        [words.amounts.vat(figures.rate(quote.vatRateBp)), '', figures.money(totals.vatCents)],
        [words.amounts.gross, '', figures.money(totals.grossCents)],
      ],
      { sums: 3 },
    ),
    ...(quote.media.length === 0 ? [paragraph(words.amounts.noMedia)] : []),
    ...(quote.reduction === null ? [] : [paragraph(words.amounts.reduced(quote.reduction), 'strong')]),
  ];
}

function law(quote: QuoteFacts, words: QuoteWords): readonly Block[] {
  const { dataAct } = quote;
  const pack = dataAct.packId === null ? words.law.noPack : `${dataAct.packId} (${dataAct.status ?? '–'})`;
  return [
    section(words.law.title),
    facts(
      [words.law.scope, words.law.scopes[dataAct.scope]],
      [words.law.reason, `${dataAct.reason} (${dataAct.reviewer})`],
      [words.law.pack, pack],
    ),
    paragraph(words.law.note, 'small'),
  ];
}
