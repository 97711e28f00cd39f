import { sha256Hex } from '../../core/index.ts';
import type { Format } from './format.ts';
import type { AlarmText, AlarmTexts } from './texts/index.ts';
import type { Alarm } from './types.ts';

/** The alarm in words, through the entry of its kind. */
export function describeAlarm(alarm: Alarm, texts: AlarmTexts, format: Format): AlarmText {
  // The entry under `alarm.kind` takes exactly that kind; the compiler cannot follow the pairing through the union.
  const describe = texts.describe[alarm.kind] as (one: Alarm, format: Format) => AlarmText;
  return describe(alarm, format);
}

/** What an alarm is about: two alarms with one key are the same trouble seen twice. Bounded, whatever the names in it. */
export function alarmKey(alarm: Alarm): string {
  return `${alarm.kind}:${sha256Hex(Buffer.from(JSON.stringify(identity(alarm)))).slice(0, 24)}`;
}

function identity(alarm: Alarm): readonly (string | null)[] {
  switch (alarm.kind) {
    case 'night-failed':
    case 'night-missed':
      return [alarm.night];
    case 'no-run':
      return [];
    case 'export-stalled':
    case 'verdict':
      return [alarm.tenant, alarm.mailbox];
    case 'store-unreachable':
      return [alarm.store];
    case 'signs-disagree':
      return [alarm.tenant, alarm.subject];
    case 'lease-lost':
      return [alarm.resource];
    case 'integrity-failure':
      return [alarm.snapshot];
  }
}

/**
 * How bad it is, comparable only within one key; a higher rank is sent at once. Counts enter by their doubling, so that a
 * number that creeps up does not send a message each time.
 */
export function alarmRank(alarm: Alarm): number {
  switch (alarm.kind) {
    case 'night-failed':
      return doublings(alarm.failed);
    case 'verdict':
      return alarm.verdict === 'COMPROMISED' ? 2 : 1;
    case 'no-run':
      return Math.floor(alarm.hours / 24);
    case 'integrity-failure':
      return doublings(alarm.findings);
    case 'night-missed':
    case 'export-stalled':
    case 'store-unreachable':
    case 'signs-disagree':
    case 'lease-lost':
      return 1;
  }
}

function doublings(count: number): number {
  return 1 + Math.floor(Math.log2(Math.max(1, count)));
}
