import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MemoryMailer } from '../../connectors/mail/index.ts';
import { neverAborted } from '../../core/index.ts';
import { dutySubject } from '../../test/fakes/duty-subjects.ts';
import { checkable, hostileStrings, markup } from '../../test/fakes/hostile-strings.ts';
import { clientDutyNotice, dutyDigest, type Language, type Notice } from './index.ts';
import { clientDuties, isClientDuty, isOperatorDuty, operatorDuties } from './texts/index.ts';

const languages: readonly Language[] = ['fr', 'en'];
const reader = (language: Language, organisation = 'OPTIMA DSI') => ({
  language,
  timezone: 'Europe/Paris',
  organisation,
  contact: 'contact@optima.example',
  portalUrl: 'https://portail.optima.example',
});
const toClient = (what: string, language: Language, name?: string): Notice =>
  clientDutyNotice([dutySubject(what, 'mail-client', name)], reader(language, name));
const toOperator = (what: string, language: Language, name?: string): Notice =>
  dutyDigest([dutySubject(what, 'alarm', name)], reader(language, name));
const everyNotice = (language: Language, name?: string): readonly (readonly [string, Notice])[] => [
  ...clientDuties.map((what) => [`client ${what}`, toClient(what, language, name)] as const),
  ...operatorDuties.map((what) => [`operator ${what}`, toOperator(what, language, name)] as const),
];

function again(which: string, language: Language, name?: string): Notice {
  const [audience, what = ''] = which.split(' ');
  return audience === 'client' ? toClient(what, language, name) : toOperator(what, language, name);
}

/** What the domain may ask for, read from its source: by literal, or by one of the few calls that are named here. */
function askedFor(): readonly (readonly [kind: string, what: string])[] {
  const folder = new URL('../../domain/contract/', import.meta.url);
  const names = readdirSync(folder).filter(
    (one) => one.endsWith('.ts') && !one.endsWith('.test.ts') && one !== 'duty.ts',
  );
  const found: (readonly [string, string])[] = [];
  const others: string[] = [];
  for (const name of names) {
    const source = readFileSync(new URL(name, folder), 'utf8');
    for (const [, kind = '', what = ''] of source.matchAll(
      /(?:\[|duty\()\s*'(mail-client|mail-operator|alarm|letter|prepare|record)',\s*'([^']+)'/g,
    )) {
      found.push([kind, what]);
    }
    for (const [, call = ''] of source.matchAll(
      /\bduty\(\s*([^'\s][^,]*, *[^,]+),|\bduty\(\s*'[a-z-]+', *([a-z][^,]*),/g,
    )) {
      others.push(call);
    }
    for (const [call, , variable] of source.matchAll(/\bduty\(\s*('[a-z-]+'), *([a-z][^,]*),/g))
      others.push(`${call}${variable}`);
  }
  // The rows of the table; the reminder by mail or letter; the two days of a switch.
  expect(others.map((one) => one.replaceAll(/\s+/g, ' ')).filter((one) => one !== '')).toEqual([
    "kind, 'confirm.reminder'",
    "duty('alarm', timer,timer",
    'kind, what',
  ]);
  const watched = /const watched = \[([^\]]+)\]/.exec(readFileSync(new URL('duties.ts', folder), 'utf8'))?.[1] ?? '';
  const timers = [...watched.matchAll(/'([^']+)'/g)].map(([, timer = '']) => ['alarm', timer] as const);
  expect(timers).not.toEqual([]);
  return [...found, ...timers, ['mail-client', 'confirm.reminder'], ['letter', 'confirm.reminder']];
}

describe('whatever a contract asks for', () => {
  test('has its text, for whom it is meant', () => {
    const asked = askedFor();
    expect(asked.length).toBeGreaterThan(80);
    const missing = asked.filter(
      ([kind, what]) => !(kind === 'mail-client' ? isClientDuty(what) : isOperatorDuty(what)),
    );
    expect(missing).toEqual([]);
  });

  test('is all that there are texts for', () => {
    const asked = askedFor();
    const of = (client: boolean): ReadonlySet<string> =>
      new Set(asked.filter(([kind]) => (kind === 'mail-client') === client).map(([, what]) => what));
    expect(clientDuties.filter((one) => !of(true).has(one))).toEqual([]);
    // The daemon’s own: a mail that cannot be delivered.
    expect(operatorDuties.filter((one) => !of(false).has(one))).toEqual(['client.unreachable']);
  });

  test('is told even where this version has no text for it', () => {
    for (const language of languages) {
      expect(toClient('new.thing', language).text).toContain('2024-118');
      expect(toOperator('new.thing', language).text).toContain('new.thing');
    }
  });
});

describe.each(languages)('a notice about a contract in %s', (language) => {
  test('names whom it concerns, and leaves no gap', () => {
    for (const [what, notice] of everyNotice(language)) {
      const { text, subject } = notice;
      expect(text, what).toContain('2024-118');
      expect(text, what).toContain('OPTIMA DSI');
      expect(`${subject} ${text}`, what).not.toMatch(/undefined|null|NaN|\[object/);
      // A gap inside a sentence; alone it stands in facts and tables where a date is not known.
      expect(text.replaceAll('\n', ' '), what).not.toMatch(/[a-zé] –[ .,;]|\(–\)/);
    }
  });

  test('takes nothing for granted from silence and threatens nobody', () => {
    for (const [what, { text, subject }] of everyNotice(language)) {
      const words = `${subject} ${text}`.toLowerCase();
      expect(words, what).not.toMatch(
        /silence|réputé|deemed|à défaut de réponse|mise en demeure|sous peine|poursuites|legal action/,
      );
    }
  });

  test('can be sent, and carries no markup and no control character from outside', async () => {
    const mailer = new MemoryMailer();
    const check = async (what: string, notice: Notice, plain: Notice): Promise<void> => {
      await mailer.send({ ...notice, to: ['ops@example.org'] }, neverAborted);
      expect(markup(notice.html), what).toEqual(markup(plain.html));
      expect(checkable(notice.text), what).toBe('');
    };
    // Each text with one hostile name, and texts of each kind with all of them.
    const notices = everyNotice(language);
    for (const [index, name] of hostileStrings.entries()) {
      for (const [at, [what, plain]] of notices.entries()) {
        if (at % hostileStrings.length === index) await check(what, again(what, language, name), plain);
      }
      for (const what of ['client notice.acknowledge', 'client contest.receipt', 'operator hold.set']) {
        await check(what, again(what, language, name), again(what, language));
      }
    }
  });
});

describe('the mail to a client', () => {
  test('says how the last day is counted, holidays and readings included', () => {
    const { text } = toClient('terms.in-force', 'fr');
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'Dernier jour : lundi 31 mai 2027, jusqu’à minuit (heure de Paris). 30 jours calendaires après le samedi 1er mai 2027',
    );
    const table = toClient('term.reminder', 'fr').text.replaceAll(/\s+/g, ' ');
    expect(table).toContain('jours fériés non comptés : jeudi 6 mai 2027, lundi 17 mai 2027');
    expect(table).toContain('63 jours ouvrés en remontant depuis le mercredi 30 juin 2027');
  });

  test('keeps to itself which day is ours to answer or to remind by', () => {
    expect(toClient('confirm.reminder', 'fr').text).not.toContain('13 avril');
    expect(toClient('notice.acknowledge', 'fr').text).not.toContain('7 avril');
  });

  test('tells of several confirmations in one message', () => {
    const one = dutySubject('confirm.receipt', 'mail-client');
    const { text } = clientDutyNotice([one, one], reader('en'));
    expect(text).toContain('You confirmed 4 items');
  });
});

describe('the digest', () => {
  test('puts the gravest first and gathers contracts that ask for the same', () => {
    const beta = { ...dutySubject('quote.prepare', 'prepare', 'Beta SA'), tenant: 'beta' };
    const subjects = [dutySubject('quote.prepare', 'prepare'), beta, dutySubject('receipt.differs', 'alarm')];
    const { subject, text } = dutyDigest(subjects, reader('en'));
    expect(subject).toBe('[Coffre] Contracts: 3 points, first of them: The client’s report differs from the package');
    expect(text).toContain('coffre reversibility quote TENANT --issue');
    expect(text.match(/hand-over requested/gi)).toHaveLength(1);
    expect(text.indexOf('differs')).toBeLessThan(text.toLowerCase().indexOf('hand-over requested'));
  });
});
