import { sha256Hex } from '../../core/index.ts';
import { type Derivation, timersOf } from '../../domain/index.ts';
import type { Block } from './document.ts';
import { datesBlocks } from './duty-notice-dates.ts';
import { type ClientReader, type DutySubject, dayIn, dutyWords, NONE } from './duty-notice-words.ts';
import { printable } from './printable.ts';
import { renderHtml } from './render-html.ts';
import { renderText } from './render-text.ts';
import {
  type ClientDutyText,
  clientDutyTexts,
  contractQuotes,
  type DutyPhrases,
  derivationWords,
  dutyPhrases,
  isClientDuty,
} from './texts/index.ts';
import type { Language, Notice } from './types.ts';

/** A subject that connectors/mail takes, with room for the contract's number. */
const MAX_SUBJECT = 150;

/**
 * One mail to a client for duties of one kind (`subjects` must not be empty: RangeError): what happened or is due, the clause,
 * the last day and how it is counted, what to do next. Of several the last tells where things stand; items are added up. Pure.
 */
export function clientDutyNotice(subjects: readonly DutySubject[], reader: ClientReader): Notice {
  const subject = subjects.at(-1);
  if (subject === undefined) throw new RangeError('no duty to tell of');
  const { language } = reader;
  const { duty } = subject;
  const phrases = dutyPhrases[language];
  const text = isClientDuty(duty.what) ? clientDutyTexts[language][duty.what] : unknownText(phrases);
  const all = subjects.map((one) => dutyWords(one, reader));
  const words = { ...dutyWords(subject, reader), count: all.reduce((sum, one) => sum + one.count, 0) };
  const { timer } = text;
  const last = timersOf(subject.state, subject.at).find((one) => one.timer === timer) ?? null;
  const [first = '', ...others] = text.said(words);
  const opening: Block =
    text.tone === undefined ? { kind: 'paragraph', text: first } : { kind: 'banner', tone: text.tone, text: first };
  const facts: (readonly [string, string])[] = [
    [phrases.contract, words.contract],
    [phrases.client, words.client],
    [subject.event === null ? phrases.today : phrases.recorded, words.day],
    [phrases.article, words.article],
    ...(last === null ? [] : [[phrases.lastDay, dayIn(language)(last.result)] as const]),
  ];
  const blocks: Block[] = [
    { kind: 'paragraph', text: phrases.greeting },
    opening,
    ...others.map((line) => ({ kind: 'paragraph', text: line }) as const),
    { kind: 'facts', rows: facts },
    { kind: 'heading', text: phrases.nextTitle },
    { kind: 'list', items: text.next(words), numbered: true },
    ...(last === null ? [] : derivationBlocks(last, language)),
    ...(text.dates === true ? datesBlocks(subject, language) : []),
    ...quoteBlocks(text, phrases),
    { kind: 'paragraph', text: phrases.question(words.contact) },
  ];
  const title = printable(text.subject(words), MAX_SUBJECT);
  const document = { language, title: capital(title), blocks, footer: phrases.footer(words.organisation) };
  const identity = JSON.stringify([subject.tenant, subjects.map((one) => one.duty.key)]);
  return {
    id: `duty-${subject.tenant}-${sha256Hex(Buffer.from(identity)).slice(0, 24)}`,
    subject: words.contract === NONE ? capital(title) : `${phrases.contract} ${words.contract} – ${title}`,
    text: renderText(document),
    html: renderHtml(document),
  };
}

function derivationBlocks(last: Derivation, language: Language): readonly Block[] {
  const phrases = dutyPhrases[language];
  const day = dayIn(language);
  return [
    { kind: 'heading', text: phrases.derivationTitle },
    { kind: 'paragraph', text: phrases.derivation(day(last.result), derivationWords(last, language, day)) },
  ];
}

function quoteBlocks({ quote }: ClientDutyText, phrases: DutyPhrases): readonly Block[] {
  if (quote === undefined) return [];
  const [articles, words] = contractQuotes[quote];
  return [
    { kind: 'heading', text: phrases.quoteTitle(articles) },
    { kind: 'quote', text: words },
  ];
}

/** A duty that this version has no text for is told all the same: its dates and its clause stand on their own. */
function unknownText(phrases: DutyPhrases): ClientDutyText {
  return {
    subject: () => phrases.unknownClient,
    dates: true,
    said: () => [phrases.unknownMeaning],
    next: ({ contact }) => [phrases.question(contact)],
  };
}

function capital(text: string): string {
  return `${text.slice(0, 1).toLocaleUpperCase('fr')}${text.slice(1)}`;
}
