import { personKey } from '../../core/index.ts';
import { hasProof, latestOf } from './context.ts';
import type { ContractEventType } from './events.ts';
import { both, contentGuard, type Guard } from './guard.ts';
import { atClient } from './handover-items.ts';
import { plusDays } from './local-date.ts';
import { parisDay } from './paris.ts';
import { isTwoPersonType, may, paperKinds } from './permissions.ts';

/** Days in which a proposal may be approved (contract.md § 11); longer, and nobody remembers what was meant. */
const PROPOSAL_DAYS = 7;
/** A day and the hour by which one may be longer: a clock that moves further between two looks has jumped, or stood. */
export const CLOCK_JUMP_MS = 25 * 3_600_000;

/** What rests on time having passed, and so on the clock. */
const timed = [
  'term.renewed',
  'notice.ended',
  'switch-notice.ended',
  'provider.termination-decided',
  'fallback.opened',
  'fallback.closed',
  'retrieval.ended',
  'erase.approved',
  'last-lock.expired',
  'terms.entered-into-force',
  'terms.deadline-passed',
] as const satisfies readonly ContractEventType[];

/** The same person under two spellings of a name is one person, as for the roles of the configuration. */
export function samePerson(a: string, b: string): boolean {
  return personKey(a) === personKey(b);
}

/** Who, when, for whom, and whether two persons did it: asked of every event before anything else. */
export const frameGuards: readonly Guard[] = [
  {
    rule: 'tenant',
    clause: '9',
    on: 'any',
    stage: 'frame',
    holds: ({ state, event }) => event.tenant === state.tenant,
    message: both('l’événement concerne un autre client', 'the event is another client’s'),
    unlockedBy: both('l’enregistrer chez son client', 'record it for its own client'),
  },
  {
    rule: 'role',
    clause: '6.3',
    on: 'any',
    stage: 'frame',
    holds: ({ event, body, proposal }) =>
      proposal === null ? may(event.actor.role, body.type) : isTwoPersonType(body.type),
    message: ({ event, body }) =>
      both(
        `« ${body.type} » ne peut être enregistré par le rôle ${event.actor.role}`,
        `${body.type} cannot be recorded by the role ${event.actor.role}`,
      ),
    unlockedBy: ({ body }) =>
      isTwoPersonType(body.type)
        ? both('une personne propose, un approbateur approuve', 'one person proposes, an approver approves')
        : both('une personne dont le rôle le permet', 'a person whose role allows it'),
  },
  {
    rule: 'clock.future',
    clause: '6.3',
    on: 'any',
    stage: 'frame',
    holds: ({ at, now }) => at <= now,
    message: both('l’événement est daté dans le futur', 'the event is dated in the future'),
    unlockedBy: both('l’enregistrer quand il a lieu', 'record it when it happens'),
  },
  {
    rule: 'L1.unsigned',
    clause: '5',
    on: 'any',
    stage: 'frame',
    holds: ({ state, body }) => state.terms !== null || body.type === 'contract.signed',
    message: both('aucun contrat n’est signé', 'no contract is signed'),
    unlockedBy: both('enregistrer la signature du contrat', 'record the contract’s signature'),
  },
];

export const twoPersonGuards: readonly Guard[] = [
  contentGuard('four-eyes.once', '6.3', {
    on: ['act.proposed'],
    holds: ({ proposalId }, { state }) => !state.proposals.some((one) => one.id === proposalId),
    message: both('une proposition porte déjà cet identifiant', 'a proposal bears this id already'),
    unlockedBy: both('un nouvel identifiant', 'a new id'),
  }),
  contentGuard('four-eyes.type', '6.3', {
    on: ['act.proposed'],
    holds: ({ act }) => isTwoPersonType(act.type),
    message: both('cet acte ne se propose pas', 'this act is not one to propose'),
    unlockedBy: both('l’enregistrer directement', 'record it directly'),
  }),
  contentGuard('four-eyes.paper', '5', {
    on: ['act.proposed'],
    holds: ({ act }, context) => {
      const kinds = paperKinds(act.type);
      return kinds === null || hasProof(context, ...kinds);
    },
    message: both(
      'la déclaration du client, ou l’accord des parties, doit être jointe, signée',
      'the client’s signed statement, or the parties’ agreement, has to be attached',
    ),
    unlockedBy: ({ body }) => {
      const kinds = (body.type === 'act.proposed' ? paperKinds(body.act.type) : null) ?? [];
      return both(`joindre le document (${kinds.join(' ou ')})`, `attach the paper (${kinds.join(' or ')})`);
    },
  }),
  contentGuard('four-eyes.unknown', '6.3', {
    on: ['act.approved'],
    holds: ({ proposalId }, { state }) => state.proposals.some((one) => one.id === proposalId),
    message: both('aucune proposition en attente ne porte cet identifiant', 'no open proposal bears this id'),
    unlockedBy: both('proposer l’acte', 'propose the act'),
  }),
  contentGuard('four-eyes.same-person', '6.3', {
    on: ['act.approved'],
    holds: ({ proposalId }, { state, event }) =>
      !state.proposals.some((one) => one.id === proposalId && samePerson(one.by.id, event.actor.id)),
    message: both('celui qui propose ne peut approuver', 'whoever proposes cannot approve'),
    unlockedBy: both('l’approbation d’une autre personne', 'the approval of another person'),
  }),
  contentGuard('four-eyes.expired', '6.3', {
    on: ['act.approved'],
    holds: ({ proposalId }, context) => {
      const day = parisDay(latestOf(context));
      const found = context.state.proposals.find((one) => one.id === proposalId);
      return found === undefined || day <= plusDays(parisDay(found.at), PROPOSAL_DAYS);
    },
    message: both(
      `la proposition a plus de ${PROPOSAL_DAYS} jours`,
      `the proposal is older than ${PROPOSAL_DAYS} days`,
    ),
    unlockedBy: both('proposer l’acte de nouveau', 'propose the act again'),
  }),
];

/** A paper speaks of the package that its signer had, not of one that comes later under the same ids. */
export const paperGuards: readonly Guard[] = [
  contentGuard('paper.stale', '5', {
    on: ['items.confirmed', 'recovery.confirmed'],
    holds: (body, { proposal, state }) => {
      if (proposal === null) return true;
      const now = atClient(state.handover);
      const { round, root, items } = proposal.of;
      if (body.type === 'recovery.confirmed') {
        const ended = 'effectiveTermination' in state.lifecycle;
        return ended || (root !== null && root === now.root && round === now.round);
      }
      return body.items.every((id) => items.has(id) && items.get(id) === now.items.get(id));
    },
    message: both(
      'le lot que le document confirme a été remplacé depuis la proposition, ou n’était pas encore remis',
      'the package that the paper confirms was replaced since the proposal, or was not delivered yet',
    ),
    unlockedBy: both('un document sur le lot remis en dernier', 'a paper about the package delivered last'),
  }),
];

export const clockGuards: readonly Guard[] = [
  contentGuard('clock.jump', '6.3', {
    on: timed,
    holds: (_, { state, at }) => at - state.sureAt <= CLOCK_JUMP_MS,
    message: both(
      'l’horloge a avancé de plus de 25 heures sans témoin : rien n’expire avant qu’une personne l’ait vérifiée',
      'the clock moved forward by more than 25 hours without a witness: nothing expires before a person checked it',
    ),
    unlockedBy: both(
      'clock.witnessed (dernier instant connu) ou clock.acknowledged (une personne)',
      'clock.witnessed (the last instant known) or clock.acknowledged (a person)',
    ),
  }),
  contentGuard('clock.witness', '6.3', {
    on: ['clock.witnessed'],
    holds: ({ lastSeenAt }, { at }) => Date.parse(lastSeenAt) <= at,
    message: both(
      'le dernier instant connu est après cet événement : l’horloge a reculé',
      'the last instant known lies after this event: the clock went back',
    ),
    unlockedBy: both('une horloge juste', 'a clock that is right'),
  }),
];
