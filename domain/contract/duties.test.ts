import { expect, test } from 'vitest';
import { confirmAll, contractStory, handOver, letterOf } from '../../test/harness/contract-story.ts';
import { blocking } from './blocking.ts';
import { calendarFile } from './calendar-file.ts';
import { dutiesOf, dutiesOfHistory } from './duties.ts';
import { timersOf } from './timers.ts';

const at = (day: string): number => Date.parse(`${day}T10:00:00Z`);
const rules = (refusals: ReturnType<typeof blocking>): readonly string[] => refusals.map((one) => one.rule);

function noticed() {
  const story = contractStory();
  story.tell('2027-03-30T10:00:00Z', 'technician', letterOf('2027-03-24', '2027-03-30'));
  return story;
}

test('a delivery of 2027-04-06 is followed by mails on the 13th, 20th and 27th, and by a letter on 7 May, behind Ascension', () => {
  const story = noticed();
  handOver(story, '2027-04-06');
  const reminders = timersOf(story.state(), at('2027-04-07')).filter((one) => one.timer === 'confirm.reminders');
  expect(reminders.map((one) => one.result)).toEqual(['2027-04-13', '2027-04-20', '2027-04-27', '2027-05-07']);
  const due = (day: string) => dutiesOf(story.state(), at(day)).filter((one) => one.what === 'confirm.reminder');
  expect(due('2027-04-12')).toEqual([]);
  expect(due('2027-04-13').map((one) => one.kind)).toEqual(['mail-client']);
  expect(due('2027-05-07').map((one) => one.kind)).toEqual(['mail-client', 'mail-client', 'mail-client', 'letter']);
  story.tell('2027-04-13T10:00:00Z', 'system', { type: 'reminder.sent', kind: 'confirm', step: 7, letter: false });
  expect(due('2027-04-13')).toEqual([]);
});

test('perform15 runs from the later of the end and the request, and is an alarm five, two and no days before', () => {
  const story = noticed();
  story.tell('2027-07-01T08:00:00Z', 'system', { type: 'notice.ended' });
  story.tell('2027-07-12T08:00:00Z', 'client', { type: 'reversibility.requested', channel: 'portal', onBehalf: null });
  const alarms = (day: string) => dutiesOf(story.state(), at(day)).map((one) => `${one.key} ${one.severity}`);
  expect(alarms('2027-07-21')).toEqual([]);
  expect(alarms('2027-07-25')).toEqual(['perform15.due:2027-07-27:5 info', 'perform15.due:2027-07-27:2 warning']);
  expect(alarms('2027-07-27')).toContain('perform15.due:2027-07-27:0 alarm');
});

test('after a jump of the clock the clock itself is the only duty', () => {
  const { state } = noticed();
  const now = at('2027-09-01');
  expect(dutiesOf(state(), now, now - 26 * 3_600_000).map((one) => one.what)).toEqual(['clock.jump']);
});

test('what blocks is told in both languages until the confirmation, then until the erasure', () => {
  const story = noticed();
  expect(rules(blocking(contractStory().state(), at('2026-02-01')))).toContain('L3.none');
  expect(rules(blocking(story.state(), at('2027-04-01')))).toEqual(
    expect.arrayContaining(['L5.day', 'H1.none', 'L9.items', 'L9.cutover']),
  );
  handOver(story, '2027-06-10');
  story.tell('2027-07-01T08:00:00Z', 'system', { type: 'notice.ended' });
  expect(rules(blocking(story.state(), at('2027-07-01')))).toEqual(['L9.items', 'L9.cutover']);
  expect(confirmAll(story, '2027-07-02T08:00:00Z')).toEqual([]);
  expect(rules(blocking(story.state(), at('2027-07-03')))).toEqual(['L12.delay', 'L12.instruction']);
  const [delay] = blocking(story.state(), at('2027-07-03'));
  expect(delay?.unlockedBy).toEqual({ fr: 'la fin du 2027-08-01', en: 'the end of 2027-08-01' });
});

test('the duties of a history are those that its events told, with the same keys', () => {
  const story = noticed();
  handOver(story, '2027-06-10');
  expect(dutiesOfHistory('acme', story.log)).toEqual(story.duties);
  expect(new Set(story.duties.map((one) => one.key)).size).toBe(story.duties.length);
});

test('the calendar file holds a day for each timer, escaped and folded at 75 octets', () => {
  const story = contractStory({ contractId: 'C;1, “é”' });
  const file = calendarFile(story.state(), at('2027-01-05'));
  expect(file.startsWith('BEGIN:VCALENDAR\r\nVERSION:2.0\r\n')).toBe(true);
  expect(file.endsWith('END:VCALENDAR\r\n')).toBe(true);
  expect(file).toContain('DTSTART;VALUE=DATE:20270630\r\nDTEND;VALUE=DATE:20270701\r\n');
  expect(file).toContain('C\\;1\\, “é”');
  const lines = file.split('\r\n');
  expect(lines.every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
  expect(lines.filter((line) => line === 'BEGIN:VEVENT').length).toBe(timersOf(story.state(), at('2027-01-05')).length);
});
