import {
  billedUntil,
  blocking,
  type ContractState,
  contractEndOf,
  invoiceLines,
  timersOf,
} from '../../domain/index.ts';
import type { ContractView } from '../../portal/index.ts';

/** The contract as the client's first page shows it. */
export function contractView(state: ContractState, tenantName: string, now: number): ContractView {
  const { lifecycle, handover, terms } = state;
  // of a contract that nobody ends, nothing keeps it from ending
  const ending = handover.kind !== 'none' || (lifecycle.kind !== 'active' && lifecycle.kind !== 'draft');
  return {
    tenantName,
    contractId: terms?.contractId ?? null,
    lifecycle: lifecycle.kind,
    handover: handover.kind,
    rehearsal: handover.rehearsal,
    round: handover.round,
    suspended: state.suspension !== null,
    contractEnd: contractEndOf(state),
    effectiveTermination: 'effectiveTermination' in lifecycle ? lifecycle.effectiveTermination : null,
    deadlines: deadlines(state, now),
    billing:
      terms === null
        ? null
        : {
            monthlyCents: terms.monthlyPriceCents,
            currency: terms.currency,
            lastDay: billedUntil(state),
            due: due(state, now),
          },
    blocking: ending ? blocking(state, now) : [],
  };
}

function deadlines(state: ContractState, now: number): ContractView['deadlines'] {
  const groups = Map.groupBy(timersOf(state, now), (one) => `${one.timer} ${one.clause}`);
  return [...groups.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const readings = same.map(({ reading, result }) => ({ reading, date: result }));
    return [{ timer: first.timer, clause: first.clause, readings }];
  });
}

const ENGLISH = {
  'subscription-credit': 'Credit for days paid and not served',
  reversibility: 'Hand-over',
  media: 'Medium and carriage',
  restore: 'Restore',
  penalty: 'Penalty',
  'sla-credit': 'Credit for availability',
} as const;

function due(state: ContractState, now: number): NonNullable<ContractView['billing']>['due'] {
  return invoiceLines(state, now)
    .filter((line) => line.status !== 'void' && line.kind !== 'restore')
    .map((line) => ({
      label: { fr: line.textFr, en: ENGLISH[line.kind] },
      clause: line.clause,
      reading: line.reading,
      amountCents: line.amountCents,
    }));
}
