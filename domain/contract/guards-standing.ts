import type { Context } from './context.ts';
import type { ContractEventType } from './events.ts';
import { both, type Guard } from './guard.ts';
import type { Handover, Lifecycle } from './state.ts';

type LifecycleKind = Lifecycle['kind'];
type HandoverKind = Handover['kind'];

interface Standing {
  readonly clause: string;
  readonly lifecycle?: readonly LifecycleKind[];
  readonly handover?: readonly HandoverKind[];
}

const running = ['active', 'notice', 'switch-notice', 'transition'] as const;
/** Until the erasure is approved there is something to hand over, and a request is never refused (§ 12, 25). */
const dataThere = [...running, 'terminated', 'erasable'] as const;
const over = ['terminated', 'erasable'] as const;
const atClient = ['delivered', 'acknowledged', 'contested', 'final', 'rework'] as const;
const begun = ['requested', 'quoted', 'frozen', 'prepared', ...atClient] as const;

/** In which states an event can take effect (contract.md § 4); those that are not listed can in every one. */
const standings: Readonly<Partial<Record<ContractEventType, Standing>>> = {
  'contract.signed': { clause: '5', lifecycle: ['draft'] },
  'contract.amended': { clause: '5', lifecycle: running },
  'term.renewed': { clause: '5', lifecycle: ['active', 'notice', 'switch-notice'] },
  'change.notified': { clause: '4', lifecycle: running },
  'notice.withdrawn': { clause: '5', lifecycle: ['notice'] },
  'notice.ended': { clause: '5', lifecycle: ['notice'] },
  'switch.infeasible': { clause: '25(4)', lifecycle: ['switch-notice', 'transition'] },
  'switch.extended': { clause: '25(5)', lifecycle: ['switch-notice', 'transition'] },
  'switch-notice.ended': { clause: '25(2)(a)', lifecycle: ['switch-notice'] },
  'provider.termination-decided': { clause: '17.1', lifecycle: ['active', 'notice'] },
  'transition.cancelled': { clause: '5', lifecycle: ['transition'] },
  'recovery.confirmed': { clause: '5', lifecycle: ['notice', 'switch-notice', 'transition', ...over] },
  'fallback.closed': { clause: '5', lifecycle: ['transition'] },
  'retrieval.ended': { clause: '25(2)(g)', lifecycle: ['terminated'] },
  'erase.instructed': { clause: '18', lifecycle: ['transition', ...over] },
  'erase.announced': { clause: '18', lifecycle: over },
  'erase.approved': { clause: '18', lifecycle: ['erasable'] },
  'keys.destroyed': { clause: '18', lifecycle: ['erasing'] },
  'versions.purged': { clause: '18', lifecycle: ['erasing', 'erased'] },
  'last-lock.expired': { clause: '18', lifecycle: ['erased'] },
  'reversibility.requested': { clause: '17.2', lifecycle: dataThere },
  'quote.issued': { clause: '17.2', lifecycle: dataThere, handover: begun },
  'quote.accepted': { clause: '17.2', lifecycle: dataThere, handover: begun },
  'route.free-chosen': { clause: '17.2', lifecycle: dataThere, handover: begun },
  'inventory.frozen': { clause: '17.2', lifecycle: dataThere, handover: ['requested', 'quoted', 'frozen', 'prepared'] },
  'package.verified': { clause: '17.2', lifecycle: dataThere, handover: ['frozen', 'contested', 'rework'] },
  'package.delivered': { clause: '17.2', lifecycle: dataThere, handover: ['prepared', ...atClient] },
  'items.confirmed': { clause: '5', lifecycle: dataThere, handover: atClient },
  'items.waived': { clause: '5', lifecycle: dataThere, handover: atClient },
  'items.contested': { clause: '5', lifecycle: dataThere, handover: atClient },
  'items.claimed-late': { clause: '5', lifecycle: over, handover: atClient },
  'rework.delivered': { clause: '5', lifecycle: dataThere, handover: ['contested', 'rework'] },
  'receipt.verified': { clause: '5', lifecycle: dataThere, handover: atClient },
  'bytes.covered': { clause: '5', lifecycle: dataThere, handover: atClient },
  'delta.needed': { clause: '5', lifecycle: running, handover: ['delivered', 'acknowledged', 'contested', 'final'] },
  'cutover.declared': { clause: '5', lifecycle: dataThere, handover: ['acknowledged'] },
  'suspension.started': { clause: '7', lifecycle: running },
  'terms.offered': { clause: '3', lifecycle: running },
  'terms.entered-into-force': { clause: '3', lifecycle: running },
  'terms.deadline-passed': { clause: '3', lifecycle: running },
};

/** One guard an event, `from.<event>`. */
export const standingGuards: readonly Guard[] = Object.entries(standings).map(
  ([type, { clause, lifecycle, handover }]): Guard => ({
    rule: `from.${type}`,
    clause,
    on: [type as ContractEventType],
    stage: 'standing',
    holds: ({ state }) =>
      (lifecycle === undefined || lifecycle.includes(state.lifecycle.kind)) &&
      (handover === undefined || handover.includes(state.handover.kind)),
    message: ({ state }: Context) =>
      both(
        `« ${type} » est sans effet dans l’état ${state.lifecycle.kind}, remise ${state.handover.kind}`,
        `${type} has no effect in the state ${state.lifecycle.kind}, hand-over ${state.handover.kind}`,
      ),
    unlockedBy: both(
      `états possibles : ${[...(lifecycle ?? []), ...(handover ?? [])].join(', ')}`,
      `possible states: ${[...(lifecycle ?? []), ...(handover ?? [])].join(', ')}`,
    ),
  }),
);
