import type { Verdict } from './snapshot.ts';

/** What a person declared to have a restore done all the same. A bare reason is taken as given for the verdict shown now. */
export type Acknowledgement = string | { readonly reason: string; readonly verdictId: string | null };

export interface GateFacts {
  readonly verdict: Verdict;
  /** Note that holds the current verdict; null where there is none yet. */
  readonly verdictId: string | null;
  readonly acknowledgement: Acknowledgement | null;
}

/** `last-clean`: restore the newest clean snapshot instead. `acknowledge-risk`: this one as it is, with a recorded reason. */
export type UnlockWay = 'last-clean' | 'acknowledge-risk';

export type RestoreDecision =
  /** `acknowledged`: the acknowledgement was needed and must be recorded before a byte is read. */
  | { readonly kind: 'allowed'; readonly acknowledged: boolean }
  | {
      readonly kind: 'refused';
      readonly why: 'not-acknowledged' | 'empty-reason' | 'verdict-changed';
      readonly unlock: readonly UnlockWay[];
    };

/** True where a restore needs an acknowledgement: damage is suspected, or nobody has looked. */
export function needsAcknowledgement(verdict: Verdict): boolean {
  switch (verdict) {
    case 'CLEAN':
    case 'NOTICE':
      return false;
    case 'UNSCANNED':
    case 'SUSPECT':
    case 'COMPROMISED':
      return true;
  }
}

/**
 * The restore gate, the same for links, commands and hand-overs. UNSCANNED counts as SUSPECT. An acknowledgement is bound to
 * the verdict that was shown: when another has come since, it must be given anew.
 */
export function restoreDecision(facts: GateFacts): RestoreDecision {
  const { verdict, verdictId, acknowledgement } = facts;
  if (!needsAcknowledgement(verdict)) return { kind: 'allowed', acknowledged: false };
  const refused = (why: Extract<RestoreDecision, { kind: 'refused' }>['why']): RestoreDecision => ({
    kind: 'refused',
    why,
    unlock: ['last-clean', 'acknowledge-risk'],
  });
  if (acknowledgement === null) return refused('not-acknowledged');
  const reason = typeof acknowledgement === 'string' ? acknowledgement : acknowledgement.reason;
  if (reason.trim() === '') return refused('empty-reason');
  if (typeof acknowledgement !== 'string' && acknowledgement.verdictId !== verdictId) return refused('verdict-changed');
  return { kind: 'allowed', acknowledged: true };
}
