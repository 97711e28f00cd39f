/**
 * Whether a registered letter ends a term (contract §§ 6.1, 6.3, 7). The client's counts from its dispatch and is in time under
 * one enabled reading (whole civil months apart); the provider's counts from its receipt and must be in time under all. A
 * provider's letter that was not received is for a person to decide, unless its sending alone came too late.
 */
import { latestNotice, type NoticeWay } from './count.ts';
import type { Day, HolidaySet } from './day-table.ts';

export type Party = 'client' | 'provider';

export interface Letter {
  readonly dispatched: Day;
  readonly presented: Day | null;
  readonly received: Day | null;
  readonly outcome: 'delivered' | 'refused' | 'unclaimed' | 'lost' | null;
}

export function judgeLetter(
  by: Party,
  letter: Letter,
  end: Day,
  ways: readonly NoticeWay[],
  set: HolidaySet,
): 'in-time' | 'late' | 'undecided' {
  if (by === 'client') {
    const counted = ways.filter((way) => way !== 'CIV3');
    return counted.some((way) => letter.dispatched <= latestNotice(end, way, set)) ? 'in-time' : 'late';
  }
  // A letter cannot be received before it is sent: one sent too late is late, whatever became of it.
  const known = letter.received ?? letter.dispatched;
  if (ways.some((way) => known > latestNotice(end, way, set))) return 'late';
  return letter.outcome === 'delivered' && letter.received !== null ? 'in-time' : 'undecided';
}
