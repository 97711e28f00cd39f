import { type Block, grid, left, paragraph, quotation, right } from './blocks.ts';
import { clauses } from './clauses.ts';
import type { MinutesFacts } from './minutes-facts.ts';
import type { MinutesPen } from './minutes-pen.ts';

/** Sections 6 to 10: how it was delivered, compared and judged, and what the client says of each item. */
export function deliverySections(minutes: MinutesFacts, pen: MinutesPen): readonly Block[] {
  return [
    ...delivery(minutes, pen),
    ...reconciliation(minutes, pen),
    ...verdicts(minutes, pen),
    ...statement(minutes, pen),
  ];
}

function delivery(minutes: MinutesFacts, { heading, words, figures, none }: MinutesPen): readonly Block[] {
  const { links, media } = minutes;
  const blocks: Block[] = [heading('delivery')];
  if (links.length > 0) {
    blocks.push(
      grid(
        [
          left(words.delivery.link),
          left(words.delivery.recipient),
          left(words.delivery.period),
          left(words.delivery.opened),
          right(words.delivery.served),
        ],
        links.map((one) => [
          one.id,
          one.recipient,
          `${figures.instant(one.from)} – ${figures.instant(one.until)}`,
          one.openedAt === null ? words.delivery.never : figures.instant(one.openedAt),
          figures.bytes(one.bytesServed),
        ]),
      ),
      paragraph(words.delivery.notReceived, 'small'),
    );
  }
  if (media.length > 0) {
    blocks.push(
      grid(
        [
          left(words.delivery.serial),
          left(words.delivery.seal),
          left(words.delivery.carrier),
          left(words.delivery.receipt),
        ],
        media.map((one) => [one.serial, one.seal, one.carrier, one.receipt ?? words.none]),
      ),
    );
  }
  return blocks.length === 1 ? [...blocks, none] : blocks;
}

function reconciliation(minutes: MinutesFacts, { heading, words, figures }: MinutesPen): readonly Block[] {
  return [
    heading('reconciliation'),
    paragraph(
      minutes.unexplained === 0
        ? words.reconciliation.explained
        : words.reconciliation.unexplained(figures.count(minutes.unexplained)),
    ),
    grid(
      [
        left(words.reconciliation.what),
        left(words.reconciliation.class),
        right(words.reconciliation.count),
        left(words.reconciliation.message),
      ],
      minutes.differences.map((one) => [one.what, one.class, figures.count(one.count), one.message]),
    ),
    paragraph(words.reconciliation.notCaptured),
    grid(
      [left(words.reconciliation.what), left(words.reconciliation.why)],
      minutes.notCaptured.map((one) => [one.what, one.why]),
    ),
  ];
}

function verdicts(minutes: MinutesFacts, { heading, words, figures }: MinutesPen): readonly Block[] {
  const unclean = minutes.verdicts.filter((one) => one.verdict !== 'CLEAN');
  return [
    heading('verdicts'),
    paragraph(
      words.verdicts.clean(
        figures.count(minutes.verdicts.length - unclean.length),
        figures.count(minutes.verdicts.length),
      ),
    ),
    ...(unclean.length === 0
      ? []
      : [
          grid(
            [
              left(words.verdicts.mailbox),
              left(words.verdicts.night),
              left(words.verdicts.verdict),
              left(words.verdicts.reasons),
            ],
            unclean.map((one) => [one.label, figures.day(one.night), one.verdict, one.reasons.join(' ; ')]),
          ),
          quotation(clauses.integrity.words, words.article(clauses.integrity.article)),
          paragraph(words.verdicts.note, 'small'),
        ]),
  ];
}

function statement(minutes: MinutesFacts, { heading, words, figures, none }: MinutesPen): readonly Block[] {
  const { items, verifierReceipt } = minutes;
  const count = (status: MinutesFacts['items'][number]['status']): string =>
    `${words.statuses[status]}${words.colon} ${figures.count(items.filter((one) => one.status === status).length)}`;
  return [
    heading('statement'),
    paragraph([count('confirmed'), count('contested'), count('waived'), count('open')].join(' · '), 'strong'),
    grid(
      [
        left(words.statement.item),
        right(words.rounds.round),
        left(words.statement.status),
        left(words.statement.reason),
      ],
      items.map((one) => [
        one.label,
        figures.count(one.round),
        words.statuses[one.status],
        one.reason === null ? '' : words.reasons[one.reason],
      ]),
    ),
    ...(minutes.statement === null
      ? [paragraph(words.statement.notYet)]
      : [quotation(minutes.statement.words, `${minutes.statement.by}, ${figures.instant(minutes.statement.at)}`)]),
    heading('receipt'),
    verifierReceipt === null
      ? none
      : paragraph(
          words.verifier(
            figures.instant(verifierReceipt.at),
            figures.count(verifierReceipt.differences),
            verifierReceipt.signed,
            verifierReceipt.root,
          ),
        ),
  ];
}
