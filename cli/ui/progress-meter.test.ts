import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesText, durationText } from './figures.ts';
import { languageFrom } from './language.ts';
import { ProgressMeter } from './progress-meter.ts';

const at = (done: number, total?: number, step = 's') =>
  ({ step, done, unit: 'bytes', ...(total === undefined ? {} : { total }) }) as const;

test('a steady rate is measured exactly and gives the time left', () => {
  const meter = new ProgressMeter();
  let last = meter.observe(at(0, 1000), 0);
  for (let ms = 500; ms <= 5000; ms += 500) last = meter.observe(at(ms / 10, 1000), ms);
  expect(last.perSecond).toBeCloseTo(100, 6);
  expect(last.leftMs).toBeCloseTo(5000, 3);
});

test('nothing is estimated before there is enough to tell, without a total, or while nothing moves', () => {
  const meter = new ProgressMeter();
  meter.observe(at(0, 1000), 0);
  expect(meter.observe(at(100, 1000), 1000).leftMs).toBeNull();
  meter.observe(at(0, undefined, 'open'), 0);
  expect(meter.observe(at(500, undefined, 'open'), 5000)).toMatchObject({ perSecond: 100, leftMs: null });
  meter.observe(at(0, 1000, 'stuck'), 0);
  expect(meter.observe(at(0, 1000, 'stuck'), 60_000)).toMatchObject({ perSecond: null, leftMs: null });
});

test('after a slow-down the estimate follows within a minute', () => {
  const meter = new ProgressMeter();
  let done = 0;
  let last = meter.observe(at(0, 1e9), 0);
  for (let second = 1; second <= 120; second++) {
    done += second <= 60 ? 1000 : 100;
    last = meter.observe(at(done, 1e9), second * 1000);
  }
  expect(last.perSecond).toBeGreaterThan(99);
  expect(last.perSecond).toBeLessThan(125);
});

test('a step that goes back begins again, a finished one is forgotten', () => {
  const meter = new ProgressMeter();
  meter.observe(at(500, 1000), 0);
  expect(meter.observe(at(1, 1000), 1000)).toMatchObject({ first: true, elapsedMs: 0 });
  expect(meter.observe(at(1000, 1000), 2000).finished).toBe(true);
  expect(meter.active).toBe(0);
});

test('whatever is reported, figures are finite or absent and memory is bounded', () => {
  const report = fc.record({
    step: fc.string({ maxLength: 3 }),
    done: fc.nat(),
    total: fc.option(fc.nat(), { nil: undefined }),
    ms: fc.nat({ max: 10_000 }),
  });
  fc.assert(
    fc.property(fc.array(report, { maxLength: 200 }), (reports) => {
      const meter = new ProgressMeter();
      let now = 0;
      for (const { step, done, total, ms } of reports) {
        now += ms;
        const { perSecond, leftMs } = meter.observe(at(done, total, step), now);
        for (const figure of [perSecond, leftMs]) expect(figure === null || Number.isFinite(figure)).toBe(true);
        expect(meter.active).toBeLessThanOrEqual(64);
      }
    }),
  );
});

test.each([
  [0, '0 B', '0 o'],
  [999, '999 B', '999 o'],
  [1000, '1.0 kB', '1,0 ko'],
  [99_940, '99.9 kB', '99,9 ko'],
  [99_960, '100 kB', '100 ko'],
  [999_600, '1.0 MB', '1,0 Mo'],
  [2.5e15, '2.5 PB', '2,5 Po'],
])('%d bytes read %s and %s', (bytes, english, french) => {
  expect(bytesText(bytes, 'en')).toBe(english);
  expect(bytesText(bytes, 'fr')).toBe(french);
});

test.each([
  [0, '0 s'],
  [59_400, '59 s'],
  [59_600, '1 min 00 s'],
  [3_599_000, '59 min 59 s'],
  [3_600_000, '1 h 00 min'],
  [93_600_000, '26 h 00 min'],
])('%d ms read %s', (ms, text) => {
  expect(durationText(ms, 'fr')).toBe(text);
});

test.each([
  [undefined, 'fr_FR.UTF-8', 'fr'],
  [undefined, 'fr', 'fr'],
  [undefined, 'C', 'en'],
  [undefined, 'frr_DE', 'en'],
  [undefined, undefined, 'en'],
  ['fr', 'en_GB', 'fr'],
  ['en', 'fr_FR', 'en'],
])('--lang %s with the locale %s is %s', (option, locale, language) => {
  expect(languageFrom(option, locale)).toBe(language);
});
