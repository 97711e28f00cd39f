import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import {
  type DaysWay,
  daysOn,
  type EndWay,
  latestNotice,
  monthsOn,
  type NoticeWay,
  noticeComplete,
  type RenewalWay,
  rolled,
  suspensionOver,
  termEnds,
  workingOn,
} from './count.ts';
import {
  type Day,
  dayAt,
  dayOf,
  daysInMonth,
  easterOf,
  lastOfMonth,
  monthNumber,
  startOf,
  textOf,
} from './day-table.ts';
import { judgeLetter } from './letters.ts';
import { type FeeWay, feeOf, monthShare, slaCredit, tariffOf } from './money.ts';

const set = 'FR-metropole';
const sections = new Map<string, string>(
  readFileSync(fileURLToPath(new URL('vectors.txt', import.meta.url)), 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)] as const),
);
const section = (name: string): string => {
  const text = sections.get(name);
  if (text === undefined) throw new Error(`no section ${name} in vectors.txt`);
  return text;
};

/** Groups of every match, all present: a vector that is written another way fails instead of being passed over. */
function matches(text: string, pattern: RegExp, expected: number): string[][] {
  const found = [...text.matchAll(pattern)].map((match) => match.slice(1).map((group) => group ?? ''));
  expect(found.length, `vectors that match ${pattern}`).toBe(expected);
  return found;
}
const part = (groups: readonly string[], index: number): string => groups[index] ?? '';
const dates = (text: string): string[] => text.match(/\d{4}-\d{2}-\d{2}/g) ?? [];
const isoOf = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

test('Easter, the ends of days and months added agree with § 6.1', () => {
  const text = section('6.1');
  for (const [year, easter] of matches(text, /(\d{4}) → (\d{4}-\d{2}-\d{2})(?: \||\n)/g, 7))
    expect(easterOf(Number(year))).toBe(easter);
  for (const [day, end] of matches(text, /endOfDay (\S+) → (\S+)/g, 4))
    expect(isoOf(startOf(dayOf(day ?? '') + 1))).toBe(end);
  for (const [day, months, result] of matches(text, /addMonths (\S+) (\d+) → (\S+)/g, 6))
    expect(textOf(monthsOn(dayOf(day ?? ''), Number(months)))).toBe(result);
  expect(easterOf(2008)).toBe('2008-03-23');
  expect(textOf(dayOf(easterOf(2008)) + 39), 'Ascension on the first of May').toBe('2008-05-01');
});

test('the ends of terms agree with § 6.2', () => {
  let start = '';
  let checked = 0;
  for (const line of section('6.2').trim().split('\n'))
    for (const piece of line.split(/ {2,}|(?= start )/)) {
      start = /start (\S+)/.exec(piece)?.[1] ?? start;
      const [before, after] = piece.split('→');
      if (after === undefined) continue;
      const renewal = (/N-\w+/.exec(before ?? '')?.[0] ?? 'N-origin') as RenewalWay;
      const end = (/E-\w+/.exec(before ?? '')?.[0] ?? 'E-eve') as EndWay;
      const wanted = dates(after);
      const initial = renewal === 'N-civil' ? 1 : 0;
      const ends = termEnds(dayOf(start), end, renewal, wanted.length + initial - 1).slice(initial);
      expect(ends.map(textOf), `${start} ${end} ${renewal}`).toEqual(wanted);
      checked += wanted.length;
    }
  expect(checked).toBe(25);
});

const columns: readonly NoticeWay[] = ['P3M', 'P3M-b', 'CIV3', '60jo', '63jo', '66jo', '78jb'];

test('the latest days to give notice agree with § 6.3', () => {
  const lines = section('6.3').trim().split('\n').slice(1);
  expect(lines).toHaveLength(8);
  for (const line of lines) {
    const [end = '', ...wanted] = dates(line);
    const found = columns.map((way) => latestNotice(dayOf(end), way, set));
    expect(found.map(textOf), end).toEqual(wanted);
    const spread = Math.max(...found) - Math.min(...found);
    expect(`${spread} d`).toBe(/(\d+ d)/.exec(line)?.[1]);
  }
});

test('notices counted forward agree with § 6.3', () => {
  const ways: readonly NoticeWay[] = ['P3M', '60jo', '63jo', '66jo', '78jb'];
  const rows = matches(section('6.3 forward'), /`(\S+) → P3M ([^`]+)`/g, 3);
  for (const row of rows) {
    const first = dates(part(row, 1))[0] ?? '';
    let year = first.slice(0, 4);
    const wanted = [...part(row, 1).matchAll(/(?:(\d{4})-)?(\d{2}-\d{2})/g)].map((found) => {
      year = found[1] ?? year;
      return `${year}-${found[2]}`;
    });
    expect(ways.map((way) => textOf(noticeComplete(dayOf(part(row, 0)), way, set)))).toEqual(wanted);
  }
});

test('periods of fifteen days agree with § 6.4', () => {
  const ways: readonly DaysWay[] = ['cal', 'cal-roll', 'jb', 'jo'];
  const lines = section('6.4').trim().split('\n').slice(1);
  expect(lines).toHaveLength(7);
  for (const line of lines) {
    const [start = '', ...wanted] = dates(line.split('#')[0] ?? '');
    expect(ways.map((way) => textOf(daysOn(dayOf(start), 15, way, set)))).toEqual(wanted);
    const instant = /cal ends (\S+)/.exec(line)?.[1];
    if (instant !== undefined) expect(isoOf(startOf(daysOn(dayOf(start), 15, 'cal', set) + 1))).toBe(instant);
  }
});

test('reversibility, refusal, dispute and claim periods agree with § 6.4', () => {
  const [reversibility = '', refusal = '', dispute = '', claim = ''] = section('6.4 prose').trim().split('\n');
  const [end = '', request = '', first = '', early = '', second = ''] = dates(reversibility);
  const perform = (asked: string): string => textOf(daysOn(Math.max(dayOf(end), dayOf(asked)), 15, 'cal', set));
  expect([perform(request), perform(early)]).toEqual([first, second]);
  const roll = (text: string, day: Day): void => {
    const wanted = /roll (\S+?)\)/.exec(text)?.[1];
    if (wanted !== undefined) expect(textOf(rolled(day, set))).toBe(wanted);
  };
  for (const [from, to, rest] of matches(refusal, /`(\S+) → (\S{10})([^`]*)`/g, 4)) {
    expect(textOf(dayOf(from ?? '') + 30)).toBe(to);
    roll(rest ?? '', dayOf(from ?? '') + 30);
  }
  for (const [from, to, rest] of matches(dispute, /`(\S+) → (\S{10})([^`]*)`/g, 2)) {
    expect(textOf(dayOf(from ?? '') + 15)).toBe(to);
    roll(rest ?? '', dayOf(from ?? '') + 15);
  }
  for (const [month, to, rest] of matches(claim, /`(\d{4}-\d{2}) → (\S{10})([^`]*)`/g, 4)) {
    const last = lastOfMonth(monthNumber(dayOf(`${month}-01`)));
    expect(textOf(last + 30)).toBe(to);
    roll(rest ?? '', last + 30);
  }
  for (const [month, ms, hours] of matches(claim, /(\d{4}-\d{2}) = ([\d ]+?) \((\d+) h\)/g, 2)) {
    const number = monthNumber(dayOf(`${month}-01`));
    const length = startOf(lastOfMonth(number) + 1) - startOf(dayOf(`${month}-01`));
    expect([length, length / 3_600_000]).toEqual([Number((ms ?? '').replaceAll(' ', '')), Number(hours)]);
    expect(slaCredit(BigInt(length / 1000), BigInt(length)), 'exactly 99,9 % is not below').toBe(0);
    expect(slaCredit(BigInt(length / 1000) + 1n, BigInt(length))).toBe(10);
    expect(slaCredit(BigInt(length / 100), BigInt(length))).toBe(10);
    expect(slaCredit(BigInt(length / 100) + 1n, BigInt(length))).toBe(25);
  }
});

test('the fifteen days of a suspension agree with § 6.5', () => {
  const rows = matches(
    section('6.5'),
    /since (\S+) {2}S-hour → (\S+) \(DST\) +S-day right from \S+ \((\S+)\) +S-jo last day (\S+)/g,
    2,
  );
  for (const [since, hours, right, worked] of rows) {
    const from = Date.parse(since ?? '');
    expect(suspensionOver(from, 'S-hour', set).rightMs).toBe(Date.parse(hours ?? ''));
    expect(isoOf(suspensionOver(from, 'S-day', set).rightMs)).toBe(right);
    expect(textOf(suspensionOver(from, 'S-jo', set).lastDay)).toBe(worked);
  }
  const [[since = '', last = '', right = ''] = []] = matches(
    section('6.5'),
    /since (\S+) \(day\) +S-day last day (\S+), right from (\S+)/g,
    1,
  );
  const found = suspensionOver(startOf(dayOf(since)), 'S-day', set);
  expect([textOf(found.lastDay), textOf(dayAt(found.rightMs))]).toEqual([last, right]);
});

test('registered letters are judged as in § 7', () => {
  const lines = section('7').split('\n');
  const [end = 0, dispatched = 0, presented = 0, received = 0] = dates(lines[0] ?? '').map(dayOf);
  const outcome = 'delivered';
  const letter = { dispatched, presented, received, outcome } as const;
  const late = (day: number): NoticeWay[] => columns.filter((way) => day > latestNotice(end, way, set));
  expect([late(dispatched), late(presented), late(received)]).toEqual([[], ['66jo', '78jb'], ['66jo', '78jb']]);
  expect(judgeLetter('client', letter, end, columns, set)).toBe('in-time');
  expect(judgeLetter('provider', letter, end, columns, set)).toBe('late');
  const afterAll = { ...letter, dispatched: dayOf(dates(lines[2] ?? '')[0] ?? '') };
  expect(judgeLetter('client', afterAll, end, columns, set)).toBe('late');
  const refused = { ...letter, received: null, outcome: 'refused' } as const;
  expect(judgeLetter('provider', refused, end, columns, set)).toBe('undecided');
});

test('the day of effective termination agrees with § 4.1', () => {
  const text = section('4.1');
  const end = dayOf(dates(text)[0] ?? '');
  for (const [confirmed, effective] of matches(text, /confirmed (\S+) → (\S+)/g, 3)) {
    const day = (confirmed ?? '').includes('T') ? dayAt(Date.parse(confirmed ?? '')) : dayOf(confirmed ?? '');
    expect(textOf(Math.max(end, day))).toBe(effective);
  }
});

test('the reminders of a client that never confirms agree with § 5', () => {
  const [zero = '', ...wanted] = dates(section('5').replace(/, (\d{2}-\d{2})/g, ', 2027-$1'));
  expect([7, 14, 21, 30].map((days) => textOf(dayOf(zero) + days))).toEqual(wanted.slice(0, 4));
  expect(textOf(rolled(dayOf(zero) + 30, set))).toBe(wanted[4]);
});

test('the three tariffs agree with § 8.1', () => {
  const rows = section('8.1 table')
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const counts = (rows[0] ?? []).slice(2, -1).map(Number);
  expect(counts).toHaveLength(10);
  for (const row of rows.slice(2)) {
    const way = /F-\w+/.exec(row[1] ?? '')?.[0] as FeeWay;
    expect(
      counts.map((n) => String(tariffOf(n, way))),
      way,
    ).toEqual(row.slice(2, -1));
  }
});

test('the dated packs agree with § 8.2', () => {
  const text = section('8.2');
  const clocks = (request: Day): string[] => {
    const notice = monthsOn(request, 2);
    return [notice, notice + 30, notice + 60].map(textOf).concat(textOf(workingOn(request, 14, 'ouvré', set)));
  };
  const found = dates(text.replaceAll('≤ until', '≤'));
  expect(clocks(dayOf(found[0] ?? ''))).toEqual(found.slice(1, 5));
  expect(textOf(monthsOn(monthsOn(dayOf('2026-09-01'), 2), 7))).toBe(found[5]);
  expect(textOf(monthsOn(dayOf('2026-09-01'), 7))).toBe(found[6]);
  expect(clocks(dayOf(found[7] ?? ''))).toEqual(found.slice(8, 12));
  expect(clocks(dayOf(found[12] ?? '')).slice(0, 3)).toEqual(found.slice(13, 16));
  const [quoted = '', done = '', invoiced = '', freed = '', last = ''] = found.slice(16);
  const fee = (scope: 'yes' | 'no' | 'unsure', cost: bigint | null, ...days: [string, string, string]) =>
    feeOf({ mailboxes: 37, way: 'F-prorata', scope, cost, quoted: days[0], done: days[1], invoiced: days[2] });
  expect(fee('yes', 90_000n, quoted, done, invoiced).cents).toBe(90_000n);
  expect(fee('unsure', 90_000n, quoted, done, invoiced).cents).toBe(90_000n);
  expect(fee('yes', 90_000n, quoted, done, freed).cents).toBe(0n);
  expect(fee('unsure', 90_000n, last, last, last).cents).toBe(90_000n);
  expect(fee('no', null, quoted, done, freed)).toEqual({ cents: 133_200n, review: false });
  expect(fee('yes', null, quoted, done, invoiced)).toEqual({ cents: 0n, review: true });
});

test('a public buyer keeps its copies three months, as in § 8.2', () => {
  for (const [from, to] of matches(section('8.2 ccag'), /`(?:confirm )?(\d\S+) → (\S+)`/g, 2))
    expect(textOf(monthsOn(dayOf(from ?? ''), 3))).toBe(to);
});

test('the last month agrees with § 8.3', () => {
  const rows = matches(section('8.3'), /`(\d+) c, ends (\S+): billed (\d+) \((\d+)\/(\d+)\), credit (\d+)`/g, 2);
  for (const row of rows) {
    const [price, end, billed, days, length, credit] = row as [string, string, string, string, string, string];
    expect([Number(end.slice(8)), daysInMonth(monthNumber(dayOf(end)))]).toEqual([Number(days), Number(length)]);
    expect(monthShare(BigInt(price), Number(days), Number(length))).toEqual({
      billed: BigInt(billed),
      credit: BigInt(credit),
    });
  }
});
