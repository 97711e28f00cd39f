import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { neverAborted, Secret, SimulatedClock, silentLogger } from '../core/index.ts';
import { createCoverage, PART_BYTES } from './coverage.ts';
import { draftDigest, emptyDraft, sameSentence } from './draft.ts';
import { formatFor } from './format.ts';
import { escapeHtml, html } from './html.ts';
import { createWindow } from './limits.ts';
import { createPace } from './pace.ts';
import { curlConfig, localName, sums } from './pages/download.ts';
import { stepsDone } from './pages/stepper.ts';
import { judgeCode, maskAddress, newCode, secondFactor } from './second-factor.ts';
import { networkOf } from './security.ts';
import { asciiName } from './serve-file.ts';
import { createServedLog } from './served-log.ts';
import { createSessions } from './sessions.ts';
import type { Link, OpenPackage, PackageFile, ServedFile } from './views.ts';
import { label, readingLabel, timerWords } from './words/labels.ts';

describe('markup', () => {
  test('never comes out of a value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const made = html`<p title="${text}">${text}</p>`.toString();
        expect(made.match(/[<>]/g)).toHaveLength(4);
        expect(made.match(/"/g)).toHaveLength(2);
      }),
    );
  });

  test('shows what cannot be seen, or turns the writing round, as a sign', () => {
    expect(escapeHtml('a\u0000b\u202ec\ud800d\te\n')).toBe('a\ufffdb\ufffdc\ufffdd\te\n');
  });
});

test('sizes, dates and money are written as their readers do', () => {
  const [fr, en] = [formatFor('fr', 'Europe/Paris'), formatFor('en', 'Europe/Paris')];
  expect([fr.size(0), fr.size(999), fr.size(1_234_567), en.size(412e9)].map((one) => one.replace(/\s/g, ' '))).toEqual([
    '0 octets',
    '999 octets',
    '1,23 Mo',
    '412 GB',
  ]);
  expect([fr.date('2027-07-01'), en.date('2027-07-01'), en.date('soon')]).toEqual([
    '1 juillet 2027',
    '1 July 2027',
    'soon',
  ]);
  expect(en.instant('2027-07-08T23:30:00Z')).toBe('9 July 2027 at 01:30');
  expect([1, -5, 93_10, 9_007_199_254_740_991].map((cents) => en.money(cents, 'EUR'))).toEqual([
    '€0.01',
    '-€0.05',
    '€93.10',
    '€90,071,992,547,409.91',
  ]);
});

describe('coverage', () => {
  test('is that of a bitmap kept byte by byte, whatever the order of the pieces', () => {
    const size = 200;
    const piece = fc.tuple(fc.nat(size - 1), fc.integer({ min: 1, max: 60 }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const coverage = createCoverage(size);
        const bytes = new Uint8Array(size);
        for (const [from, length] of pieces) {
          const end = Math.min(size, from + length);
          coverage.add(from, end - from);
          bytes.fill(1, from, end);
        }
        expect(coverage.complete()).toBe(!bytes.includes(0));
      }),
    );
  });

  test('marks a part only when all of it was handed over, in halves too', () => {
    const coverage = createCoverage(2.5 * PART_BYTES);
    coverage.add(0, PART_BYTES - 1);
    coverage.add(PART_BYTES, PART_BYTES);
    coverage.add(2 * PART_BYTES, PART_BYTES / 2);
    expect([...coverage.bitmap()]).toEqual([0b110]);
    coverage.add(PART_BYTES - 1, 1);
    expect([[...coverage.bitmap()], coverage.complete()]).toEqual([[0b111], true]);
    expect(createCoverage(0).complete()).toBe(true);
  });

  test('forgets rather than claims where the pieces are too many', () => {
    const coverage = createCoverage(1_000_000);
    for (let at = 0; at < 4000; at++) coverage.add(at * 10, 5);
    expect(coverage.complete()).toBe(false);
    coverage.add(0, 1_000_000);
    expect(coverage.complete()).toBe(true);
  });
});

test('what was served stays counted while the ledger refuses, and is told once', async () => {
  const link = { id: 'l', tenant: 'acme', packageId: 'p' } as Link;
  const file = { id: 'f', bytes: 10 } as PackageFile;
  const told: (readonly ServedFile[])[] = [];
  let busy = true;
  const served = async (_link: Link, _session: string, files: readonly ServedFile[]): Promise<void> => {
    if (busy) throw new Error('busy');
    told.push(files);
  };
  const clock = new SimulatedClock(0);
  const log = createServedLog({ links: { served }, clock, log: silentLogger });
  const { session } = createSessions(clock, (bytes) => new Uint8Array(bytes)).open(link, 'fr');
  const answer = log.begin(session, link, file, 10);
  answer.sent(0, 4);
  await log.flush(neverAborted);
  expect([log.pending('l'), told]).toEqual([10, []]);
  answer.sent(4, 6);
  answer.end(false);
  busy = false;
  await log.flush(neverAborted);
  await log.flush(neverAborted);
  expect(log.pending('l')).toBe(0);
  expect(told).toEqual([
    [{ file: 'f', bytes: 10, responses: 1, aborted: 0, parts: 1, covered: 'AQ==', complete: true }],
  ]);
});

test('many files of one session come to the ledger a few acts at a time, each once, whatever fails between', async () => {
  const link = { id: 'l', tenant: 'acme', packageId: 'p' } as Link;
  const clock = new SimulatedClock(0);
  const told: string[] = [];
  let calls = 0;
  const served = async (_link: Link, _session: string, files: readonly ServedFile[]): Promise<void> => {
    if (++calls === 3) throw new Error('busy');
    expect(files.length).toBeLessThanOrEqual(100);
    told.push(...files.map(({ file }) => file));
  };
  const log = createServedLog({ links: { served }, clock, log: silentLogger });
  const { session } = createSessions(clock, (bytes) => new Uint8Array(bytes)).open(link, 'fr');
  for (let number = 0; number < 1500; number++) {
    const answer = log.begin(session, link, { id: `f${number}`, bytes: 10 } as PackageFile, 1);
    answer.sent(0, 1);
    answer.end(false);
  }
  await log.flush(neverAborted);
  expect([told.length, log.pending('l')]).toEqual([200, 1300]);
  await log.flush(neverAborted);
  expect([told.length, log.pending('l')]).toEqual([700, 800]);
  await log.flush(neverAborted, Number.POSITIVE_INFINITY);
  expect([new Set(told).size, told.length, log.pending('l')]).toEqual([1500, 1500, 0]);
});

test('a code is six digits, right for one purpose, five tries and ten minutes', () => {
  const clock = new SimulatedClock(0);
  for (let count = 0; count < 200; count++) expect(newCode().reveal()).toMatch(/^\d{6}$/);
  const factor = () => secondFactor(new Secret('012345'), 'p', 'x', clock);
  expect(judgeCode(factor(), ' 012 345 ', 'p', clock)).toBe('right');
  expect(judgeCode(factor(), '012345', 'other', clock)).toBe('expired');
  const one = factor();
  expect([1, 2, 3, 4, 5, 6].map(() => judgeCode(one, '999999', 'p', clock))).toEqual([
    ...['wrong', 'wrong', 'wrong', 'wrong'],
    ...['used-up', 'used-up'],
  ]);
  const late = factor();
  clock.advance(10 * 60_000);
  expect(judgeCode(late, '012345', 'p', clock)).toBe('expired');
  expect(maskAddress('marie@acme.fr')).toBe('m•••@acme.fr');
});

test('a draft’s digest changes with anything in it', () => {
  const nothing = emptyDraft({ round: 1, root: 'a', signatory: { name: 'x', capacity: 'y' } });
  const drafts = [
    nothing,
    { ...nothing, round: 2 },
    { ...nothing, root: 'b' },
    { ...nothing, signatory: 'z' },
    { ...nothing, confirm: ['a'] },
    { ...nothing, contest: ['a'] },
    { ...nothing, grounds: { reason: 'other', text: 'x' } as const },
    { ...nothing, cutover: { how: 'mx-moved', on: '2027-07-01' } as const },
    { ...nothing, conclude: true },
    { ...nothing, everything: true },
    { ...nothing, statement: 'x' },
  ];
  expect(new Set(drafts.map(draftDigest)).size).toBe(drafts.length);
});

test('the sentence may be typed as people type, and not shortened', () => {
  const wanted = 'J’ai récupéré l’intégralité de mes données et configurations';
  expect(sameSentence(` j'ai recupere l'integralite de mes  donnees et configurations. `, wanted)).toBe(true);
  for (const other of ['', 'oui', wanted.slice(0, -1), `${wanted} sauf une`])
    expect(sameSentence(other, wanted)).toBe(false);
});

test('a window counts within its time, per key, and forgets the oldest of many keys', () => {
  const clock = new SimulatedClock(0);
  const window = createWindow(clock, 2, 1000);
  expect([window.take('a'), window.take('a'), window.take('a'), window.take('b')]).toEqual([true, true, false, true]);
  clock.advance(1001);
  expect(window.take('a')).toBe(true);
  for (let key = 0; key < 30_000; key++) window.take(`k${key}`);
  expect(window.count('a')).toBe(0);
});

test.each([
  ['2001:db8:1:2:a:b:c:d', '2001:db8:1:2:ffff::1', true],
  ['2001:db8::1', '2001:db8:0:0:9::', true],
  ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
  ['2001::1:2:3:4:5', '2001::2:2:3:4:5', false],
  ['192.0.2.1', '192.0.2.2', false],
  ['::ffff:192.0.2.1', '192.0.2.1', true],
  ['::ffff:192.0.2.1', '::ffff:192.0.2.2', false],
  ['not an address', 'fe80::1%eth0', false],
])('%s and %s are one visitor to the limits: %s', (one, other, same) => {
  expect(networkOf(one) === networkOf(other)).toBe(same);
});

test('streams of one tenant share its line', async () => {
  const clock = new SimulatedClock(0);
  const pace = createPace(clock, 1000);
  await pace('acme', 500, neverAborted);
  let passed = false;
  const second = pace('acme', 500, neverAborted).then(() => {
    passed = true;
  });
  await pace('beta', 500, neverAborted);
  clock.advance(499);
  await Promise.resolve();
  expect(passed).toBe(false);
  clock.advance(1);
  await second;
  await createPace(clock, null)('acme', 1e12, neverAborted);
});

test('names of files cannot leave their folder, their header or their line', () => {
  expect(asciiName('data/é"\r\nx: y.pst')).toBe('____x__y.pst');
  expect([asciiName('..'), asciiName('a/'), asciiName('x'.repeat(300)).length]).toEqual(['_', 'file', 100]);
  const file = (path: string): PackageFile => ({ id: 'i', bag: 'b', path, bytes: 1, sha256: 'h', sha512: 'H' });
  expect(localName(file('../../etc/passwd'))).toBe('b/_/_/etc/passwd');
  expect(localName(file('data//a"\nb$(x)`'))).toBe('b/data/a__b__x__');
  const found = { files: [file('a"\nurl = "evil'), file('data/b')] } as unknown as OpenPackage;
  expect(curlConfig(found, 'https://x').match(/^url = /gm)).toHaveLength(2);
  expect(sums(found, 'sha256')).toBe('h  b/a__url = _evil\nh  b/data/b\n'.replace('= _', '_ _'));
});

test('steps follow the hand-over, and all are done once the services are terminated', () => {
  expect(stepsDone({ handover: 'none', lifecycle: 'active' })).toBe(0);
  expect(stepsDone({ handover: 'contested', lifecycle: 'transition' })).toBe(4);
  expect(stepsDone({ handover: 'rework', lifecycle: 'terminated' })).toBe(7);
});

test('codes have words, and unknown ones stay as they are', () => {
  expect(label(timerWords, 'term.end', 'en')).toBe('End of the current term');
  expect(label(timerWords, 'constructor', 'en')).toBe('constructor');
  expect(readingLabel('T-A/E-eve/N-origin/36+12x0', 'en')).toBe(
    'from subscription, eve of the anniversary, counted from the start',
  );
  expect(readingLabel('63jo', 'fr')).toBe('63 jours ouvrés');
});
