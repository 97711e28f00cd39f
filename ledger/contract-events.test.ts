import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { localDate } from '../domain/index.ts';
import { contractAct, contractEvents, contractEventTypes, parseContractEvent } from './contract-events.ts';
import type { LedgerEvent } from './ledger.ts';

const invalid = expect.objectContaining({ code: 'LEDGER_EVENT_INVALID' });
const actor = { id: 'c.morel', role: 'approver' } as const;
const stored = (act: ReturnType<typeof contractAct>, seq = 1): LedgerEvent => ({
  ...act,
  body: JSON.parse(JSON.stringify(act.body)),
  seq,
  at: '2027-03-24T10:00:00.000+01:00',
  previous: '0'.repeat(64),
  hash: '1'.repeat(64),
});

describe('contract events in the ledger', () => {
  test('an event is read back as it was recorded', () => {
    const body = parseContractEvent('notice.received', {
      by: 'client',
      form: 'lrar',
      capacity: 'gérante',
      letter: { form: 'lrar', dispatched: '2027-03-24', firstPresented: null, received: null, outcome: null },
    });
    const proofs = [{ kind: 'slip', sha256: 'a'.repeat(64), ref: 'bordereau.pdf' }];
    const act = contractAct({ id: 'n1', actor, tenant: 'acme', proofs, body });
    expect(contractEvents([stored(act)])).toEqual([
      { id: 'n1', at: Date.parse('2027-03-24T09:00:00Z'), actor, tenant: 'acme', proofs, body },
    ]);
  });

  test('acts of other kinds are passed over', () => {
    const act = { actor: 'x', type: 'restore.done', tenant: 'acme', body: {} };
    expect(contractEvents([stored(act)])).toEqual([]);
  });

  test('an act that bears the type of an event and does not read as one ends the reading', () => {
    const unreadable = expect.objectContaining({ code: 'LEDGER_EVENT_UNREADABLE' });
    for (const body of [{}, { id: 'a', role: 'approver', proofs: [], payload: { more: true } }]) {
      expect(() => contractEvents([stored({ actor: 'x', type: 'hold.released', tenant: 'acme', body })])).toThrow(
        unreadable,
      );
    }
    const act = contractAct({ id: 'a', actor, tenant: 'acme', proofs: [], body: { type: 'suspension.cured' } });
    expect(() => contractEvents([{ ...stored(act), tenant: null }])).toThrow(unreadable);
  });

  test.each([
    ['an id with a space', { id: 'a b' }],
    [
      'a proof whose file name holds a line break',
      { proofs: [{ kind: 'slip', sha256: 'a'.repeat(64), ref: 'a\n.pdf' }] },
    ],
    ['more proofs than are read', { proofs: Array(51).fill({ kind: 'slip', sha256: 'a'.repeat(64), ref: 'a.pdf' }) }],
    ['a payload of another type', { body: { type: 'delta.needed', reason: '' } as const }],
  ])('%s makes no act: it would end the reading of the tenant’s contract for ever', (_, change) => {
    const event = { id: 'a', actor, tenant: 'acme', proofs: [], body: { type: 'suspension.cured' } as const };
    expect(() => contractAct({ ...event, ...change })).toThrow(invalid);
  });

  test.each([
    ['a type that is none', 'contract.ended', {}],
    ['a field too many', 'suspension.cured', { by: 'me' }],
    ['a day that does not exist', 'cutover.declared', { how: 'mx-moved', on: '2027-02-29' }],
    ['cents that are no integer', 'cost-sheet.recorded', { directCostCents: 0.5 }],
    ['cents below zero', 'cost-sheet.recorded', { directCostCents: -1 }],
    ['a text of control characters', 'delta.needed', { reason: 'new\u001b[2J mail' }],
    ['more items than an act holds', 'items.contested', { items: Array(1501).fill('a'), reason: 'missing', text: '' }],
    ['a proposal of what one person may do alone', 'act.proposed', { proposalId: 'p', act: { type: 'hold.set' } }],
    ['a name of the prototype', 'constructor', {}],
  ])('%s is refused', (_, type, payload) => {
    expect(() => parseContractEvent(type, payload)).toThrow(invalid);
  });

  test('whatever is given is an event or is refused with a code', () => {
    fc.assert(
      fc.property(fc.constantFrom(...contractEventTypes()), fc.anything(), (type, payload) => {
        try {
          expect(parseContractEvent(type, payload).type).toBe(type);
        } catch (error) {
          expect(error).toEqual(invalid);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('a proposal carries the act as it will take effect', () => {
    const act = { type: 'fee.waived', reason: 'geste commercial' } as const;
    expect(parseContractEvent('act.proposed', { proposalId: 'p1', act })).toEqual({
      type: 'act.proposed',
      proposalId: 'p1',
      act,
    });
    expect(parseContractEvent('cutover.declared', { how: 'mx-moved', on: '2028-02-29' })).toMatchObject({
      on: localDate('2028-02-29'),
    });
  });
});
