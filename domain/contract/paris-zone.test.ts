import { expect, test } from 'vitest';
import { dayNumber, localDate } from './local-date.ts';
import { EU_RULE, offsetMs, zoneOffsetMs } from './paris.ts';

const HOUR = 3_600_000;

test('the EU rule agrees with the zone data on every day and at every change of 1996 to 2100', () => {
  const last = dayNumber(localDate(`${EU_RULE.lastYear}-12-31`));
  let changes = 0;
  for (let days = dayNumber(localDate(`${EU_RULE.firstYear}-01-01`)); days <= last; days += 1) {
    const at = days * 24 * HOUR;
    // 00:00, 00:59:59.999, 01:00 and 12:00 UTC: no change happens at another hour, as the next test shows
    for (const instant of [at, at + HOUR - 1, at + HOUR, at + 12 * HOUR]) {
      if (offsetMs(instant) !== zoneOffsetMs(instant)) expect.fail(new Date(instant).toISOString());
    }
    const turns = zoneOffsetMs(at + HOUR - 1) !== zoneOffsetMs(at + HOUR);
    if (turns) changes += 1;
    if ((zoneOffsetMs(at) !== zoneOffsetMs(at + 24 * HOUR)) !== turns) expect.fail(new Date(at).toISOString());
  }
  expect(changes).toBe((EU_RULE.lastYear - EU_RULE.firstYear + 1) * 2);
});
