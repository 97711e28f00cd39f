import { describe, expect, it } from 'vitest';
import { needsAcknowledgement, restoreDecision } from './gate.ts';
import type { Verdict } from './snapshot.ts';

const refused = (why: string) => ({ kind: 'refused', why, unlock: ['last-clean', 'acknowledge-risk'] });

describe('restoreDecision', () => {
  it.each<[Verdict, boolean]>([
    ['CLEAN', false],
    ['NOTICE', false],
    ['UNSCANNED', true],
    ['SUSPECT', true],
    ['COMPROMISED', true],
  ])('%s needs an acknowledgement: %s', (verdict, needed) => {
    expect(needsAcknowledgement(verdict)).toBe(needed);
    const without = restoreDecision({ verdict, verdictId: 'v1', acknowledgement: null });
    expect(without).toEqual(needed ? refused('not-acknowledged') : { kind: 'allowed', acknowledged: false });
    const given = restoreDecision({ verdict, verdictId: 'v1', acknowledgement: 'the client wrote' });
    expect(given).toEqual({ kind: 'allowed', acknowledged: needed });
  });

  it.each(['', '   ', '\n\t'])('takes no empty reason (%j)', (reason) => {
    expect(restoreDecision({ verdict: 'SUSPECT', verdictId: 'v1', acknowledgement: reason })).toEqual(
      refused('empty-reason'),
    );
  });

  it('wants a new acknowledgement when another verdict has come since', () => {
    const facts = { verdict: 'SUSPECT', acknowledgement: { reason: 'r', verdictId: 'v1' } } as const;
    expect(restoreDecision({ ...facts, verdictId: 'v1' })).toEqual({ kind: 'allowed', acknowledged: true });
    expect(restoreDecision({ ...facts, verdictId: 'v2' })).toEqual(refused('verdict-changed'));
    expect(restoreDecision({ ...facts, verdictId: null })).toEqual(refused('verdict-changed'));
    const unseen = {
      verdict: 'UNSCANNED',
      verdictId: null,
      acknowledgement: { reason: 'r', verdictId: null },
    } as const;
    expect(restoreDecision(unseen)).toEqual({ kind: 'allowed', acknowledged: true });
  });
});
