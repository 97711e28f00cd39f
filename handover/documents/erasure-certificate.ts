import type { CopyCount, ErasureCertificate } from '../../domain/index.ts';
import { type Block, facts, grid, left, notice, paragraph, right, section } from './blocks.ts';
import { type DocumentHead, type DocumentTwin, documentTwin, plainJson } from './document.ts';
import type { ErasureWords } from './erasure-words.ts';
import { erasureEn } from './erasure-words-en.ts';
import { erasureFr } from './erasure-words-fr.ts';
import { type Figures, figuresFor } from './figures.ts';

/** The certificate as a paper: what was done, by whom, how each copy was counted before and after, and all that is left. */
export function erasureCertificateDocument(head: DocumentHead, certificate: ErasureCertificate): DocumentTwin {
  const words = head.language === 'fr' ? erasureFr : erasureEn;
  const figures = figuresFor(head.language);
  const { verification } = certificate;
  const pen = { words, figures, text: (both: { readonly fr: string; readonly en: string }) => both[head.language] };
  return documentTwin(head, {
    kind: 'erasure-certificate',
    title: words.title,
    subtitle: words.subtitle(figures.count(certificate.number)),
    blocks: [
      notice(words.results[verification.result], pen.text(certificate.statement)),
      ...who(certificate, pen),
      ...copies(certificate, pen),
      ...residuals(certificate, pen),
      section(words.check.title),
      paragraph(pen.text(verification.method)),
      grid(
        [left(words.check.what), right(words.check.looked), left(words.check.result)],
        verification.checks.map((one) => [pen.text(one.what), figures.count(one.looked), words.passed[one.result]]),
      ),
      section(words.next.title),
      paragraph(
        certificate.next === null
          ? words.next.none
          : words.next.due(figures.day(certificate.next.due.slice(0, 10)), pen.text(certificate.next.why)),
      ),
      paragraph(words.note, 'small'),
    ],
    data: plainJson(certificate),
  });
}

interface Pen {
  readonly words: ErasureWords;
  readonly figures: Figures;
  readonly text: (both: { readonly fr: string; readonly en: string }) => string;
}

function who(certificate: ErasureCertificate, { words, figures }: Pen): readonly Block[] {
  const { scope, instruction, instants } = certificate;
  return [
    section(words.who.title),
    facts(
      [words.who.tenant, certificate.tenant],
      [words.who.vault, `${certificate.vaultId} · ${certificate.store}`],
      [
        words.who.scope,
        words.who.counts(
          figures.count(scope.mailboxes),
          figures.count(scope.snapshots),
          figures.count(scope.keys.length),
        ),
      ],
      [words.who.instruction, `${instruction.by}, ${figures.day(instruction.on)} · ${instruction.reference}`],
      [words.who.requester, certificate.requester],
      [words.who.approver, certificate.approver],
      [words.who.operator, certificate.operator],
      [words.who.plan, certificate.planSha256],
    ),
    grid(
      [left(words.who.step), left(words.who.when)],
      (['planned', 'firstDestruction', 'keysDestroyed', 'verified', 'issued'] as const).map((one) => [
        words.steps[one],
        figures.instant(instants[one]),
      ]),
    ),
  ];
}

function copies(certificate: ErasureCertificate, { words, figures, text }: Pen): readonly Block[] {
  const amount = (count: CopyCount): string =>
    `${figures.count(count.objects)} / ${figures.count(count.versions)} / ${figures.bytes(count.bytes)}`;
  return [
    section(words.copies.title),
    paragraph(words.copies.text),
    grid(
      [left(words.copies.copy), left(words.copies.method), right(words.copies.before), right(words.copies.after)],
      certificate.copies.map((one) => [
        `${words.kinds[one.kind]}\n${one.where}`,
        `${words.terms[one.method.term]} – ${one.method.technique}`,
        amount(one.count),
        amount(one.after),
      ]),
    ),
    ...[...new Set(certificate.copies.map((one) => text(one.method.truth)))].map((truth) =>
      paragraph(`• ${truth}`, 'small'),
    ),
  ];
}

function residuals(certificate: ErasureCertificate, { words, figures, text }: Pen): readonly Block[] {
  const until = (iso: string): string => (Number.isNaN(Date.parse(iso)) ? iso : figures.instant(iso));
  return [
    section(words.locked.title),
    paragraph(words.locked.text),
    grid(
      [left(words.locked.object), right(words.locked.bytes), left(words.locked.mode), left(words.locked.until)],
      certificate.locked.map((one) => [
        `${words.kinds[one.kind]}\n${one.key}\n${one.versionId ?? '–'}`,
        figures.bytes(one.bytes),
        one.legalHold ? `${words.modes[one.mode]}, ${words.locked.hold}` : words.modes[one.mode],
        until(one.retainUntil),
      ]),
    ),
    section(words.unseen.title),
    paragraph(words.unseen.text),
    grid(
      [left(words.unseen.what), left(words.unseen.opens)],
      certificate.unseen.map((one) => [text(one.what), words.opens[`${one.opens}`]]),
    ),
    section(words.kept.title),
    grid(
      [
        left(words.kept.what),
        left(words.kept.where),
        right(words.kept.count),
        left(words.kept.why),
        left(words.kept.until),
      ],
      certificate.kept.map((one) => [
        text(one.what),
        one.where,
        figures.count(one.count),
        text(one.why),
        one.until === null ? words.kept.forever : figures.day(one.until),
      ]),
    ),
  ];
}
