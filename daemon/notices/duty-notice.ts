import { sha256Hex } from '../../core/index.ts';
import type { Block } from './document.ts';
import { type DutySubject, dayIn, dutyWords, NONE } from './duty-notice-words.ts';
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
  const cells: readonly (readonly [title: string, values: readonly string[]])[] = [
    [phrases.client, words.map((w) => `${w.client} (${w.tenant})`)],
    [phrases.contract, words.map((w) => w.contract)],
    [phrases.today, words.map((w) => w.day)],
    [phrases.lastDay, words.map((w) => w.due)],
    [phrases.article, words.map((w) => w.article)],
    ...(detail === undefined ? [] : [[phrases.detail, words.map((w) => printable(detail(w), 300))] as const]),
  ];
  const known = cells.filter(([, values]) => values.some((value) => value !== NONE));
  const derived = section.flatMap(({ duty: { derivation } }) =>
    derivation === null || !single ? [] : [derivationWords(derivation, language, day)],
  );
  const list: Block = single
    ? { kind: 'facts', rows: known.map(([title, [value = '']]) => [title, value] as const) }
    : {
        kind: 'table',
        columns: known.map(([title]) => ({ title, align: 'left' })),
        rows: words.map((_, row) => known.map(([, values]) => values[row] ?? '')),
      };
  const { severity } = gravest.duty;
  const title: Block =
    severity === 'info'
      ? { kind: 'heading', text: text.title }
      : { kind: 'banner', tone: severity === 'alarm' ? 'bad' : 'warning', text: text.title };
  return [
    title,
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
