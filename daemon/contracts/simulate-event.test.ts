import { describe, expect, test } from 'vitest';
import { type ContractEvent, foldContract } from '../../domain/index.ts';
import { parseContractEvent } from '../../ledger/index.ts';
import { contractTerms } from '../../test/fakes/contract-terms.ts';
import { simulateEvent, simulateUntil } from './simulate-event.ts';

const terms = contractTerms('2023-07-01');
const at = Date.parse('2023-07-01T10:00:00Z');
const signed: ContractEvent = {
  id: 'signed',
  at,
  actor: { id: 'claire', role: 'technician' },
  tenant: 'acme',
  proofs: [{ kind: 'signed-pdf', sha256: '0'.repeat(64), ref: 'contract.pdf' }],
  body: parseContractEvent('contract.signed', { terms }),
};
const state = foldContract('acme', [signed]);

describe('a simulation', () => {
  test('renews each term as the daemon would, and changes nothing of what it was given', () => {
    const before = JSON.stringify(state);
    const { state: then, events } = simulateUntil(state, at, Date.parse('2028-08-01T10:00:00Z'));
    expect(events.map((one) => one.type)).toEqual(['term.renewed', 'term.renewed', 'term.renewed']);
    expect(then.lifecycle).toMatchObject({ kind: 'active', period: 3, termEnd: '2029-06-30' });
    expect(JSON.stringify(state)).toBe(before);
  });

  test('an act for two persons is simulated as two', () => {
    const hold = simulateEvent(state, at, {
      body: parseContractEvent('hold.set', { holdId: 'h', reason: 'litigation', until: null }),
      atMs: at + 1_000,
    });
    const released = simulateEvent(hold.state, at, {
      body: parseContractEvent('hold.released', { holdId: 'h' }),
      atMs: at + 2_000,
    });
    expect(released.decision.kind).toBe('accepted');
    expect(released.state.holds).toEqual([]);
  });

  test('an event that the rules refuse leaves the state of that day', () => {
    const simulated = simulateEvent(state, at, {
      body: parseContractEvent('cutover.declared', { how: 'mx-moved', on: '2026-08-01' }),
      atMs: Date.parse('2026-08-01T10:00:00Z'),
    });
    expect(simulated.decision.kind).toBe('refused');
    expect(simulated.before.map((one) => one.type)).toEqual(['term.renewed']);
    expect(simulated.state.lifecycle).toMatchObject({ period: 1 });
  });

  test('nobody simulates centuries', () => {
    expect(() => simulateUntil(state, at, Date.parse('2100-01-01T00:00:00Z'))).toThrow(RangeError);
  });
});
