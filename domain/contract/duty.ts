import type { Derivation, LocalDate } from './local-date.ts';
import type { Duty, DutyKind } from './state.ts';

/** A duty without what it is about. */
export interface DutyFacts {
  readonly clause: string;
  readonly due?: LocalDate | null;
  readonly derivation?: Derivation | null;
  readonly severity?: Duty['severity'];
}

/** A duty under a key that is the same whenever the same cause is looked at again. */
export function duty(kind: DutyKind, what: string, about: string, facts: DutyFacts): Duty {
  const { clause, derivation = null, severity = 'info' } = facts;
  const due = facts.due ?? derivation?.result ?? null;
  return { key: `${what}:${about}`, kind, what, clause, due, derivation, severity };
}
