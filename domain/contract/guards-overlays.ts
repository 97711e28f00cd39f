import { hasProof, isOver } from './context.ts';
import { fallbackCalendar, isLetterStep } from './fallback.ts';
import { both, contentGuard, type Guard } from './guard.ts';

const suspension: readonly Guard[] = [
  contentGuard('K15.running', '7', {
    on: ['suspension.started'],
    holds: (_, { state }) => state.suspension === null,
    message: both('les Services sont déjà suspendus', 'the services are suspended already'),
    unlockedBy: both('suspension.cured d’abord', 'suspension.cured first'),
  }),
  contentGuard('K15.announced', '7', {
    on: ['suspension.started'],
    holds: ({ announced, whyNotAnnounced }) => announced || (whyNotAnnounced ?? '').trim() !== '',
    message: both('ni annonce, ni raison de son absence', 'neither announced nor a reason why not'),
    unlockedBy: both('le courriel, ou la raison', 'the mail, or the reason'),
  }),
  contentGuard('K15.since', '7', {
    on: ['suspension.started'],
    holds: ({ since }, { at }) => Date.parse(since) <= at,
    message: both('le début est illisible ou futur', 'its start is unreadable or in the future'),
    unlockedBy: both('l’instant du début', 'the instant of its start'),
  }),
  contentGuard('K31.charter', '6.2', {
    on: ['suspension.started'],
    holds: ({ cause, charterSha256 }) => cause !== 'charter' || charterSha256 !== null,
    message: both('la charte invoquée manque', 'the charter invoked is missing'),
    unlockedBy: both('l’empreinte de la charte', 'the charter’s hash'),
  }),
  contentGuard('K17.requisition', '17.1', {
    on: ['suspension.started'],
    holds: ({ cause }, context) => cause !== 'requisition' || hasProof(context, 'requisition'),
    message: both('la réquisition manque', 'the requisition is missing'),
    unlockedBy: both('joindre la réquisition', 'attach the requisition'),
  }),
  contentGuard('K17.own-delay', '17.1', {
    on: ['suspension.started'],
    holds: ({ cause, ownDelayDays }) => ownDelayDays === null || cause === 'requisition',
    message: both('seule une réquisition porte son propre délai', 'only a requisition has a delay of its own'),
    unlockedBy: both('sans délai propre : quinze jours', 'no delay of its own: fifteen days'),
  }),
  contentGuard('K16.suspended', '7', {
    on: ['suspension.cured'],
    holds: (_, { state }) => state.suspension !== null,
    message: both('rien n’est suspendu', 'nothing is suspended'),
    unlockedBy: both('rien', 'nothing'),
  }),
];

const terms: readonly Guard[] = [
  contentGuard('K2.running', '3', {
    on: ['terms.offered'],
    holds: (_, { state }) => state.termsOverlay.kind !== 'in-force-pending',
    message: both('le délai de refus d’une version court', 'a version’s delay for refusal still runs'),
    unlockedBy: both('la fin de ce délai', 'the end of that delay'),
  }),
  contentGuard('K4.refused', '3', {
    on: ['terms.offered'],
    holds: ({ versionSha256 }, { state }) => !state.termsOverlay.refused.includes(versionSha256),
    message: both('ce client a refusé cette version', 'this client refused this version'),
    unlockedBy: both('une autre version, ou un avenant signé', 'another version, or a signed amendment'),
  }),
  contentGuard('K1.applied', '3', {
    on: ['terms.offered'],
    holds: ({ versionSha256 }, { state }) => state.termsOverlay.appliedSha256 !== versionSha256,
    message: both('cette version s’applique déjà', 'this version applies already'),
    unlockedBy: both('une autre version', 'another version'),
  }),
  contentGuard('K1.offered', '3', {
    on: ['terms.entered-into-force'],
    holds: ({ versionSha256 }, { state: { termsOverlay } }) =>
      termsOverlay.kind === 'offered' && termsOverlay.offeredSha256 === versionSha256,
    message: both('cette version n’est pas proposée à ce client', 'this version is not on offer to this client'),
    unlockedBy: both('terms.offered', 'terms.offered'),
  }),
  contentGuard('K1.mailed', '3', {
    on: ['terms.entered-into-force'],
    holds: (_, { state: { termsOverlay } }) =>
      termsOverlay.mailedOn !== null && termsOverlay.mailedOn < (termsOverlay.entersIntoForce ?? ''),
    message: both(
      'aucune preuve d’un courriel antérieur à l’entrée en vigueur',
      'no proof of an e-mail before the entry into force',
    ),
    unlockedBy: both('proposer de nouveau, avec la preuve d’envoi', 'offer again, with the proof of sending'),
  }),
  contentGuard('K1.day', '3', {
    on: ['terms.entered-into-force'],
    holds: (_, { state: { termsOverlay }, today }) => (termsOverlay.entersIntoForce ?? today) <= today,
    message: both('le jour d’entrée en vigueur n’est pas venu', 'the day of entry into force has not come'),
    unlockedBy: both('ce jour', 'that day'),
  }),
  contentGuard('K3.pending', '3', {
    on: ['terms.deadline-passed'],
    holds: ({ versionSha256 }, { state: { termsOverlay } }) =>
      termsOverlay.kind === 'in-force-pending' && termsOverlay.offeredSha256 === versionSha256,
    message: both('aucun délai de refus ne court pour cette version', 'no delay for refusal runs for this version'),
    unlockedBy: both('terms.entered-into-force', 'terms.entered-into-force'),
  }),
  contentGuard('K2.day', '3', {
    on: ['terms.deadline-passed'],
    holds: (_, context) => {
      const { refuseBy } = context.state.termsOverlay;
      return refuseBy === null || isOver(refuseBy, context);
    },
    message: both('le client peut encore refuser', 'the client may still refuse'),
    unlockedBy: both('la fin des trente jours', 'the end of the thirty days'),
  }),
];

const others: readonly Guard[] = [
  contentGuard('hold.once', '18', {
    on: ['hold.set'],
    holds: ({ holdId }, { state }) => !state.holds.some((hold) => hold.id === holdId),
    message: both('un gel porte déjà cet identifiant', 'a hold bears this id already'),
    unlockedBy: both('un nouvel identifiant', 'a new id'),
  }),
  contentGuard('hold.known', '18', {
    on: ['hold.released'],
    holds: ({ holdId }, { state }) => state.holds.some((hold) => hold.id === holdId),
    message: both('aucun gel de ce nom', 'no such hold'),
    unlockedBy: both('l’identifiant d’un gel', 'the id of a hold'),
  }),
  contentGuard('reminder.proof', '5', {
    on: ['reminder.sent'],
    holds: ({ letter }, context) => (letter ? hasProof(context, 'letter', 'slip') : hasProof(context)),
    message: both('une relance sans preuve n’en est pas une', 'a reminder without proof is none'),
    unlockedBy: both('la réponse SMTP ou le bordereau', 'the SMTP answer or the slip'),
  }),
  contentGuard('reminder.early', '5', {
    on: ['reminder.sent'],
    holds: ({ kind, step }, { state, today }) => {
      if (kind !== 'confirm') return true;
      const due = fallbackCalendar(state).find((one) => one.count === step);
      return due !== undefined && today >= due.result;
    },
    message: both('cette relance n’est pas due', 'this reminder is not due'),
    unlockedBy: both('son jour après la remise (7, 14, 21, 30)', 'its day after the delivery (7, 14, 21, 30)'),
  }),
  contentGuard('reminder.letter', '5', {
    on: ['reminder.sent'],
    holds: ({ kind, step, letter }) => kind !== 'confirm' || letter === isLetterStep(step),
    message: both(
      'la relance de J+30 est une lettre recommandée, les autres des courriels',
      'D+30 is a letter, the others are mails',
    ),
    unlockedBy: both('la forme de cette étape', 'the form of that step'),
  }),
];

export const overlayGuards: readonly Guard[] = [...suspension, ...terms, ...others];
