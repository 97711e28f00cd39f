import { type Block, facts, grid, left, paragraph, quotation, right, signatures } from './blocks.ts';
import { clauses } from './clauses.ts';
import type { MinutesFacts } from './minutes-facts.ts';
import type { MinutesPen } from './minutes-pen.ts';

/** Sections 11 to 16: what is due, until when, what becomes of the data, reservations, signatures, how to check. */
export function outcomeSections(minutes: MinutesFacts, pen: MinutesPen): readonly Block[] {
  return [...amounts(minutes, pen), ...after(minutes, pen), ...reservations(minutes, pen), ...signed(minutes, pen)];
}

function amounts(minutes: MinutesFacts, { heading, words, figures }: MinutesPen): readonly Block[] {
  const total = minutes.amounts.reduce((sum, one) => sum + one.amountCents, 0);
  return [
    heading('amounts'),
    ...(minutes.zeroBecause === null ? [] : [paragraph(words.amounts.zero(minutes.zeroBecause))]),
    ...(minutes.amounts.length === 0
      ? []
      : [
          grid(
            [
              left(words.amounts.what),
              left(words.amounts.clause),
              left(words.amounts.reading),
              left(words.amounts.status),
              right(words.amounts.net),
            ],
            [
              ...minutes.amounts.map((one) => [
                one.text,
                one.clause,
                one.reading ?? '–',
                words.lineStatuses[one.status] ?? one.status,
                figures.money(one.amountCents),
              ]),
              [words.amounts.total, '', '', '', figures.money(total)],
            ],
            { sums: 1 },
          ),
        ]),
    ...(minutes.amounts.length === 0 && minutes.zeroBecause === null ? [paragraph(words.none)] : []),
    heading('lastDay'),
    quotation(clauses.billing.words, words.article(clauses.billing.article)),
    paragraph(
      minutes.lastBilledDay === null ? words.lastDay.open : words.lastDay.known(figures.day(minutes.lastBilledDay)),
    ),
  ];
}

function after(minutes: MinutesFacts, { heading, words, figures }: MinutesPen): readonly Block[] {
  const { notBefore, lockedVersions, lastLockUntil } = minutes.retention;
  return [
    heading('after'),
    paragraph(notBefore === null ? words.after.kept : words.after.notBefore(figures.day(notBefore))),
    paragraph(words.after.how),
    paragraph(
      lockedVersions === null
        ? words.after.lockUnknown
        : lockedVersions === 0
          ? words.after.noLock
          : words.after.locked(
              figures.count(lockedVersions),
              lastLockUntil === null ? '–' : figures.day(lastLockUntil),
            ),
    ),
  ];
}

function reservations(minutes: MinutesFacts, { heading, words, none }: MinutesPen): readonly Block[] {
  return [
    heading('reservations'),
    ...(minutes.reservations.length === 0
      ? [none]
      : minutes.reservations.flatMap((one) => [
          quotation(one.words, words.reserved(words.reasons[one.reason], one.labels.join(', '))),
        ])),
    paragraph(words.onlyThese, 'small'),
  ];
}

function signed(minutes: MinutesFacts, { heading, words, figures }: MinutesPen): readonly Block[] {
  const boxes = minutes.signatures.map((one) => ({
    role: one.name,
    lines: [one.capacity, one.method, figures.instant(one.at)],
  }));
  const empty = [
    { role: words.signatures.client, lines: [] },
    { role: words.signatures.provider, lines: [] },
  ];
  return [
    heading('signatures'),
    signatures(...(boxes.length === 0 ? empty : boxes)),
    facts([words.signatures.timestamp, words.none]),
    heading('check'),
    ...words.check.map((text) => paragraph(text)),
  ];
}
