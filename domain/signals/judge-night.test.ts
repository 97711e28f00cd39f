import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../snapshot.ts';
import { chooseBaseline } from './choose-baseline.ts';
import { compareFacts, type FactsComparison } from './compare-facts.ts';
import { decodeFacts, encodeFacts, type ItemFact } from './facts-codec.ts';
import { changedLevel, deletionFires, judgeFacts, judgeNight, magicFires } from './judge-night.ts';

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

const never = new AbortController().signal;

const item = (identity: string, content: string | null, more: Partial<ItemFact> = {}): ItemFact => ({
  identity,
  contentHash: content,
  messageClass: 'IPM.Note',
  draft: false,
  attachments: [],
  ...more,
});

const mails = (count: number, content = 'x'): ItemFact[] =>
  Array.from({ length: count }, (_, i) => item(`m${i}`, `${content}${i}`));

/** The first `changed` of the mails with other content. */
const altered = (count: number, changed: number): ItemFact[] =>
  mails(count).map((one, i) => (i < changed ? { ...one, contentHash: `encrypted ${i}` } : one));

const attachment = (magicOk: boolean | null) => ({ name: 'a.pdf', bytes: 1000, magicOk });

const stream = (facts: readonly ItemFact[]) => decodeFacts(encodeFacts(facts));

async function compare(previous: readonly ItemFact[], current: readonly ItemFact[]): Promise<FactsComparison> {
  return compareFacts(stream(previous), stream(current), never);
}

async function judge(
  previous: readonly ItemFact[] | null,
  current: readonly ItemFact[],
  caseOpen = false,
): Promise<string> {
  const { verdict, reasons } = await judgeNight({
    previous: previous === null ? null : stream(previous),
    current: stream(current),
    caseOpen,
    signal: never,
  });
  return [verdict, ...reasons.map((one) => one.text)].join(' | ');
}

describe('the thresholds, just below, at and above', () => {
  it.each([
    [4, 1000, 'none'],
    [5, 1000, 'notice'],
    [19, 100, 'notice'],
    [20, 2001, 'notice'],
    [20, 2000, 'suspect'],
    [21, 2000, 'suspect'],
    [20, 201, 'suspect'],
    [20, 200, 'compromised'],
    [21, 200, 'compromised'],
    [19, 19, 'notice'],
    [4, 4, 'none'],
    [0, 0, 'none'],
  ] as const)('S0: %i of %i changed is %s', (changed, carried, level) => {
    expect(changedLevel(changed, carried)).toBe(level);
  });

  it.each([
    [4, 4, false],
    [4, 50, false],
    [5, 5, true],
    [5, 100, true],
    [5, 101, false],
    [6, 101, true],
    [24, 500, false],
    [25, 500, true],
    [0, 0, false],
  ])('S1: %i of %i attachments begin otherwise: %s', (wrong, checked, fires) => {
    expect(magicFires(wrong, checked)).toBe(fires);
  });

  it.each([
    [99, 120, false],
    [100, 200, false],
    [100, 199, true],
    [101, 200, true],
    [500, 1000, false],
    [501, 1000, true],
    [9, 9, false],
    [9, 10, false],
    [10, 10, true],
    [99, 99, true],
    [0, 0, false],
  ])('S6: %i of %i items gone: %s', (gone, before, fires) => {
    expect(deletionFires(gone, before)).toBe(fires);
  });
});

describe('the lattice', () => {
  const quiet: FactsComparison = {
    previousItems: 1000,
    currentItems: 1000,
    carried: 1000,
    changed: 0,
    carriedUnreadable: 0,
    added: 0,
    gone: 0,
    unreadable: 0,
    attachmentsChecked: 0,
    attachmentsWrong: 0,
    attachmentsUnknown: 0,
    attachmentsTurned: 0,
  };
  const s0 = { changed: 5 };
  const s1 = { attachmentsChecked: 100, attachmentsWrong: 5 };
  const s6 = { gone: 501 };
  const cases: readonly (readonly [
    string,
    Partial<FactsComparison>,
    'known' | 'first' | 'missing',
    boolean,
    Verdict,
    readonly string[],
  ])[] = [
    ['nothing', {}, 'known', false, 'CLEAN', []],
    ['nothing, first night', {}, 'first', false, 'CLEAN', ['first-night']],
    ['nothing, open case', {}, 'known', true, 'NOTICE', ['case-open']],
    ['S0 notice', s0, 'known', false, 'NOTICE', ['S0-changed']],
    ['S1', s1, 'known', false, 'NOTICE', ['S1-magic']],
    ['S6', s6, 'known', false, 'NOTICE', ['S6-gone']],
    ['S0 notice and S1', { ...s0, ...s1 }, 'known', false, 'NOTICE', ['S0-changed', 'S1-magic']],
    ['S0 notice and S6', { ...s0, ...s6 }, 'known', false, 'SUSPECT', ['S0-changed', 'S6-gone']],
    ['S1 and S6', { ...s1, ...s6 }, 'known', false, 'SUSPECT', ['S1-magic', 'S6-gone']],
    ['four turned attachments', { changed: 2, ...s1, attachmentsTurned: 4 }, 'known', false, 'NOTICE', ['S1-magic']],
    ['five turned attachments', { changed: 2, ...s1, attachmentsTurned: 5 }, 'known', false, 'SUSPECT', ['S1-turned']],
    ['S0 suspect', { changed: 20 }, 'known', false, 'SUSPECT', ['S0-changed']],
    [
      'S0 compromised, all else too',
      { changed: 100, ...s1, ...s6, unreadable: 900, carriedUnreadable: 1 },
      'known',
      true,
      'COMPROMISED',
      ['S0-changed', 'S1-magic', 'S6-gone'],
    ],
    [
      'one carried item unreadable',
      { carriedUnreadable: 1, unreadable: 1 },
      'known',
      false,
      'UNSCANNED',
      ['unexamined'],
    ],
    ['5 % unreadable, none of it carried', { unreadable: 50 }, 'known', false, 'CLEAN', []],
    ['more than 5 % unreadable', { unreadable: 51 }, 'first', false, 'UNSCANNED', ['unexamined', 'first-night']],
    [
      'a signal beside unreadable items',
      { ...s0, carriedUnreadable: 1 },
      'known',
      false,
      'NOTICE',
      ['S0-changed', 'unexamined'],
    ],
    ['a baseline that cannot be read', {}, 'missing', false, 'UNSCANNED', ['baseline-missing']],
    [
      'S1 without the baseline, which opens no gate',
      s1,
      'missing',
      false,
      'UNSCANNED',
      ['S1-magic', 'baseline-missing'],
    ],
    [
      'unreadable items in an open case',
      { carriedUnreadable: 1 },
      'known',
      true,
      'UNSCANNED',
      ['unexamined', 'case-open'],
    ],
  ];
  it.each(cases)('%s', (_, change, baseline, caseOpen, verdict, codes) => {
    const judged = judgeFacts({ ...quiet, ...change }, baseline, caseOpen);
    expect([judged.verdict, judged.reasons.map((one) => one.code)]).toEqual([verdict, codes]);
    expect(judged.reasons.every((one) => !one.text.includes('undefined'))).toBe(true);
  });
});

describe('judgeNight', () => {
  it('says CLEAN of an unchanged mailbox with new mail, and gives counts as reasons otherwise', async () => {
    expect(await judge(mails(100), [...mails(100), item('new', 'n')])).toBe('CLEAN');
    expect(await judge(mails(2000), altered(2000, 20))).toBe(
      'SUSPECT | 20 of 2000 delivered items are not what they were',
    );
    expect(await judge(mails(100), altered(100, 25))).toMatch(/^COMPROMISED \| 25 of 100/);
    expect(await judge(mails(100), altered(100, 5))).toMatch(/^NOTICE/);
    expect(await judge(mails(100), altered(100, 4))).toBe('CLEAN');
  });

  it('does not look at what people edit: drafts, calendar, contacts, tasks, notes, stubs', async () => {
    for (const change of [
      { draft: true },
      { messageClass: 'IPM.Appointment' },
      { messageClass: 'IPM.Contact' },
      { messageClass: 'IPM.Task' },
      { messageClass: 'IPM.StickyNote' },
      { messageClass: 'IPM.Note.EnterpriseVault.Shortcut' },
    ]) {
      const edited = (facts: readonly ItemFact[]): ItemFact[] => facts.map((one) => ({ ...one, ...change }));
      expect(await judge(edited(mails(100)), edited(altered(100, 100)))).toBe('CLEAN');
    }
    const signed = (facts: readonly ItemFact[]): ItemFact[] =>
      facts.map((one) => ({ ...one, messageClass: 'IPM.Note.SMIME' }));
    expect(await judge(signed(mails(100)), signed(altered(100, 100)))).toMatch(/^COMPROMISED/);
  });

  it('does not take a draft that was sent for a change', async () => {
    const drafts = mails(50).map((one) => ({ ...one, draft: true }));
    expect(await judge(drafts, altered(50, 50))).toBe('CLEAN');
  });

  it('judges the attachments of new and changed items, not those that were there', async () => {
    const withBad = (count: number, name: string): ItemFact[] =>
      Array.from({ length: count }, (_, i) => item(`${name}${i}`, `${name}${i}`, { attachments: [attachment(false)] }));
    const known = withBad(50, 'old');
    expect(await judge(known, known)).toBe('CLEAN');
    expect(await judge(known, [...known, ...withBad(4, 'new')])).toBe('CLEAN');
    expect(await judge(known, [...known, ...withBad(5, 'new')])).toBe(
      'NOTICE | 5 of 5 new attachments do not begin as their type says',
    );
    expect(await judge(null, withBad(5, 'new'))).toMatch(/^NOTICE \| 5 of 5 .* \| first night/);
    expect(
      await judge(null, [item('a', 'b', { attachments: Array.from({ length: 50 }, () => attachment(null)) })]),
    ).toMatch(/^CLEAN/);
  });

  it('suspects a small mailbox whose delivered attachments lost their types, not one that received odd ones', async () => {
    const five = (magicOk: boolean) => Array.from({ length: 5 }, () => attachment(magicOk));
    const before = [item('a', 'readable', { attachments: five(true) })];
    const encrypted = [item('a', 'encrypted', { attachments: five(false) })];
    expect(await judge(before, encrypted)).toBe(
      'SUSPECT | 5 attachments of 1 changed delivered items no longer begin as their type says',
    );
    expect(await judge(before, [...before, item('b', 'odd', { attachments: five(false) })])).toMatch(/^NOTICE/);
    expect(await judge(encrypted, [item('a', 'still odd', { attachments: five(false) })])).toMatch(/^NOTICE/);
  });

  it('counts what is gone by identity: moved mail is not gone', async () => {
    expect(await judge(mails(200), mails(200).slice(0, 99))).toBe('NOTICE | 101 of 200 items are gone');
    expect(await judge(mails(200), mails(200).slice(0, 100))).toBe('CLEAN');
    expect(await judge(mails(200), mails(200).toReversed())).toBe('CLEAN');
    expect(await judge(mails(10), [])).toBe('NOTICE | 10 of 10 items are gone');
  });

  it('suspects a ransom that deletes and rewrites', async () => {
    expect(await judge(mails(300), altered(300, 6).slice(0, 120))).toMatch(
      /^SUSPECT \| 6 of 120 .* \| 180 of 300 items are gone/,
    );
  });

  it('knows nothing where the facts are missing', async () => {
    const missing = await judgeNight({ current: null, previous: stream(mails(5)), signal: never });
    expect([missing.verdict, missing.reasons[0]?.code]).toEqual(['UNSCANNED', 'facts-missing']);
    const blind = await judgeNight({ current: stream(mails(5)), previous: 'missing', signal: never });
    expect([blind.verdict, blind.reasons[0]?.code]).toEqual(['UNSCANNED', 'baseline-missing']);
  });

  it('is UNSCANNED when an item that could be read cannot be read now, and not for one that never could', async () => {
    const broken = (facts: readonly ItemFact[]): ItemFact[] =>
      facts.map((one, i) => (i === 0 ? { ...one, contentHash: null } : one));
    expect(await judge(mails(100), broken(mails(100)))).toMatch(
      /^UNSCANNED \| 1 of 100 items could not be read, 1 of them/,
    );
    expect(await judge(broken(mails(100)), broken(mails(100)))).toBe('CLEAN');
    expect(await judge(broken(mails(100)), mails(100))).toBe('CLEAN');
    expect(await judge(null, broken(mails(100)))).toMatch(/^CLEAN/);
  });

  it('stops at an abort and closes both streams', async () => {
    const controller = new AbortController();
    const closed: string[] = [];
    async function* watched(name: string): AsyncGenerator<Buffer> {
      try {
        yield* stream(mails(2000, name));
      } finally {
        closed.push(name);
      }
    }
    controller.abort(new Error('stop'));
    const work = judgeNight({ current: watched('current'), previous: watched('previous'), signal: controller.signal });
    await expect(work).rejects.toThrow('stop');
    expect(closed.sort()).toEqual(['current', 'previous']);
  });
});

describe('compareFacts', () => {
  it('agrees with a plain multiset comparison, whatever the items', async () => {
    const small = fc.array(
      fc.record({
        identity: fc.constantFrom('a', 'b', 'c'),
        content: fc.option(fc.constantFrom('x', 'y', 'z')),
        draft: fc.boolean(),
      }),
      { maxLength: 14 },
    );
    await fc.assert(
      fc.asyncProperty(small, small, async (before, now) => {
        const facts = (list: typeof before): ItemFact[] =>
          list.map((one) => item(one.identity, one.content, { draft: one.draft }));
        const got = await compare(facts(before), facts(now));
        const want = { carried: 0, changed: 0, added: 0, gone: 0 };
        for (const identity of ['a', 'b', 'c']) {
          const of = (list: typeof before) => list.filter((one) => one.identity === identity);
          const plain = (list: typeof before) =>
            of(list)
              .filter((one) => one.content !== null && !one.draft)
              .map((one) => one.content);
          const left = plain(now);
          let matched = 0;
          for (const content of plain(before)) {
            const at = left.indexOf(content);
            if (at < 0) continue;
            left.splice(at, 1);
            matched++;
          }
          const changed = Math.min(plain(before).length, plain(now).length) - matched;
          want.carried += matched + changed;
          want.changed += changed;
          want.added += Math.max(0, of(now).length - of(before).length);
          want.gone += Math.max(0, of(before).length - of(now).length);
        }
        expect(got).toMatchObject({ ...want, previousItems: before.length, currentItems: now.length });
        expect(got.unreadable).toBe(now.filter((one) => one.content === null).length);
      }),
      { numRuns: 500 },
    );
  });

  it('compares 50,000 items with as many, over many blocks', async () => {
    const sorted = await collect(encodeFacts(mails(50_000)));
    const other = await collect(encodeFacts(altered(50_000, 1000)));
    const result = await compareFacts(decodeFacts(sorted), decodeFacts(other), never);
    expect(result).toMatchObject({ carried: 50_000, changed: 1000, added: 0, gone: 0 });
  }, 60_000);
});

describe('chooseBaseline', () => {
  const night = (day: number, verdict: Verdict) => ({
    id: `s${day}`,
    verdict,
    createdAt: `2027-03-${String(day).padStart(2, '0')}T23:00:00+01:00`,
  });
  const pick = (...verdicts: Verdict[]): string => {
    const { snapshot, caseOpen } = chooseBaseline(verdicts.map((verdict, index) => night(index + 1, verdict)) as never);
    return `${(snapshot as { id: string } | null)?.id ?? 'none'}${caseOpen ? ', case open' : ''}`;
  };

  it('is the last clean night, not yesterday', () => {
    expect(pick('CLEAN', 'CLEAN', 'SUSPECT', 'COMPROMISED')).toBe('s2, case open');
    expect(pick('CLEAN', 'NOTICE', 'NOTICE')).toBe('s1');
    expect(pick('NOTICE', 'UNSCANNED')).toBe('s1');
    expect(pick('UNSCANNED', 'UNSCANNED')).toBe('s2');
    expect(pick()).toBe('none');
  });

  it('keeps an encrypted mailbox from looking clean the night after', async () => {
    const clean = mails(100);
    const encrypted = altered(100, 100);
    expect(await judge(clean, encrypted)).toMatch(/^COMPROMISED/);
    expect(await judge(encrypted, encrypted)).toBe('CLEAN');
    expect(await judge(encrypted, encrypted, true)).toMatch(/^NOTICE/);
  });

  it('adds up six changed items a night until they are suspect; of four a night each stays below notice', async () => {
    const drip = async (each: number): Promise<readonly string[]> => {
      const nights = [
        { id: 's0', verdict: 'CLEAN' as Verdict, createdAt: night(1, 'CLEAN').createdAt, facts: mails(500) },
      ];
      for (let day = 1; day <= 6; day++) {
        const { snapshot, caseOpen } = chooseBaseline(nights as never);
        const facts = altered(500, each * day);
        const verdict = (await judge((snapshot as unknown as { facts: ItemFact[] }).facts, facts, caseOpen)).split(
          ' ',
        )[0];
        nights.push({
          id: `s${day}`,
          verdict: verdict as Verdict,
          createdAt: night(day + 1, 'CLEAN').createdAt,
          facts,
        });
      }
      return nights.map((one) => one.verdict).slice(1);
    };
    expect(await drip(6)).toEqual(['NOTICE', 'NOTICE', 'NOTICE', 'SUSPECT', 'SUSPECT', 'SUSPECT']);
    expect(new Set(await drip(4))).toEqual(new Set(['CLEAN']));
  });
});
