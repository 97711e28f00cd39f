import {
  type ErasedCopy,
  type ErasureCertificate,
  type ErasureCheck,
  type ErasurePlan,
  erasureStatement,
  type LockedVersion,
  type PlannedCopy,
} from '../domain/index.ts';
import type { ErasureOrder } from './erasure-authority.ts';

export interface ErasureOutcome {
  readonly number: number;
  readonly plan: ErasurePlan;
  readonly order: ErasureOrder;
  readonly operator: string;
  /** Where the objects are, in words. */
  readonly store: string;
  readonly firstDestruction: string;
  readonly keysDestroyed: string;
  readonly verified: string;
  readonly issued: string;
  /** Copies listed after the last removal, of both sides. */
  readonly after: readonly PlannedCopy[];
  readonly locked: readonly LockedVersion[];
  readonly checks: readonly ErasureCheck[];
}

const NOTHING = { objects: 0, versions: 0, bytes: 0 };

/** The certificate of what was done: every copy of the plan, and any that showed up later, with counts before and after. */
export function certifyErasure(outcome: ErasureOutcome): ErasureCertificate {
  const { number, plan, order, operator, store, after, locked, checks } = outcome;
  const result = checks.every((one) => one.result === 'passed') ? 'passed' : 'failed';
  const last = locked
    .map(({ retainUntil }) => retainUntil)
    .sort()
    .at(-1);
  const next: ErasureCertificate['next'] =
    last === undefined
      ? null
      : {
          due: last,
          why: {
            fr: 'fin du dernier verrou : ces versions seront alors supprimées et leur absence vérifiée',
            en: 'end of the last lock: these versions are removed then, and their absence is verified',
          },
        };
  const facts = {
    format: 1,
    number,
    tenant: plan.scope.tenant,
    vaultId: plan.scope.vaultId,
    store,
    scope: plan.scope,
    planSha256: plan.sha256,
    instruction: order.instruction,
    operator,
    requester: order.requester,
    approver: order.approver,
    instants: {
      planned: plan.madeAt,
      firstDestruction: outcome.firstDestruction,
      keysDestroyed: outcome.keysDestroyed,
      verified: outcome.verified,
      issued: outcome.issued,
    },
    copies: erasedCopies(plan.copies, after),
    locked,
    kept: plan.kept,
    unseen: plan.unseen,
    verification: {
      method: {
        fr: 'stockage entier listé à nouveau, versions et marqueurs compris ; clés recherchées ; manifestes, notes et lignes du catalogue relus',
        en: 'whole store listed again, versions and markers included; keys looked for; manifests, notes and catalogue rows read again',
      },
      result,
      checks,
    },
    next,
  } as const;
  return { ...facts, statement: erasureStatement(facts) };
}

function erasedCopies(before: readonly PlannedCopy[], after: readonly PlannedCopy[]): readonly ErasedCopy[] {
  const left = new Map(after.map((one) => [`${one.kind} ${one.where}`, one]));
  const erased = before.map((one): ErasedCopy => {
    const name = `${one.kind} ${one.where}`;
    const count = left.get(name)?.count ?? NOTHING;
    left.delete(name);
    return { ...one, after: count };
  });
  // What came into being after the plan: notes of a verification, files of a restore.
  return [...erased, ...[...left.values()].map((one) => ({ ...one, count: NOTHING, after: one.count }))];
}
