import { expect, test } from 'vitest';
import { confirmAll, contractStory, handOver, letterOf, ROOT, type Story } from '../../test/harness/contract-story.ts';
import { lineProblems } from './invoice-line.ts';
import { invoiceLines } from './invoicing.ts';

function linesAt(story: Story, at: string) {
  const lines = invoiceLines(story.state(), Date.parse(at));
  expect(lines.flatMap(lineProblems)).toEqual([]);
  return lines.map(({ kind, amountCents, status, periodStart, periodEnd }) => [
    kind,
    amountCents,
    status,
    periodStart,
    periodEnd,
  ]);
}

function ended(): Story {
  const story = contractStory();
  story.tell('2027-03-30T10:00:00Z', 'technician', letterOf('2027-03-24', '2027-03-30'));
  handOver(story, '2027-06-10');
  story.tell('2027-07-01T08:00:00Z', 'system', { type: 'notice.ended' });
  return story;
}

test('the month of the end is credited by days behind it, and both parts make the price', () => {
  const story = ended();
  confirmAll(story, '2027-07-10T10:00:00Z');
  // 9310 × 10 / 31 = 3003.2
  expect(linesAt(story, '2027-07-13T10:00:00Z')).toEqual([
    ['subscription-credit', 3003 - 9310, 'ready', '2027-07-11', '2027-07-31'],
  ]);
});

test('thirty days after the delivery what stays billed is held, until a proof stops the fees', () => {
  const story = ended();
  expect(linesAt(story, '2027-07-10T10:00:00Z')).toEqual([]);
  // D0 is 2027-06-10: held from 2027-07-11 on.
  expect(linesAt(story, '2027-07-20T10:00:00Z').map((line) => line.slice(2))).toEqual([
    ['held', '2027-07-11', '2027-07-20'],
  ]);
  story.tell('2027-07-25T10:00:00Z', 'system', { type: 'receipt.verified', root: ROOT, differences: 0, signed: true });
  expect(linesAt(story, '2027-08-02T10:00:00Z').map((line) => line.slice(2))).toEqual([
    ['ready', '2027-07-26', '2027-07-31'],
    ['ready', '2027-08-01', '2027-08-31'],
    ['held', '2027-07-11', '2027-07-25'],
  ]);
});

test('the fee is charged where its quote was accepted, once, and a correction is a line of its own', () => {
  const story = contractStory();
  story.tell('2027-03-30T10:00:00Z', 'technician', letterOf('2027-03-24', '2027-03-30'));
  const at = '2027-04-01T09:00:00Z';
  story.tell(at, 'client', { type: 'reversibility.requested', channel: 'portal', onBehalf: null });
  const quote = { type: 'quote.issued', quoteId: 'q-1', mailboxes: 37, reading: 'F-prorata', route: 'online' } as const;
  expect(story.rules(at, 'technician', { ...quote, amountCents: 133_201 })).toEqual(['H2.amount']);
  story.tell(at, 'technician', { ...quote, amountCents: 133_200 });
  story.tell(at, 'client', { type: 'quote.accepted', quoteId: 'q-1' });
  handOver(story, '2027-04-02');
  const [line] = invoiceLines(story.state(), Date.parse('2027-04-03T09:00:00Z'));
  expect(line).toMatchObject({
    kind: 'reversibility',
    clause: '17.2',
    amountCents: 133_200,
    status: 'ready',
    disputeBy: '2027-04-18',
  });
  story.tell('2027-04-03T09:00:00Z', 'system', { type: 'line.exported', lineIds: [line?.lineId ?? ''] });

  story.tell('2027-04-04T09:00:00Z', 'technician', {
    type: 'act.proposed',
    proposalId: 'a-1',
    act: { type: 'fee.waived', reason: 'gesture' },
  });
  story.tell('2027-04-04T10:00:00Z', 'approver', { type: 'act.approved', proposalId: 'a-1' });
  const [same, correction] = invoiceLines(story.state(), Date.parse('2027-05-05T09:00:00Z'));
  expect(same).toEqual(line);
  expect(correction).toMatchObject({ amountCents: -133_200, correctsLineId: line?.lineId, status: 'needs-review' });
});
