import { sha256Hex } from '../../core/index.ts';
import type { Block, Column, Tone } from './document.ts';
import { type DutySubject, dayIn, dutyWords } from './duty-notice-words.ts';
import { printable } from './printable.ts';
import { renderHtml } from './render-html.ts';
import { renderText } from './render-text.ts';
import {
  derivationWords,
  dutyPhrases,
  isOperatorDuty,
  type OperatorDutyText,
  operatorDutyTexts,
} from './texts/index.ts';
import type { Language, Notice, Reader } from './types.ts';

/** A subject that connectors/mail takes, with room for what is put around the title. */
const MAX_TITLE = 150;
const TONES: Readonly<Record<'info' | 'warning' | 'alarm', Tone>> = { info: 'good', warning: 'warning', alarm: 'bad' };
const GRAVEST = ['alarm', 'warning', 'info'] as const;

/**
 * One message for what all contracts ask of the operator, gravest first; contracts that ask for the same share a section with
 * what it means, which contracts it concerns, and the commands that come next. `subjects` must not be empty (RangeError). Pure.
 */
export function dutyDigest(subjects: readonly DutySubject[], reader: Reader): Notice {
  const sorted = subjects.toSorted((a, b) => rank(a) - rank(b));
  const sections = [...Map.groupBy(sorted, ({ duty }) => duty.what).values()];
  const [first] = sections;
  if (first === undefined) throw new RangeError('no duty to tell of');
  const { language } = reader;
  const phrases = dutyPhrases[language];
  const blocks: Block[] = sections.flatMap((one) => sectionBlocks(one, reader));
  blocks.push({ kind: 'paragraph', text: phrases.wasTold });
  const document = {
    language,
    title: phrases.digestTitle(subjects.length),
    blocks,
    footer: phrases.footer(reader.organisation),
  };
  const identity = JSON.stringify(sorted.map(({ tenant, duty }) => [tenant, duty.key]));
  const title = printable(textOf(first, language).title, MAX_TITLE);
  return {
    id: `duties-${sha256Hex(Buffer.from(identity)).slice(0, 32)}`,
    subject: phrases.digestSubject(subjects.length, title),
    text: renderText(document),
    html: renderHtml(document),
  };
}

const rank = ({ duty }: DutySubject): number => GRAVEST.indexOf(duty.severity);

function sectionBlocks(section: readonly DutySubject[], reader: Reader): readonly Block[] {
  const [gravest] = section;
  if (gravest === undefined) return [];
  const { language } = reader;
  const phrases = dutyPhrases[language];
  const text = textOf(section, language);
  const words = section.map((one) => dutyWords(one, reader));
  const [one] = words;
  const single = words.length === 1 && one !== undefined;
  const about = single ? one : { tenant: 'TENANT', id: 'ID' };
  const { detail } = text;
  const day = dayIn(language);
  const titles = [phrases.client, phrases.contract, phrases.today, phrases.lastDay, phrases.article];
  const columns: Column[] = [...titles, ...(detail === undefined ? [] : [phrases.detail])].map((title) => ({
    title,
    align: 'left',
  }));
  const rows = words.map((w) => [
    `${w.client} (${w.tenant})`,
    w.contract,
    w.day,
    w.due,
    w.article,
    ...(detail === undefined ? [] : [printable(detail(w), 300)]),
  ]);
  const derived = section.flatMap(({ duty: { derivation } }) =>
    derivation === null || !single ? [] : [derivationWords(derivation, language, day)],
  );
  const list: Block = single
    ? { kind: 'facts', rows: columns.map(({ title }, index) => [title, rows[0]?.[index] ?? ''] as const) }
    : { kind: 'table', columns, rows };
  return [
    { kind: 'banner', tone: TONES[gravest.duty.severity], text: text.title },
    { kind: 'paragraph', text: text.meaning },
    list,
    ...derived.map((how) => ({ kind: 'paragraph', text: phrases.derivationLine(how) }) as const),
    { kind: 'list', items: text.next(about), numbered: true },
  ];
}

/** A duty that this version has no text for is told all the same. */
function textOf(section: readonly DutySubject[], language: Language): OperatorDutyText {
  const what = section[0]?.duty.what ?? '';
  const phrases = dutyPhrases[language];
  if (isOperatorDuty(what)) return operatorDutyTexts[language][what];
  return {
    title: phrases.unknownTitle(what),
    meaning: phrases.unknownMeaning,
    next: ({ tenant }) => [phrases.unknownNext(tenant)],
  };
}
