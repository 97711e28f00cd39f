import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** Counts one date of every kind over two years and prints what it found, in a process of its own. */
const script = `
const at = (name) => import(new URL(name, process.argv[1]).href);
const [dates, paris, readings, holidays, fees, deadlines] = await Promise.all(
  ['local-date.ts', 'paris.ts', 'readings.ts', 'holidays.ts', 'fee.ts', 'deadlines.ts'].map(at),
);
const found = [];
for (let day = dates.localDate('2026-12-01'), n = 0; n < 500; n += 1, day = dates.plusDays(day, 1)) {
  found.push(paris.endOfDay(day), paris.zoneOffsetMs(paris.endOfDay(day)), paris.instantOfText(day));
  for (const reading of readings.NOTICE_READINGS) found.push(readings.latestNotice(day, reading, 'FR-metropole'));
  for (const reading of readings.SUSPENSION_READINGS) {
    found.push(readings.suspensionRight(day + 'T23:30+02:00', reading, 'FR-alsace-moselle', null));
  }
  found.push(readings.termEnd({ start: 'T-A', end: 'E-eve', renewal: 'N-civil', period: 2, origin: day }));
  found.push(deadlines.confirmReminders(day, 'FR-metropole'));
}
found.push(holidays.holidaysOf(2027, 'FR-alsace-moselle'), fees.tariffsFor(37));
process.stdout.write(JSON.stringify([new Date(0).getTimezoneOffset(), JSON.stringify(found)]));
`;

function runIn(zone: string, locale: string): readonly [number, string] {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', script, import.meta.url],
    { env: { TZ: zone, LANG: locale, LC_ALL: locale }, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as [number, string];
}

test('no result depends on the zone or the locale of the machine (invariant 20)', () => {
  const [offset, expected] = runIn('UTC', 'C');
  expect(offset).toBe(0);
  expect(expected.length).toBeGreaterThan(100_000);
  const others = [
    runIn('America/New_York', 'en_US.UTF-8'),
    runIn('Pacific/Kiritimati', 'ar_EG.UTF-8'),
    runIn('Europe/Paris', 'th_TH.UTF-8'),
  ];
  // the zones did take effect: noon of 1970-01-01 differs between them
  expect(new Set(others.map(([minutes]) => minutes)).size).toBe(3);
  for (const [, found] of others) expect(found === expected).toBe(true);
});
