import type { Command } from 'commander';
import { base32 } from '../../core/index.ts';
import {
  countMailboxes,
  documentHead,
  FEE_READINGS,
  type FeeReading,
  type HandoverQuote,
  parisDay,
  quoteDocument,
  quoteOf,
  tenantId,
} from '../../daemon/index.ts';
import { type Block, column, heading, line, table } from '../command.ts';
import { moneyText, type OpenContract, openContract, readingName, writeDocument } from '../contract/index.ts';
import { oneOf, type Register, wholeNumber } from '../register.ts';

interface Options {
  readonly route: 'online' | 'medium';
  readonly reading?: FeeReading;
  readonly medium?: string;
  readonly mediumPrice: number;
  readonly carriage: number;
  readonly pdf?: string;
  readonly issue?: boolean;
}

/** Most cents of a medium or its carriage: a typing error of two digits is not quoted. */
const MOST_CENTS = 100_000_00;

/** `reversibility quote TENANT`: the free route first, three tariffs, the one applied; `--issue` records it, `--pdf` writes it. */
export const registerReversibilityQuote: Register = (reversibility: Command, run) => {
  reversibility
    .command('quote')
    .argument('<tenant>', 'id of the tenant')
    .description('what the hand-over costs: three tariffs, the one applied, why 0')
    .option('--route <route>', 'online (free) or medium', oneOf('online', 'medium'), 'medium')
    .option(
      '--reading <reading>',
      'F-complete, F-prorata or F-started; that of the contract where absent',
      oneOf(...FEE_READINGS),
    )
    .option('--medium <label>', 'what the medium is')
    .option('--medium-price <cents>', 'its price without tax, at cost', wholeNumber(0, MOST_CENTS), 0)
    .option('--carriage <cents>', 'its carriage without tax, at cost', wholeNumber(0, MOST_CENTS), 0)
    .option('--pdf <file>', 'write the quote as PDF, its JSON twin beside it')
    .option('--issue', 'record that the quote was issued')
    .action(
      run<Options>(async (context, options, tenant = '') => {
        const opened = await openContract(context, tenant);
        const { lang } = context.globals;
        const media =
          options.route === 'online' || (options.medium === undefined && options.mediumPrice + options.carriage === 0)
            ? []
            : [
                {
                  label: options.medium ?? (lang === 'fr' ? 'Support physique' : 'Physical medium'),
                  priceCents: options.mediumPrice,
                  carriageCents: options.carriage,
                  invoiceSha256: null,
                },
              ];
        const known = await countMailboxes(await opened.app.catalog(), tenantId(tenant));
        const { route, reading } = options;
        const quote = quoteOf(opened.state, {
          known,
          now: opened.now,
          language: lang,
          route,
          media,
          ...(reading === undefined ? {} : { reading }),
        });
        const quoteId = `DEV-${parisDay(opened.now)}-${base32(opened.app.random(3))}`;
        const issued = options.issue === true ? await issue(opened, quote, { quoteId, route }) : null;
        const written =
          options.pdf === undefined
            ? null
            : await writeDocument(context.cwd, options.pdf, documentOf(opened, quote, { quoteId, route, media, lang }));
        const { fee, mailboxes, lines, totalCents, reduction } = quote;
        return {
          document: {
            tenant,
            quoteId: issued === null && written === null ? null : quoteId,
            issued: issued !== null,
            free: { route: 'online', totalCents: 0, currency: 'EUR' },
            mailboxes,
            tariffs: fee.tariffs,
            reading: fee.reading,
            zeroBecause: route === 'online' ? 'online-route' : fee.zeroBecause,
            reduction,
            pack: fee.packId,
            status: fee.status,
            quote: { lines, totalCents, currency: 'EUR' },
            document: written,
          },
          blocks: [
            line('en ligne : 0,00 €, sans accepter de devis', 'online: €0.00, without accepting a quote'),
            ...quoteBlocks(quote, lang),
            ...(issued === null ? [] : [line(`devis ${quoteId} enregistré`, `quote ${quoteId} recorded`)]),
            ...(written === null ? [] : [line(`écrit : ${written.pdf}`, `written: ${written.pdf}`)]),
          ],
          exit: 'done',
        };
      }),
    );
};

async function issue(
  opened: OpenContract,
  { mailboxes, fee, lines }: HandoverQuote,
  { quoteId, route }: { readonly quoteId: string; readonly route: 'online' | 'medium' },
) {
  const [labour] = lines;
  const amountCents = labour?.totalCents ?? 0;
  const body = {
    type: 'quote.issued',
    quoteId,
    mailboxes: mailboxes.counted,
    reading: fee.reading,
    amountCents,
    route,
  } as const;
  return opened.record(body, []);
}

function documentOf(
  { app, state, now }: OpenContract,
  quote: HandoverQuote,
  {
    quoteId,
    route,
    media,
    lang,
  }: {
    readonly quoteId: string;
    readonly route: 'online' | 'medium';
    readonly media: Parameters<typeof quoteDocument>[1]['media'];
    readonly lang: 'fr' | 'en';
  },
) {
  const { terms, handover } = state;
  const { fee, mailboxes, reduction, lines } = quote;
  const drafted = fee.packId.startsWith('contract');
  return quoteDocument(documentHead(app.config, state, { id: quoteId, language: lang, issuedAtMs: now }), {
    quoteId,
    requestedOn: handover.requestedOn,
    requestedBy: null,
    route,
    mailboxes,
    tariffs: fee.tariffs,
    applied: fee.reading,
    feeCents: lines[0]?.totalCents ?? 0,
    reduction,
    dataAct: {
      scope: terms?.dataAct.scope ?? 'unsure',
      reason: terms?.dataAct.reason ?? '–',
      reviewer: terms?.dataAct.reviewer ?? '–',
      packId: drafted ? null : fee.packId,
      status: drafted ? null : fee.status,
    },
    media,
    vatRateBp: terms?.vatRateBp ?? 0,
  });
}

/** The three tariffs and the lines, as a person reads them. */
export function quoteBlocks(
  { fee, mailboxes, lines, totalCents, reduction }: HandoverQuote,
  lang: 'fr' | 'en',
): readonly Block[] {
  const state = mailboxes.final ? { fr: 'définitif', en: 'final' } : { fr: 'provisoire', en: 'provisional' };
  return [
    heading(
      `Trois lectures de « 360 €HT / 10 boîtes mails » pour ${mailboxes.counted} boîte(s) (${mailboxes.rule}, ${state.fr})`,
      `Three readings of « 360 €HT / 10 boîtes mails » for ${mailboxes.counted} mailbox(es) (${mailboxes.rule}, ${state.en})`,
    ),
    table(
      [column('Lecture', 'Reading'), column('Montant HT', 'Amount excl. tax', 'right'), column('Appliquée', 'Applied')],
      (['F-complete', 'F-prorata', 'F-started'] as const).map((one) => [
        readingName(one)[lang],
        moneyText(fee.tariffs[one], lang),
        one === fee.reading ? '←' : '',
      ]),
    ),
    heading('Devis', 'Quote'),
    table(
      [
        column('Désignation', 'Description'),
        column('Article', 'Article'),
        column('Quantité', 'Quantity', 'right'),
        column('Unité HT', 'Unit excl. tax', 'right'),
        column('Total HT', 'Total excl. tax', 'right'),
      ],
      [
        ...lines.map((one) => [
          one.label,
          one.clause,
          String(one.quantity),
          moneyText(one.unitCents, lang),
          moneyText(one.totalCents, lang),
        ]),
        ['Total', '', '', '', moneyText(totalCents, lang)],
      ],
    ),
    ...(reduction === null ? [] : [line(`pourquoi : ${reduction}`, `why: ${reduction}`)]),
  ];
}
