import { type Block, facts, grid, left, notice, paragraph, quotation, right } from './blocks.ts';
import { clauses } from './clauses.ts';
import { readingName, timerName } from './contract-names.ts';
import type { MinutesFacts } from './minutes-facts.ts';
import type { MinutesPen } from './minutes-pen.ts';

/** Sections 1 to 5: who, on which basis, what was frozen, counted and packed. */
export function contentSections(minutes: MinutesFacts, pen: MinutesPen): readonly Block[] {
  return [
    ...parties(minutes, pen),
    ...basis(minutes, pen),
    ...rounds(minutes, pen),
    ...counts(minutes, pen),
    ...packed(minutes, pen),
  ];
}

function parties(minutes: MinutesFacts, { heading, words, figures, head }: MinutesPen): readonly Block[] {
  const { signatory, contract } = minutes;
  return [
    ...(minutes.rehearsal ? [notice(words.rehearsal.title, words.rehearsal.text)] : []),
    heading('parties'),
    facts(
      [words.parties.provider, head.issuer.name],
      [words.parties.client, head.client.name],
      [words.parties.signatory, `${signatory.name}, ${signatory.capacity}, ${signatory.email}`],
      [words.parties.contract, words.parties.subscribed(head.contractId, figures.day(contract.subscribedOn))],
      [words.parties.text, contract.textSha256],
    ),
  ];
}

function basis(minutes: MinutesFacts, { head, heading, words, figures, none }: MinutesPen): readonly Block[] {
  const { request, derivations, packs } = minutes;
  return [
    heading('basis'),
    quotation(clauses.perform.words, words.article(clauses.perform.article)),
    quotation(clauses.recovery.words, words.article(clauses.recovery.article)),
    request === null
      ? paragraph(words.basis.noRequest)
      : paragraph(words.basis.request(figures.day(request.on), request.by, request.channel)),
    paragraph(words.basis.text),
    derivations.length === 0
      ? none
      : grid(
          [
            left(words.basis.timer),
            left(words.basis.clause),
            left(words.basis.reading),
            left(words.basis.from),
            left(words.basis.result),
          ],
          derivations.map((one) => [
            timerName(one.timer)[head.language],
            one.clause,
            readingName(one.reading)[head.language],
            figures.day(one.from),
            figures.day(one.result),
          ]),
        ),
    facts([words.basis.packs, packs.join(', ') || words.none]),
  ];
}

function rounds(minutes: MinutesFacts, { heading, words, figures }: MinutesPen): readonly Block[] {
  const { cutover } = minutes;
  return [
    heading('rounds'),
    grid(
      [right(words.rounds.round), left(words.rounds.frozen), left(words.rounds.package), left(words.rounds.reason)],
      minutes.rounds.map((one) => [
        figures.count(one.round),
        figures.instant(one.frozenAt),
        one.packageId ?? '–',
        one.reason ?? words.rounds.first,
      ]),
    ),
    paragraph(
      cutover === null
        ? words.rounds.noCutover
        : words.rounds.cutover(words.cutovers[cutover.how], figures.day(cutover.on)),
    ),
  ];
}

function counts(minutes: MinutesFacts, { heading, words, figures }: MinutesPen): readonly Block[] {
  const items = minutes.mailboxes.reduce((sum, one) => sum + one.items, 0);
  const bytes = minutes.mailboxes.reduce((sum, one) => sum + one.bytes, 0);
  return [
    heading('counts'),
    facts([words.counts.register, minutes.registerVersion]),
    grid(
      [
        left(words.counts.mailbox),
        left(words.counts.part),
        right(words.counts.items),
        right(words.counts.bytes),
        left(words.counts.snapshots),
      ],
      [
        ...minutes.mailboxes.map((one) => [
          one.label,
          words.parts[one.kind],
          figures.count(one.items),
          figures.bytes(one.bytes),
          one.snapshots.join('\n'),
        ]),
        [words.counts.total, '', figures.count(items), figures.bytes(bytes), ''],
      ],
      { sums: 1 },
    ),
    grid(
      [
        right(words.counts.number),
        left(words.counts.class),
        left(words.counts.state),
        right(words.counts.entries),
        left(words.counts.why),
      ],
      minutes.classes.map((one) => [
        figures.count(one.number),
        one.name,
        words.states[one.state],
        one.entries === null ? '–' : figures.count(one.entries),
        one.why ?? '',
      ]),
    ),
  ];
}

function packed(minutes: MinutesFacts, { heading, words, figures }: MinutesPen): readonly Block[] {
  return [
    heading('package'),
    ...minutes.packages.map((one) =>
      facts(
        [words.packages.package, words.packages.round(one.id, figures.count(one.round))],
        [words.packages.root, one.root],
        [
          words.packages.holds,
          words.packages.amounts(figures.count(one.bags), figures.count(one.files), figures.bytes(one.bytes)),
        ],
      ),
    ),
    ...(minutes.packages.length === 0 ? [paragraph(words.none)] : []),
    facts(
      [words.packages.algorithm, words.packages.sha512],
      [words.packages.key, words.none],
      [words.packages.volumes, words.none],
    ),
  ];
}
