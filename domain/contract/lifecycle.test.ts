import { expect, test } from 'vitest';
import { confirmAll, contractStory, handOver, letterOf, storyTerms } from '../../test/harness/contract-story.ts';
import { dueEvents } from './due-events.ts';
import { localDate } from './local-date.ts';

const day = localDate;

test.each([
  ['2027-06-15T09:00:00Z', '2027-06-30'],
  ['2027-07-20T21:30:00Z', '2027-07-20'],
  ['2027-07-20T22:30:00Z', '2027-07-21'],
])('confirmed at %s, a contract that ends on 2027-06-30 is over on %s', (at, effective) => {
  const story = contractStory();
  story.tell('2027-03-30T10:00:00Z', 'technician', letterOf('2027-03-24', '2027-03-30'));
  handOver(story, '2027-06-10');
  if (at < '2027-07') expect(confirmAll(story, at)).toEqual([]);
  expect(story.rules('2027-06-30T21:59:59Z', 'system', { type: 'notice.ended' })).toEqual(['L5.day']);
  expect(story.rules('2027-06-30T22:00:00Z', 'system', { type: 'notice.ended' })).toEqual([]);
  if (at > '2027-07') expect(confirmAll(story, at)).toEqual([]);
  expect(story.state().lifecycle).toMatchObject({ kind: 'terminated', effectiveTermination: effective });
});

test('a client’s letter of 2027-03-24 is in time under one reading at least, one of 2027-04-06 is for the next end', () => {
  const early = contractStory();
  early.tell('2027-03-30T10:00:00Z', 'technician', letterOf('2027-03-24', '2027-03-30'));
  expect(early.state().lifecycle).toMatchObject({ kind: 'notice', noticeEnd: '2027-06-30', notice: { late: false } });

  const late = contractStory();
  late.tell('2027-04-08T10:00:00Z', 'technician', letterOf('2027-04-06'));
  expect(late.state().lifecycle).toMatchObject({ kind: 'notice', noticeEnd: '2028-06-30', notice: { late: true } });
  expect(late.duties.map((one) => one.what)).toContain('notice.late');
  // The sender alone may take it back for thirty days.
  expect(late.rules('2027-05-09T10:00:00Z', 'client', { type: 'notice.withdrawn', agreedBy: ['client'] })).toEqual([
    'L4.agreed',
  ]);
  expect(late.rules('2027-05-08T10:00:00Z', 'client', { type: 'notice.withdrawn', agreedBy: ['client'] })).toEqual([]);
  expect(late.state().lifecycle.kind).toBe('active');
});

test('a provider’s letter that fails two readings does not end the period that it was meant for', () => {
  const story = contractStory();
  story.tell('2027-03-31T10:00:00Z', 'technician', { ...letterOf('2027-03-24', '2027-03-30'), by: 'provider' });
  expect(story.state().lifecycle).toMatchObject({ kind: 'notice', noticeEnd: '2028-06-30', notice: { late: true } });
});

test('a provider’s letter that nobody accepted waits for a person, and neither ends nor renews meanwhile', () => {
  const story = contractStory();
  story.tell('2027-03-20T10:00:00Z', 'technician', { ...letterOf('2027-03-10'), by: 'provider' });
  const { lifecycle } = story.state();
  expect(lifecycle).toMatchObject({ kind: 'notice', notice: { disputed: true } });
  const after = Date.parse('2027-07-02T00:00:00Z');
  expect(dueEvents(story.state(), after, after - 3_600_000)).toEqual([]);
  const notice = lifecycle.kind === 'notice' ? lifecycle.notice.id : '';
  story.tell('2027-07-02T08:00:00Z', 'approver', {
    type: 'notice.dispute-settled',
    notice,
    valid: false,
    reference: 'c1',
  });
  expect(dueEvents(story.state(), after, after - 3_600_000).map((one) => one.type)).toContain('term.renewed');
});

test('a letter in time that is recorded after the renewal takes the renewal back', () => {
  const story = contractStory();
  const renewal = { type: 'term.renewed', period: 1, from: day('2027-07-01'), to: day('2028-06-30') } as const;
  expect(story.rules('2027-07-01T08:00:00Z', 'system', renewal)).toEqual([]);
  story.tell('2027-07-05T08:00:00Z', 'technician', letterOf('2027-03-30'));
  expect(story.state().lifecycle).toMatchObject({ kind: 'notice', period: 0, noticeEnd: '2027-06-30' });
});

test('a switch asked for on 2026-12-31 has its notice, transition and retrieval on the days of the Data Act', () => {
  const story = contractStory({ dataAct: { scope: 'unsure', reason: 'shared', reviewer: 'counsel' } });
  story.tell('2026-12-31T10:00:00Z', 'client', { type: 'switch.requested', choice: 'switch', noticeDays: null });
  expect(story.state().lifecycle).toMatchObject({ kind: 'switch-notice', noticeEnd: '2027-02-28' });
  story.tell('2027-03-01T01:00:00Z', 'system', { type: 'switch-notice.ended' });
  expect(story.state().lifecycle).toMatchObject({ kind: 'transition', latest: '2027-03-30' });
  handOver(story, '2027-03-02');
  expect(confirmAll(story, '2027-03-05T10:00:00Z')).toEqual([]);
  expect(story.state().lifecycle).toMatchObject({ effectiveTermination: '2027-03-05', retrievalUntil: '2027-04-29' });
});

test('a clock that jumped renews nothing before a witness or a person', () => {
  const { state } = contractStory();
  const now = Date.parse('2027-07-01T08:00:00Z');
  expect(dueEvents(state(), now, now - 26 * 3_600_000)).toEqual([]);
  expect(dueEvents(state(), now, now - 24 * 3_600_000).map((one) => one.type)).toEqual([
    'clock.witnessed',
    'term.renewed',
  ]);
});

test('the provider ends a suspended contract after fifteen days under every reading, with two persons, and not for its own cause', () => {
  const story = contractStory();
  const told = { announced: true, whyNotAnnounced: null, ownDelayDays: null, charterSha256: null, plannedEnd: null };
  const since = '2027-03-20T09:00:00Z';
  story.tell(since, 'technician', { type: 'suspension.started', cause: 'non-payment', since, ...told });
  const { letter } = letterOf('2027-04-01', '2027-04-03');
  const act = { type: 'provider.termination-decided', letter, insolvency: false } as const;
  story.tell('2027-04-12T09:00:00Z', 'technician', { type: 'act.proposed', proposalId: 'a-1', act });
  // S-jo ends with 2027-04-12.
  expect(story.rules('2027-04-12T21:59:00Z', 'approver', { type: 'act.approved', proposalId: 'a-1' })).toEqual([
    'L8.delay',
  ]);
  expect(story.rules('2027-04-12T22:00:01Z', 'approver', { type: 'act.approved', proposalId: 'a-1' })).toEqual([]);
  const { lifecycle } = story.state();
  expect(lifecycle).toMatchObject({
    kind: 'transition',
    cause: 'cause',
    contractEnd: '2027-04-12',
    feesUntil: '2027-04-03',
  });
});

test('a suspension that is recorded late gives no right earlier than one that began with its record', () => {
  const story = contractStory();
  const told = { announced: true, whyNotAnnounced: null, ownDelayDays: null, charterSha256: null, plannedEnd: null };
  const started = { type: 'suspension.started', cause: 'non-payment', since: '2027-01-04T09:00:00Z', ...told } as const;
  story.tell('2027-03-20T09:00:00Z', 'technician', started);
  const { letter } = letterOf('2027-03-20', '2027-03-22');
  const act = { type: 'provider.termination-decided', letter, insolvency: false } as const;
  const end = (at: string, proposalId: string): readonly string[] => {
    story.tell(at, 'technician', { type: 'act.proposed', proposalId, act });
    return story.rules(at, 'approver', { type: 'act.approved', proposalId });
  };
  expect(end('2027-03-22T09:00:00Z', 'a-1')).toEqual(['L8.delay']);
  expect(end('2027-04-12T21:59:00Z', 'a-2')).toEqual(['L8.delay']);
  expect(end('2027-04-12T22:00:01Z', 'a-3')).toEqual([]);
  expect(story.state().lifecycle).toMatchObject({ contractEnd: '2027-04-12' });
});

test('terms that nobody mailed before their day never enter into force, and a refused version never applies', () => {
  const story = contractStory();
  const offer = { type: 'terms.offered', versionSha256: 'd'.repeat(64), entersIntoForce: day('2027-02-01') } as const;
  const { versionSha256 } = offer;
  story.tell('2027-01-02T09:00:00Z', 'technician', { ...offer, mailedOn: null });
  expect(story.rules('2027-02-01T09:00:00Z', 'system', { type: 'terms.entered-into-force', versionSha256 })).toEqual([
    'K1.mailed',
  ]);
  story.tell('2027-01-03T09:00:00Z', 'technician', { ...offer, mailedOn: day('2027-01-03') });
  story.tell('2027-02-01T09:00:00Z', 'system', { type: 'terms.entered-into-force', versionSha256 });
  expect(story.state().termsOverlay.refuseBy).toBe('2027-03-03');
  story.tell('2027-02-10T09:00:00Z', 'system', { type: 'terms.used', versionSha256 });
  story.tell('2027-03-03T22:00:00Z', 'client', { type: 'terms.refused', versionSha256 });
  expect(story.state().termsOverlay).toMatchObject({ kind: 'refused', appliedSha256: storyTerms.textSha256 });
});
