import { addDays, civilDate, instantOf } from './civil.ts';
import type { Night } from './ids.ts';

/** `HH:MM` each, local time; an end at or before the start lies on the next day. */
export interface Window {
  readonly start: string;
  readonly end: string;
}

export interface ScheduleFacts {
  /** Wall time, ms since the epoch. It may jump. */
  readonly now: number;
  readonly window: Window;
  readonly timeZone: string;
  /** Newest night with a finished run, whatever its outcome; null when there is none. */
  readonly lastNight: Night | null;
  /** Night of a run that is alive, in this process or another. */
  readonly running: Night | null;
  /** A night that was missed altogether is made up for outside the window. */
  readonly catchUp: boolean;
  /** Finished nights near now, where they are known one by one: then a night labelled far ahead by a wrong clock blocks nothing. */
  readonly finished?: ReadonlySet<Night>;
}

export type ScheduleDecision =
  | {
      readonly due: true;
      readonly night: Night;
      readonly reason: 'window' | 'catch-up';
      /** No new export starts after it; null for a catch-up, which the window does not bind. */
      readonly closesAt: number | null;
    }
  | {
      readonly due: false;
      /** The night that comes next, and when its window opens. Ask again then, when a run ends, and at least hourly: clocks jump. */
      readonly night: Night;
      readonly nextAt: number;
      readonly reason: 'running' | 'finished' | 'window-closed' | 'never-ran' | 'clock-behind';
    };

/** When the window of `night` opens and closes: a night bears the local date on which it opens, also across midnight. */
export function windowOf(
  night: Night,
  window: Window,
  timeZone: string,
): { readonly opensAt: number; readonly closesAt: number } {
  const opensAt = instantOf(night, window.start, timeZone, 'earlier');
  const lastDay = window.end > window.start ? night : addDays(night, 1);
  return { opensAt, closesAt: Math.max(opensAt, instantOf(lastDay, window.end, timeZone, 'later')) };
}

/** The night whose window opened last, at or before `now`. */
export function nightAt(now: number, window: Window, timeZone: string): Night {
  const today = civilDate(now, timeZone);
  return windowOf(today, window, timeZone).opensAt <= now ? today : addDays(today, -1);
}

/**
 * What is due now. A night is due while its window is open and no run of it has finished; when it was missed, it is caught
 * up once, the most recent night only, since a second export of the same evening would show the same mail. Never two runs
 * for one night. On a first start (nothing ever ran) outside the window nothing is missed: it waits for the window.
 */
export function planNights(facts: ScheduleFacts): ScheduleDecision {
  const { now, window, timeZone, lastNight, running, catchUp, finished } = facts;
  const current = nightAt(now, window, timeZone);
  const wait = (reason: Extract<ScheduleDecision, { due: false }>['reason'], after: Night): ScheduleDecision => {
    const night = addDays(after, 1);
    return { due: false, night, nextAt: windowOf(night, window, timeZone).opensAt, reason };
  };
  if (running !== null) return wait('running', current);
  const ran = finished?.has(current) ?? (lastNight !== null && lastNight >= current);
  if (ran) {
    const ahead = finished === undefined && lastNight !== null && lastNight > current;
    return ahead ? wait('clock-behind', lastNight) : wait('finished', current);
  }
  const { closesAt } = windowOf(current, window, timeZone);
  if (now < closesAt) return { due: true, night: current, reason: 'window', closesAt };
  if (lastNight === null) return wait('never-ran', current);
  if (!catchUp) return wait('window-closed', current);
  return { due: true, night: current, reason: 'catch-up', closesAt: null };
}
