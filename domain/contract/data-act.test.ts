import { describe, expect, it } from 'vitest';
import golden from '../../test/golden/contract/data-act.json' with { type: 'json' };
import { retrievalUntil, type SwitchClocks, switchClocks } from './data-act.ts';
import { replayDerivation } from './derive.ts';
import { isHoliday } from './holidays.ts';
import { localDate, weekday } from './local-date.ts';

const calendar = 'FR-metropole';
const asked = (requested: string, noticeDays: number | null = null): SwitchClocks => {
  const clocks = switchClocks({ requested: localDate(requested), noticeDays, calendar });
  if (clocks === null) throw new Error(`no clocks on ${requested}`);
  return clocks;
};

describe('a switch', () => {
  it.each(golden.switch)('asked for on $requested', ({ requested, ...expected }) => {
    const clocks = asked(requested);
    for (const [name, date] of Object.entries(expected)) {
      const derivation = clocks[name as keyof SwitchClocks];
      expect(derivation.result, name).toBe(date);
      expect(replayDerivation(derivation)).toEqual(derivation);
    }
  });

  it('is not rolled: a maximum that ends on a Sunday and holiday ends there', () => {
    const { result } = asked('2026-09-01').noticeEnd;
    expect([weekday(result), isHoliday(result, calendar)]).toEqual([7, true]);
  });

  it('with a shorter notice moves all that follows, and a longer one is no choice', () => {
    const short = asked('2026-09-01', 10);
    expect([short.noticeEnd.result, short.transitionBy.result]).toEqual(['2026-09-11', '2026-10-11']);
    expect(asked('2026-09-01', 90).noticeEnd.result).toBe('2026-11-01');
    expect(short.alternativeBy.result).toBe('2027-04-11');
  });

  it('has clocks since the regulation applies, and cites the pack of its day', () => {
    expect(switchClocks({ requested: localDate('2025-09-11'), noticeDays: null, calendar })).toBeNull();
    expect(asked('2025-09-12').noticeEnd.pack).toBe('eu-2023-2854@2');
    expect(asked('2027-01-12').noticeEnd.pack).toBe('eu-2023-2854@3');
  });

  it('leaves thirty days to retrieve data after whatever transition there was', () => {
    expect(retrievalUntil(localDate('2026-12-01'), calendar)?.result).toBe('2026-12-31');
    expect(retrievalUntil(localDate('2025-01-01'), calendar)).toBeNull();
  });
});
