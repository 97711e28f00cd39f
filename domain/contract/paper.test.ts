import { expect, test } from 'vitest';
import { contractStory, handOver, letterOf, type Story } from '../../test/harness/contract-story.ts';
import type { TwoPersonEvent } from './events.ts';
import { localDate } from './local-date.ts';

const other = 'e'.repeat(64);
const secondFactor = false;

function delivered(): Story {
  const story = contractStory();
  story.tell('2027-03-30T10:00:00Z', 'technician', letterOf('2027-03-24', '2027-03-30'));
  handOver(story, '2027-06-10');
  return story;
}

const propose = (story: Story, at: string, act: TwoPersonEvent): void =>
  void story.tell(at, 'technician', { type: 'act.proposed', proposalId: 'a-1', act });
const approve = (story: Story, at: string): readonly string[] =>
  story.rules(at, 'approver', { type: 'act.approved', proposalId: 'a-1' });

function rework(story: Story, at: string): void {
  story.tell(at, 'client', { type: 'items.contested', items: ['m-1'], reason: 'missing', text: '' });
  const content = { packageId: 'w-1', root: other, items: ['m-1'] };
  story.tell(at, 'system', { type: 'package.verified', ...content, exit: 0, unexplained: 0 });
  expect(story.rules(at, 'technician', { type: 'rework.delivered', ...content })).toEqual([]);
}

test('a paper of before a rework confirms what was not reworked, and nothing that was', () => {
  for (const [items, refused] of [
    [['m-2'], []],
    [['m-1'], ['paper.stale']],
    [['m-1', 'm-2'], ['paper.stale']],
  ] as const) {
    const story = delivered();
    propose(story, '2027-06-11T09:00:00Z', { type: 'items.confirmed', items, secondFactor });
    rework(story, '2027-06-12T09:00:00Z');
    expect(approve(story, '2027-06-13T09:00:00Z')).toEqual(refused);
  }
});

test('a paper about the rework itself confirms it', () => {
  const story = delivered();
  rework(story, '2027-06-12T09:00:00Z');
  propose(story, '2027-06-12T10:00:00Z', { type: 'items.confirmed', items: ['m-1', 'm-2'], secondFactor });
  expect(approve(story, '2027-06-13T09:00:00Z')).toEqual([]);
  expect(story.state().handover.kind).toBe('acknowledged');
});

test('nothing is confirmed by a paper that was proposed before the delivery', () => {
  const story = contractStory();
  story.tell('2027-03-30T10:00:00Z', 'technician', letterOf('2027-03-24', '2027-03-30'));
  propose(story, '2027-06-09T09:00:00Z', { type: 'items.confirmed', items: ['m-1', 'm-2'], secondFactor });
  handOver(story, '2027-06-10');
  expect(approve(story, '2027-06-11T09:00:00Z')).toEqual(['paper.stale']);
});

test('a new round leaves papers about what it does not bring again, and voids those about what it does', () => {
  const story = delivered();
  propose(story, '2027-06-11T09:00:00Z', { type: 'items.confirmed', items: ['m-1'], secondFactor });
  const again = { type: 'act.proposed', proposalId: 'a-2' } as const;
  const second = { type: 'items.confirmed', items: ['m-2'], secondFactor } as const;
  story.tell('2027-06-11T09:00:00Z', 'technician', { ...again, act: second });
  const at = '2027-06-12T09:00:00Z';
  story.tell(at, 'system', { type: 'delta.needed', reason: 'new mail' });
  const counts = { userMailboxes: 37, allMailboxes: 40, items: ['m-1'], notCaptured: [] };
  story.tell(at, 'system', { type: 'inventory.frozen', frozenAt: at, ...counts });
  const content = { packageId: 'p-2', root: other, items: ['m-1'], exit: 0, unexplained: 0 };
  story.tell(at, 'system', { type: 'package.verified', ...content });
  const to = { by: 'link', to: 'Hélène Roy', receipt: null } as const;
  story.tell(at, 'system', { type: 'package.delivered', packageId: 'p-2', ...to });
  expect(approve(story, '2027-06-13T09:00:00Z')).toEqual(['paper.stale']);
  expect(story.rules('2027-06-13T09:00:00Z', 'approver', { type: 'act.approved', proposalId: 'a-2' })).toEqual([]);
});

test('a paper of complete recovery that was proposed before a rework, though it names its root, ends nothing', () => {
  const story = delivered();
  const statement = 'tout est là';
  const signed = { round: 1, root: other, statement, secondFactor, signatory: 'Hélène Roy' };
  propose(story, '2027-06-11T09:00:00Z', { type: 'recovery.confirmed', ...signed });
  rework(story, '2027-06-12T09:00:00Z');
  story.tell('2027-06-13T09:00:00Z', 'client', { type: 'items.confirmed', items: ['m-1', 'm-2'], secondFactor: true });
  const on = localDate('2027-06-13');
  story.tell('2027-06-13T09:00:00Z', 'client', { type: 'cutover.declared', how: 'mx-moved', on });
  expect(approve(story, '2027-06-13T10:00:00Z')).toEqual(['paper.stale']);
});
