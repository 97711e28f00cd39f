/**
 * From outcome to message: pure functions that write what operators read each morning, what rings when something is wrong,
 * what a client is told of a suspected compromise, and what contracts ask of client and operator. French or English, text with
 * an HTML part that says the same.
 *
 * Facts (`NightFacts`, `Alarm`, `ClientWarning`, `DutySubject`) → blocks of plain strings (`document.ts`) → `render-text.ts` and
 * `render-html.ts`. Names of mailboxes and folders, error messages and verdict reasons are hostile: they are made printable
 * and cut before they enter a sentence, and only the renderers write markup, so nothing in them can become part of it.
 * Figures and dates follow the reader's language and time zone.
 *
 * `decideAlarms` says which alarms leave now: new ones, graver ones, and those still there after a pause; the memory it
 * returns is kept by the caller once the mail has left. Nothing here sends, waits, reads a clock or keeps state.
 */
export {
  type AlarmDecision,
  type AlarmMemory,
  type AlarmPolicy,
  type AlarmToSend,
  decideAlarms,
  defaultAlarmPolicy,
  forgetAlarms,
  noAlarms,
  parseAlarmMemory,
  serialiseAlarmMemory,
} from './alarm-memory.ts';
export { alarmNotice } from './alarm-notice.ts';
export { clientDutyNotice } from './client-duty.ts';
export { clientWarningNotice } from './client-warning.ts';
export { alarmKey, alarmRank } from './describe-alarm.ts';
export { dutyDigest } from './duty-notice.ts';
export { titleOfDuty } from './duty-notice-title.ts';
export type { ClientReader, DutySubject } from './duty-notice-words.ts';
export { nightReportNotice } from './night-report.ts';
export { summariseNight } from './summarise-night.ts';
export type { DutyName } from './texts/index.ts';
export type {
  Alarm,
  AlarmKind,
  ClientWarning,
  Frozen,
  Language,
  NightFacts,
  NightFinding,
  NightReport,
  Notice,
  Reader,
  TenantName,
} from './types.ts';
