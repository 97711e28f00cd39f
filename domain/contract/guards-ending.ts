import { type Context, hasProof, isOver } from './context.ts';
import { enoughReminders, fallbackFloor, provenWhole } from './fallback.ts';
import { both, contentGuard, type Guard } from './guard.ts';
import { allSettled, isDelivered } from './handover-items.ts';
import { plusDays } from './local-date.ts';
import { suspensionRight } from './readings.ts';
import { isSignatory } from './signatory.ts';
import type { ContractState } from './state.ts';
import { ownCauses, suspensionSince } from './suspension.ts';

/** Days between the letter that names the day of an erasure and that day (§ 5, R). */
const ANNOUNCE_DAYS = 60;

/** True once the provider may decide: the period is exceeded under every enabled reading (K17). */
export function suspensionExceeded({ state: { suspension, terms }, at }: Pick<Context, 'state' | 'at'>): boolean {
  if (suspension === null || terms === null) return false;
  const { suspension: readings, calendar } = terms.readings;
  const since = suspensionSince(suspension);
  return readings.every((reading) => {
    const { rightFromMs } = suspensionRight(since, reading, calendar, suspension.ownDelayDays);
    // Whole days are exceeded with the first instant of the next one, hours only after their last.
    return reading === 'S-hour' ? at > rightFromMs : at >= rightFromMs;
  });
}

const forCause: readonly Guard[] = [
  contentGuard('L8.suspended', '17.1', {
    on: ['provider.termination-decided'],
    holds: (_, { state }) => state.suspension !== null,
    message: both('les Services ne sont pas suspendus', 'the services are not suspended'),
    unlockedBy: both('rien tant que rien n’est suspendu', 'nothing while nothing is suspended'),
  }),
  contentGuard('L8.delay', '17.1', {
    on: ['provider.termination-decided'],
    holds: (_, context) => context.state.suspension === null || suspensionExceeded(context),
    message: both(
      'la suspension n’a pas duré plus de quinze jours selon toutes les lectures',
      'the suspension has not lasted more than fifteen days under every reading',
    ),
    unlockedBy: both('la fin de ce délai', 'the end of that period'),
  }),
  contentGuard('L8.cause', '17.1', {
    on: ['provider.termination-decided'],
    holds: (_, { state: { suspension } }) => suspension === null || !ownCauses.includes(suspension.cause),
    message: both('la cause de la suspension est celle du prestataire', 'the suspension’s cause is the provider’s own'),
    unlockedBy: both('rien : rétablir les Services', 'nothing: restore the services'),
  }),
  contentGuard('L8.insolvency', '17.1', {
    on: ['provider.termination-decided'],
    holds: ({ insolvency }) => !insolvency,
    message: both('une procédure collective est ouverte (C. com. L. 622-13)', 'insolvency proceedings are open'),
    unlockedBy: both('la position de l’administrateur, avec un conseil', 'the administrator’s answer, with counsel'),
  }),
  contentGuard('L8.letter', '17.1', {
    on: ['provider.termination-decided'],
    holds: (_, context) => hasProof(context, 'letter', 'slip'),
    message: both('la lettre de notification manque', 'the letter of notification is missing'),
    unlockedBy: both('joindre la lettre ou son bordereau', 'attach the letter or its slip'),
  }),
];

const afterEnd = (state: ContractState): boolean => 'effectiveTermination' in state.lifecycle;

const confirmed: readonly Guard[] = [
  contentGuard('L9.items', '5', {
    on: ['recovery.confirmed'],
    holds: (_, { state }) => afterEnd(state) || allSettled(state.handover),
    message: ({ state }) => {
      const open = state.handover.items.filter((item) => item.status !== 'confirmed' && item.status !== 'waived');
      return both(
        `tout n’est pas confirmé : ${open.length} élément(s) ouvert(s) ou contesté(s)`,
        `not everything is confirmed: ${open.length} item(s) open or contested`,
      );
    },
    unlockedBy: both('la confirmation de chaque élément par le client', 'the client’s confirmation of every item'),
  }),
  contentGuard('L9.cutover', '5', {
    on: ['recovery.confirmed'],
    holds: (_, { state }) => afterEnd(state) || state.handover.cutover !== null,
    message: both(
      'la bascule n’est pas déclarée : du courrier peut encore arriver',
      'the cut-over is not declared: mail may still arrive',
    ),
    unlockedBy: both('la bascule (MX ou boîtes fermées), sinon un complément', 'the cut-over, or else a delta round'),
  }),
  contentGuard('L9.round', '5', {
    on: ['recovery.confirmed'],
    holds: ({ round, root }, { state }) => {
      const { handover } = state;
      return afterEnd(state) || (isDelivered(handover) && handover.round === round && handover.root === root);
    },
    message: both('la confirmation porte sur un autre lot', 'the confirmation is of another package'),
    unlockedBy: both('confirmer le dernier lot remis', 'confirm the package delivered last'),
  }),
  contentGuard('L9.rehearsal', '5', {
    on: ['recovery.confirmed'],
    holds: (_, { state }) => afterEnd(state) || !state.handover.rehearsal,
    message: both('la remise n’est qu’une répétition', 'the hand-over is a rehearsal only'),
    unlockedBy: both('une demande de réversibilité', 'a request for reversibility'),
  }),
  contentGuard('L9.signatory', '1', {
    on: ['recovery.confirmed'],
    holds: ({ signatory }, { state, today }) => isSignatory(state, signatory, today),
    message: both('le signataire n’est pas habilité', 'the signatory is not entitled to sign'),
    unlockedBy: both('signatory.changed avec le pouvoir', 'signatory.changed with the power of attorney'),
  }),
  contentGuard('L9.factor', '5', {
    on: ['recovery.confirmed', 'items.confirmed'],
    holds: ({ secondFactor }, { proposal }) => secondFactor || proposal !== null,
    message: both('le second facteur manque', 'the second factor is missing'),
    unlockedBy: both('le code reçu, ou un document signé', 'the code sent, or a signed paper'),
  }),
];

const fallback: readonly Guard[] = [
  contentGuard('L10.floor', '5', {
    on: ['fallback.opened'],
    holds: (_, context) => {
      const floor = fallbackFloor(context.state);
      return floor !== null && isOver(floor, context);
    },
    message: both(
      'rien n’est remis, ou les délais de relance et de récupération courent',
      'nothing is delivered, or the reminders’ and retrieval’s delays still run',
    ),
    unlockedBy: both('la remise, puis la fin des délais', 'the delivery, then the end of the delays'),
  }),
  contentGuard('L10.case', '5', {
    on: ['fallback.closed'],
    holds: (_, { state }) => state.handover.fallbackOpenedOn !== null,
    message: both('aucun dossier de repli n’est ouvert', 'no fallback case is open'),
    unlockedBy: both('fallback.opened à l’échéance', 'fallback.opened when it is due'),
  }),
  contentGuard('L10.proof', '5', {
    on: ['fallback.closed'],
    holds: (_, { state }) => provenWhole(state),
    message: both('la remise n’est pas prouvée pour chaque élément', 'the recovery is not proven for every item'),
    unlockedBy: both('un reçu vérifié, ou tous les octets servis', 'a verified receipt, or every byte served'),
  }),
  contentGuard('L10.reminders', '5', {
    on: ['fallback.closed'],
    holds: (_, { state }) => enoughReminders(state),
    message: both('moins de trois relances prouvées', 'fewer than three proven reminders'),
    unlockedBy: both('trois relances avec preuve', 'three reminders with proof'),
  }),
  contentGuard('L10.letter', '5', {
    on: ['fallback.closed'],
    holds: (_, { state }) => state.handover.letters.length > 0,
    message: both('aucune lettre recommandée prouvée', 'no registered letter with proof'),
    unlockedBy: both('la lettre recommandée de J+30', 'the registered letter of D+30'),
  }),
  contentGuard('L10.contest', '5', {
    on: ['fallback.closed'],
    holds: (_, { state }) => !state.handover.items.some((item) => item.status === 'contested'),
    message: both('une contestation est ouverte', 'a contest is open'),
    unlockedBy: both('corriger, ou la clôture du client', 'the rework, or the client’s closure'),
  }),
  contentGuard('L10.counsel', '5', {
    on: ['fallback.closed'],
    holds: ({ counselReference }) => counselReference.trim() !== '',
    message: both('la référence du conseil manque', 'counsel’s reference is missing'),
    unlockedBy: both('l’avis du conseil', 'counsel’s advice'),
  }),
];

const retrievalOver = (context: Context): boolean => {
  const { lifecycle } = context.state;
  return !('retrievalUntil' in lifecycle) || isOver(lifecycle.retrievalUntil, context);
};
const until = ({ state: { lifecycle } }: Context): string =>
  'retrievalUntil' in lifecycle ? lifecycle.retrievalUntil : '';

/** Why nothing may be erased yet, whoever asks (L12). Asked for `blocking` as well. */
export const erasureGuards: readonly Guard[] = [
  contentGuard('L12.delay', '18', {
    on: ['erase.approved'],
    holds: (_, context) => retrievalOver(context),
    message: (c) => both(`les données se récupèrent jusqu’au ${until(c)}`, `data can be fetched until ${until(c)}`),
    unlockedBy: (c) => both(`la fin du ${until(c)}`, `the end of ${until(c)}`),
  }),
  contentGuard('L12.instruction', '18', {
    on: ['erase.approved'],
    holds: (_, { state: { instruction, announcedErasure }, today }) =>
      instruction !== null || (announcedErasure !== null && today >= announcedErasure),
    message: both('le responsable du traitement n’a rien demandé', 'the controller has not instructed it'),
    unlockedBy: both(
      'erase.instructed du client, ou la date annoncée par lettre recommandée',
      'the client’s erase.instructed, or the day that a registered letter named',
    ),
  }),
  contentGuard('L12.hold', '18', {
    on: ['erase.approved', 'keys.destroyed', 'versions.purged'],
    holds: (_, context) => !context.state.holds.some((hold) => hold.until === null || !isOver(hold.until, context)),
    message: both('les données sont gelées (conservation ordonnée)', 'the data are on hold'),
    unlockedBy: both('la levée du gel par deux personnes', 'the hold’s release by two persons'),
  }),
  contentGuard('L12.contest', '5', {
    on: ['erase.approved'],
    holds: (_, { state }) => !state.handover.items.some((item) => item.status === 'contested'),
    message: both('une contestation est ouverte', 'a contest is open'),
    unlockedBy: both('corriger, ou la clôture du client', 'the rework, or the client’s closure'),
  }),
  contentGuard('L12.dispute', '8.2', {
    on: ['erase.approved'],
    holds: (_, { state }) => !state.disputedLines.some((line) => line.onData),
    message: both('une facture est contestée pour ses données', 'an invoice is disputed over the data'),
    unlockedBy: both('invoice.dispute-settled par un approbateur', 'invoice.dispute-settled by an approver'),
  }),
];

const erasing: readonly Guard[] = [
  contentGuard('L11.day', '25(2)(g)', {
    on: ['retrieval.ended'],
    holds: (_, context) => retrievalOver(context),
    message: (c) => both(`les données se récupèrent jusqu’au ${until(c)}`, `data can be fetched until ${until(c)}`),
    unlockedBy: (c) => both(`la fin du ${until(c)}`, `the end of ${until(c)}`),
  }),
  contentGuard('L12.announce', '18', {
    on: ['erase.announced'],
    holds: ({ letter, eraseOn }) => letter.dispatched !== null && eraseOn >= plusDays(letter.dispatched, ANNOUNCE_DAYS),
    message: both(
      `la date est à moins de ${ANNOUNCE_DAYS} jours de la lettre`,
      `the day is less than ${ANNOUNCE_DAYS} days after the letter`,
    ),
    unlockedBy: both('une date plus lointaine', 'a later day'),
  }),
  contentGuard('L13.locked', '18', {
    on: ['versions.purged'],
    holds: ({ stillLocked, lastLockUntil }) => stillLocked > 0 === (lastLockUntil !== null),
    message: both(
      'les versions encore verrouillées et leur date vont ensemble',
      'versions still locked and their date go together',
    ),
    unlockedBy: both('la date du dernier verrou', 'the last lock’s date'),
  }),
  contentGuard('L14.absent', '18', {
    on: ['last-lock.expired'],
    holds: ({ absent }) => absent,
    message: both('l’absence n’est pas vérifiée', 'the absence is not verified'),
    unlockedBy: both('la vérification au magasin', 'the verification at the store'),
  }),
  contentGuard('L14.lock', '18', {
    on: ['last-lock.expired'],
    holds: (_, context) => {
      const last = context.state.erasure?.lastLockUntil ?? null;
      return last === null || isOver(last, context);
    },
    message: both('un verrou court encore', 'a lock still runs'),
    unlockedBy: both('la fin du dernier verrou', 'the last lock’s end'),
  }),
  contentGuard('L15.agreed', '5', {
    on: ['transition.cancelled'],
    holds: ({ agreedBy }) => agreedBy.includes('client') && agreedBy.includes('provider'),
    message: both('les deux parties doivent être d’accord', 'both parties have to agree'),
    unlockedBy: both('l’accord écrit des deux parties', 'both parties’ written agreement'),
  }),
];

export const confirmationGuards = confirmed;
export const endingGuards: readonly Guard[] = [...forCause, ...confirmed, ...fallback, ...erasureGuards, ...erasing];
