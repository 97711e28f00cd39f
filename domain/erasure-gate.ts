import { endOfDay, parisDay } from './contract/paris.ts';
import type { ContractState, Refusal } from './contract/state.ts';
import type { ErasureText } from './erasure.ts';

/** What an erasure is judged by: the contract as the ledger has it now, the plan at hand, and the clock. */
export interface ErasureFacts {
  readonly state: ContractState;
  /** SHA-256 of the plan's scope, made from what the store holds. */
  readonly planSha256: string;
  /** Ms since the epoch. */
  readonly now: number;
}

interface ErasureRule {
  readonly rule: string;
  readonly clause: string;
  readonly holds: (facts: ErasureFacts) => boolean;
  readonly message: (facts: ErasureFacts) => ErasureText;
  readonly unlockedBy: ErasureText;
}

/** After these an erasure may go on: approved, or carried out and continued once locks have ended. */
const OPEN: ReadonlySet<string> = new Set(['erasing', 'erased']);

/** The rules of contract.md § 4.1 L12, asked once more by whoever destroys. Removing one from the table removes the rule. */
export const erasureRules: Readonly<Record<string, ErasureRule>> = {
  'L12.approved': {
    rule: 'L12.approved',
    clause: '17.2',
    holds: ({ state }) => OPEN.has(state.lifecycle.kind) && state.erasure !== null,
    message: ({ state }) => ({
      fr: `le contrat est à l’état « ${state.lifecycle.kind} » : aucun effacement n’est approuvé`,
      en: `the contract is in state "${state.lifecycle.kind}": no erasure is approved`,
    }),
    unlockedBy: {
      fr: 'après la fin du délai : instruction du client, puis erase.approved proposé par une personne et approuvé par une autre',
      en: 'once the delay is over: the client’s instruction, then erase.approved proposed by one person and approved by another',
    },
  },
  'L12.delay': {
    rule: 'L12.delay',
    clause: 'R',
    holds: ({ state: { lifecycle }, now }) =>
      'retrievalUntil' in lifecycle && now >= endOfDay(lifecycle.retrievalUntil),
    message: ({ state: { lifecycle } }) => {
      const until = 'retrievalUntil' in lifecycle ? lifecycle.retrievalUntil : null;
      return until === null
        ? { fr: 'le contrat n’est pas terminé', en: 'the contract has not ended' }
        : {
            fr: `le client peut récupérer ses données jusqu’au ${until}`,
            en: `the client may fetch data until ${until}`,
          };
    },
    unlockedBy: { fr: 'la fin de ce jour, à Paris', en: 'the end of that day in Paris' },
  },
  'L12.clock': {
    rule: 'L12.clock',
    clause: 'R',
    holds: ({ state, now }) => now >= state.latestAt,
    message: () => ({
      fr: 'l’horloge de cette machine est en retard sur le registre',
      en: 'the clock of this machine is behind the ledger',
    }),
    unlockedBy: { fr: 'une horloge à l’heure', en: 'a clock that is right' },
  },
  'L12.instruction': {
    rule: 'L12.instruction',
    clause: 'RGPD 28(3)(g)',
    holds: ({ state, now }) =>
      state.instruction !== null || (state.announcedErasure !== null && parisDay(now) >= state.announcedErasure),
    message: () => ({
      fr: 'aucune instruction d’effacement du client n’est enregistrée',
      en: 'no instruction to erase by the client is recorded',
    }),
    unlockedBy: {
      fr: 'erase.instructed, ou le jour annoncé par lettre (erase.announced)',
      en: 'erase.instructed, or the day announced by letter (erase.announced)',
    },
  },
  'L12.hold': {
    rule: 'L12.hold',
    clause: 'R',
    holds: ({ state, now }) => state.holds.every(({ until }) => until !== null && now >= endOfDay(until)),
    message: ({ state: { holds } }) => {
      const named = holds.map(({ id, reason }) => `${id} (${reason})`).join(', ');
      return { fr: `conservation ordonnée : ${named}`, en: `held: ${named}` };
    },
    unlockedBy: { fr: 'hold.released, par deux personnes', en: 'hold.released, by two persons' },
  },
  'L12.contest': {
    rule: 'L12.contest',
    clause: '5',
    holds: ({ state: { handover } }) =>
      handover.kind !== 'rework' && handover.items.every((one) => one.status !== 'contested'),
    message: () => ({ fr: 'des éléments sont contestés', en: 'items are contested' }),
    unlockedBy: { fr: 'rework.delivered, puis leur confirmation', en: 'rework.delivered, then their confirmation' },
  },
  'L12.dispute': {
    rule: 'L12.dispute',
    clause: 'R',
    holds: ({ state }) => state.disputedLines.every(({ onData }) => !onData),
    message: () => ({
      fr: 'une facture est contestée au sujet des données',
      en: 'an invoice is disputed about the data',
    }),
    unlockedBy: { fr: 'invoice.dispute-settled', en: 'invoice.dispute-settled' },
  },
  'L12.four-eyes': {
    rule: 'L12.four-eyes',
    clause: '§ 11',
    holds: ({ state: { erasure } }) => erasure === null || erasure.requester.id !== erasure.approver.id,
    message: () => ({
      fr: 'la même personne a proposé et approuvé l’effacement',
      en: 'the same person proposed and approved the erasure',
    }),
    unlockedBy: { fr: 'l’approbation d’une autre personne', en: 'the approval of another person' },
  },
  'L12.plan': {
    rule: 'L12.plan',
    clause: '§ 11',
    holds: ({ state: { erasure }, planSha256 }) => erasure === null || erasure.planSha256 === planSha256,
    message: ({ state: { erasure }, planSha256 }) => ({
      fr: `le plan a changé : ${erasure?.planSha256.slice(0, 12) ?? ''} est approuvé, le stockage donne ${planSha256.slice(0, 12)}`,
      en: `the plan has changed: ${erasure?.planSha256.slice(0, 12) ?? ''} is approved, the store gives ${planSha256.slice(0, 12)}`,
    }),
    unlockedBy: {
      fr: 'un nouveau plan (keys erase --dry-run), proposé et approuvé à nouveau',
      en: 'a new plan (keys erase --dry-run), proposed and approved again',
    },
  },
};

/** Every rule that keeps this tenant from being erased now; empty where it may be. */
export function erasureRefusals(facts: ErasureFacts, rules = erasureRules): readonly Refusal[] {
  return Object.values(rules)
    .filter((one) => !one.holds(facts))
    .map(({ rule, clause, message, unlockedBy }) => ({ rule, clause, message: message(facts), unlockedBy }));
}
