import { z } from 'zod';
import { alarmKey, alarmRank } from './describe-alarm.ts';
import type { Alarm } from './types.ts';

/** What was already sent, oldest first. Kept as text in the catalogue's meta table between runs and restarts. */
export interface AlarmMemory {
  readonly entries: readonly RememberedAlarm[];
}

export interface RememberedAlarm {
  readonly key: string;
  readonly rank: number;
  /** When it was first and last sent, ms since the epoch. */
  readonly firstAt: number;
  readonly sentAt: number;
}

export interface AlarmPolicy {
  /** An alarm that stays as it is comes again after this. Less than some hours and people filter the mails away. */
  readonly repeatAfterMs: number;
}

export const defaultAlarmPolicy: AlarmPolicy = { repeatAfterMs: 12 * 3_600_000 };

/** Why an alarm is sent: never seen, graver than what was sent, or still there after the pause. */
export type SendReason = 'new' | 'worse' | 'still';

export interface AlarmToSend {
  readonly alarm: Alarm;
  readonly why: SendReason;
  /** When it was first sent, ISO 8601; null when new. */
  readonly since: string | null;
}

export interface AlarmDecision {
  readonly send: readonly AlarmToSend[];
  readonly quiet: readonly Alarm[];
  /** The memory once `send` has left; keep it only then, so that a failed mail is tried again. */
  readonly memory: AlarmMemory;
}

export const noAlarms: AlarmMemory = { entries: [] };

/** More than a platform has at once; beyond it the oldest are forgotten, which sends them again rather than never. */
const MAX_REMEMBERED = 5000;
/** Forgotten after this many pauses without a word: the trouble went away without anybody saying so. */
const FORGET_AFTER_PAUSES = 14;

/** Which alarms to send now, given what was sent before. Pure; a clock that went back sends rather than stays silent. */
export function decideAlarms(
  memory: AlarmMemory,
  alarms: readonly Alarm[],
  nowMs: number,
  policy: AlarmPolicy = defaultAlarmPolicy,
): AlarmDecision {
  const remembered = new Map(memory.entries.map((entry) => [entry.key, entry]));
  const send: AlarmToSend[] = [];
  const quiet: Alarm[] = [];
  for (const [key, alarm] of worstPerKey(alarms)) {
    const before = remembered.get(key);
    const why = reasonToSend(before, alarm, nowMs, policy);
    if (why === null) {
      quiet.push(alarm);
      continue;
    }
    send.push({ alarm, why, since: before === undefined ? null : new Date(before.firstAt).toISOString() });
    remembered.delete(key);
    remembered.set(key, { key, rank: alarmRank(alarm), firstAt: before?.firstAt ?? nowMs, sentAt: nowMs });
  }
  const horizon = nowMs - policy.repeatAfterMs * FORGET_AFTER_PAUSES;
  const entries = [...remembered.values()].filter((entry) => entry.sentAt >= horizon).slice(-MAX_REMEMBERED);
  return { send, quiet, memory: { entries } };
}

/** The trouble is over: if it comes back, it is new. */
export function forgetAlarms(memory: AlarmMemory, over: readonly Alarm[]): AlarmMemory {
  const keys = new Set(over.map(alarmKey));
  return { entries: memory.entries.filter((entry) => !keys.has(entry.key)) };
}

/** The graver of two alarms about one thing in one batch. */
function worstPerKey(alarms: readonly Alarm[]): ReadonlyMap<string, Alarm> {
  const worst = new Map<string, Alarm>();
  for (const alarm of alarms) {
    const key = alarmKey(alarm);
    const other = worst.get(key);
    if (other === undefined || alarmRank(alarm) > alarmRank(other)) worst.set(key, alarm);
  }
  return worst;
}

function reasonToSend(
  before: RememberedAlarm | undefined,
  alarm: Alarm,
  nowMs: number,
  policy: AlarmPolicy,
): SendReason | null {
  if (before === undefined) return 'new';
  if (alarmRank(alarm) > before.rank) return 'worse';
  const quietMs = nowMs - before.sentAt;
  return quietMs >= policy.repeatAfterMs || quietMs < 0 ? 'still' : null;
}

const memorySchema = z.object({
  entries: z
    .array(
      z.object({
        key: z.string().max(100),
        rank: z.number(),
        firstAt: z.int().min(-8.64e15).max(8.64e15),
        sentAt: z.int().min(-8.64e15).max(8.64e15),
      }),
    )
    .max(MAX_REMEMBERED),
});

/** The memory from its text; what cannot be read is forgotten: an alarm too many is better than one that is lost. */
export function parseAlarmMemory(text: string | null): AlarmMemory {
  if (text === null) return noAlarms;
  try {
    const parsed = memorySchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : noAlarms;
  } catch {
    return noAlarms;
  }
}

export function serialiseAlarmMemory(memory: AlarmMemory): string {
  return JSON.stringify(memory);
}
