import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tenantId } from '../../domain/index.ts';
import { sampleNight, sampleRun, sampleSnapshot } from '../../test/fakes/notice-facts.ts';
import {
  type Alarm,
  type AlarmMemory,
  alarmKey,
  alarmRank,
  decideAlarms,
  forgetAlarms,
  noAlarms,
  parseAlarmMemory,
  serialiseAlarmMemory,
} from './index.ts';

const HOUR = 3_600_000;
const policy = { repeatAfterMs: 12 * HOUR };
const start = Date.parse('2026-11-24T00:00:00Z');
const at = '2026-11-24T00:00:00Z';

const verdict = (how: 'SUSPECT' | 'COMPROMISED', mailbox = 'a'): Alarm => ({
  kind: 'verdict',
  at,
  tenant: tenantId('acme'),
  mailbox,
  verdict: how,
  reasons: [],
  night: sampleNight,
  snapshot: sampleSnapshot,
  lastClean: null,
  frozen: [],
});
const failed = (count: number): Alarm => ({
  kind: 'night-failed',
  at,
  night: sampleNight,
  run: sampleRun,
  failed: count,
  partial: 0,
  total: 100,
  error: null,
});

function why(memory: AlarmMemory, alarm: Alarm, hours: number): { sent: string | null; memory: AlarmMemory } {
  const decision = decideAlarms(memory, [alarm], start + hours * HOUR, policy);
  return { sent: decision.send[0]?.why ?? null, memory: decision.memory };
}

describe('an alarm', () => {
  test('is sent once, then is quiet until the pause is over, then once again', () => {
    let memory = noAlarms;
    const sent: (string | null)[] = [];
    for (const hours of [0, 1, 11.9, 12, 13, 23.9, 24]) {
      const decision = why(memory, verdict('SUSPECT'), hours);
      sent.push(decision.sent);
      memory = decision.memory;
    }
    expect(sent).toEqual(['new', null, null, 'still', null, null, 'still']);
  });

  test('is sent at once when it got worse, and not again when it got better', () => {
    const first = why(noAlarms, verdict('SUSPECT'), 0);
    const worse = why(first.memory, verdict('COMPROMISED'), 1);
    expect(worse.sent).toBe('worse');
    expect(why(worse.memory, verdict('SUSPECT'), 2).sent).toBeNull();
  });

  test('whose count creeps up is sent at each doubling, not at each step', () => {
    let memory = noAlarms;
    const sent: number[] = [];
    for (let count = 1; count <= 16; count++) {
      const decision = why(memory, failed(count), count / 100);
      if (decision.sent !== null) sent.push(count);
      memory = decision.memory;
    }
    expect(sent).toEqual([1, 2, 4, 8, 16]);
  });

  test('that was declared over is new when it comes back', () => {
    const { memory } = why(noAlarms, verdict('SUSPECT'), 0);
    expect(why(forgetAlarms(memory, [verdict('COMPROMISED')]), verdict('SUSPECT'), 1).sent).toBe('new');
  });

  test('is not lost when its mail could not be sent, because the old memory is kept', () => {
    decideAlarms(noAlarms, [verdict('SUSPECT')], start, policy);
    expect(why(noAlarms, verdict('SUSPECT'), 1).sent).toBe('new');
  });

  test('is sent rather than silenced after the clock went back', () => {
    const { memory } = why(noAlarms, verdict('SUSPECT'), 1000);
    expect(why(memory, verdict('SUSPECT'), 0).sent).toBe('still');
  });

  test('about another mailbox is another alarm; one mailbox twice in a batch is sent once, at its worst', () => {
    const batch = [verdict('SUSPECT'), verdict('COMPROMISED'), verdict('SUSPECT', 'b')];
    const { send } = decideAlarms(noAlarms, batch, start, policy);
    expect(send.map(({ alarm }) => [alarm.kind === 'verdict' && alarm.mailbox, alarmRank(alarm)])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });

  test('tells since when it lasts', () => {
    const { memory } = why(noAlarms, verdict('SUSPECT'), 0);
    const { send } = decideAlarms(memory, [verdict('SUSPECT')], start + 13 * HOUR, policy);
    expect(send[0]?.since).toBe('2026-11-24T00:00:00.000Z');
  });
});

describe('the memory', () => {
  test('survives its text', () => {
    const { memory } = why(noAlarms, verdict('SUSPECT'), 0);
    expect(parseAlarmMemory(serialiseAlarmMemory(memory))).toEqual(memory);
  });

  test.each([
    null,
    '',
    '{',
    '[]',
    '{"entries":[{"key":1}]}',
    '{"entries":[{"key":"k","rank":1,"firstAt":1e300,"sentAt":0}]}',
  ])('that cannot be read (%j) is empty', (text) => {
    expect(parseAlarmMemory(text)).toEqual(noAlarms);
  });

  test('stays bounded, whatever alarms come', () => {
    let memory = noAlarms;
    for (let round = 0; round < 7; round++) {
      const batch = Array.from({ length: 1000 }, (_, index) => verdict('SUSPECT', `${round}-${index}`));
      memory = decideAlarms(memory, batch, start + round, policy).memory;
    }
    expect(memory.entries).toHaveLength(5000);
    expect(decideAlarms(memory, [], start + 1000 * HOUR, policy).memory.entries).toEqual([]);
  });

  test('never lets two sends of one alarm at one rank stand closer than the pause, and never a longer silence', () => {
    const steps = fc.array(fc.record({ hours: fc.integer({ min: 0, max: 30 }), worse: fc.boolean() }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(steps, (list) => {
        let memory = noAlarms;
        let hours = 0;
        const last = new Map<number, number>();
        let lastSent: number | null = null;
        for (const step of list) {
          hours += step.hours;
          const alarm = verdict(step.worse ? 'COMPROMISED' : 'SUSPECT');
          const { sent, memory: next } = why(memory, alarm, hours);
          memory = next;
          if (sent === null) {
            expect(lastSent !== null && hours - lastSent < 12).toBe(true);
            continue;
          }
          const before = last.get(alarmRank(alarm));
          if (before !== undefined && sent === 'still') expect(hours - before).toBeGreaterThanOrEqual(12);
          last.set(alarmRank(alarm), hours);
          lastSent = hours;
        }
      }),
      { numRuns: 300 },
    );
  });

  test('keys are short and plain whatever the names', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (name) => {
        expect(alarmKey({ kind: 'store-unreachable', at, store: name, since: at, code: 'x' })).toMatch(
          /^[a-z-]+:[0-9a-f]{24}$/,
        );
      }),
    );
  });
});
