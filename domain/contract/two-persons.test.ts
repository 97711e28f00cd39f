import { expect, test } from 'vitest';
import { contractStory, letterOf, storyTerms } from '../../test/harness/contract-story.ts';
import { decide } from './decide.ts';
import type { Actor, Proof, TwoPersonEvent } from './events.ts';
import { samePerson } from './guards-frame.ts';
import { localDate } from './local-date.ts';
import type { ContractState } from './state.ts';

const at = Date.parse('2027-04-10T09:00:00Z');
const client: Actor = { id: 'h.roy@acme.example', role: 'client-admin' };
const technician: Actor = { id: 't.petit', role: 'technician' };
const approver: Actor = { id: 'c.morel', role: 'approver' };
const paper = (kind: string): Proof => ({ kind, sha256: 'b'.repeat(64), ref: 'any.pdf' });
const everyPaper = ['letter', 'slip', 'signed-pdf', 'power-of-attorney', 'mail'].map(paper);

function rules(state: ContractState, actor: Actor, body: Parameters<typeof decide>[1]['body'], proofs = everyPaper) {
  const decision = decide(state, { id: 'x', at, actor, tenant: 'acme', proofs, body }, at);
  return decision.kind === 'refused' ? decision.reasons.map((one) => one.rule) : decision.kind;
}

const from = localDate('2027-04-10');
const signatory = { name: 'T. Petit', capacity: 'gérant', email: 't.petit@provider.example' };
const acts: readonly (readonly [TwoPersonEvent, readonly string[]])[] = [
  [{ type: 'signatory.changed', signatory, from }, ['signed-pdf', 'power-of-attorney']],
  [{ type: 'account.address-changed', email: signatory.email, from }, ['signed-pdf', 'mail']],
  [{ type: 'contract.amended', terms: { ...storyTerms, signatory } }, ['signed-pdf']],
  [{ type: 'notice.withdrawn', agreedBy: ['client', 'provider'] }, ['signed-pdf']],
];

function noticed(): ContractState {
  const story = contractStory();
  story.tell('2027-03-30T10:00:00Z', 'technician', letterOf('2027-03-24', '2027-03-30'));
  return story.state();
}

test.each(acts)('$type takes two persons of the staff and a paper of its kinds', (act, kinds) => {
  const state = noticed();
  expect(rules(state, technician, act)).toEqual(['role']);
  expect(rules(state, approver, act)).toEqual(['role']);
  const proposal = { type: 'act.proposed', proposalId: 'a-1', act } as const;
  const others = everyPaper.filter((one) => !kinds.includes(one.kind));
  expect(rules(state, technician, proposal, others)).toEqual(['four-eyes.paper']);
  for (const kind of kinds) {
    const event = { id: 'p', at, actor: technician, tenant: 'acme', proofs: [paper(kind)], body: proposal };
    const proposed = decide(state, event, at);
    if (proposed.kind !== 'accepted') throw new Error(`${act.type} is not proposed with ${kind}`);
    const approval = { type: 'act.approved', proposalId: 'a-1' } as const;
    expect(rules(proposed.state, { id: 'T.Petit', role: 'approver' }, approval)).toEqual(['four-eyes.same-person']);
    expect(rules(proposed.state, approver, approval, [])).toBe('accepted');
  }
});

test('the client says by itself who signs and where mail goes, and nothing for the provider', () => {
  const state = noticed();
  expect(rules(state, client, { type: 'signatory.changed', signatory, from }, [])).toBe('accepted');
  expect(rules(state, client, { type: 'account.address-changed', email: client.id, from }, [])).toBe('accepted');
  expect(rules(state, client, { type: 'notice.withdrawn', agreedBy: ['client', 'provider'] })).toEqual(['L4.own']);
  const story = contractStory();
  story.tell('2027-04-08T10:00:00Z', 'technician', letterOf('2027-04-06'));
  expect(rules(story.state(), client, { type: 'notice.withdrawn', agreedBy: ['client'] }, [])).toBe('accepted');
});

test('a transition is cancelled by two persons with the signed agreement, never by one', () => {
  const story = contractStory();
  story.tell('2027-03-30T10:00:00Z', 'technician', letterOf('2027-03-24', '2027-03-30'));
  story.tell('2027-07-01T08:00:00Z', 'system', { type: 'notice.ended' });
  const act = { type: 'transition.cancelled', agreedBy: ['client', 'provider'] } as const;
  for (const by of ['client', 'technician', 'approver'] as const) {
    expect(story.rules('2027-07-02T08:00:00Z', by, act)).toEqual(['role']);
  }
  story.tell('2027-07-02T09:00:00Z', 'technician', { type: 'act.proposed', proposalId: 'a-1', act });
  expect(story.rules('2027-07-02T10:00:00Z', 'approver', { type: 'act.approved', proposalId: 'a-1' })).toEqual([]);
  expect(story.state().lifecycle.kind).toBe('active');
});

test.each([
  ['c.morel', 'C.Morel\u200b'],
  ['jérôme', 'je\u0301ro\u0302me'],
  ['c. morel', ' c.  morel'],
])('%j and %j are one person', (a, b) => {
  expect(samePerson(a, b)).toBe(true);
  expect(samePerson(a, 'd.blanc')).toBe(false);
});
