import { hasProof, isOver } from './context.ts';
import { type SwitchClocks, switchClocks } from './data-act.ts';
import { both, contentGuard, type Guard } from './guard.ts';
import { letterProblems } from './letter.ts';
import { plusDays } from './local-date.ts';
import { stopsRenewal } from './notices.ts';
import type { ContractState } from './state.ts';
import { periodOf, termEndOf } from './term.ts';
import { termsProblems } from './terms-problems.ts';

/** Days in which the sender of a late notice may take it back alone (L3b). */
const WITHDRAW_DAYS = 30;

const signing: readonly Guard[] = [
  contentGuard('L1.terms', '5', {
    on: ['contract.signed', 'contract.amended'],
    holds: ({ terms }) => termsProblems(terms).length === 0,
    message: ({ body }) => {
      const wrong = 'terms' in body ? termsProblems(body.terms).join(', ') : '';
      return both(`contrat incomplet : ${wrong}`, `the contract is incomplete: ${wrong}`);
    },
    unlockedBy: both('compléter le contrat', 'complete the contract'),
  }),
  contentGuard('L1.same', '5', {
    on: ['contract.amended'],
    holds: ({ terms }, { state }) => terms.contractId === state.terms?.contractId,
    message: both('un avenant concerne le même contrat', 'an amendment is to the same contract'),
    unlockedBy: both('le numéro du contrat en cours', 'the running contract’s number'),
  }),
  contentGuard('L1.amendment', '5', {
    on: ['contract.amended'],
    holds: (_, context) => hasProof(context, 'signed-pdf'),
    message: both('un avenant est signé des deux parties', 'an amendment is signed by both parties'),
    unlockedBy: both('joindre l’avenant signé (signed-pdf)', 'attach the signed amendment (signed-pdf)'),
  }),
];

const term: readonly Guard[] = [
  contentGuard('L2.day', '5', {
    on: ['term.renewed'],
    holds: (_, context) => {
      const { terms, lifecycle } = context.state;
      const period = periodOf(lifecycle);
      return terms === null || period === null || isOver(termEndOf(terms, period), context);
    },
    message: both('la période en cours n’est pas terminée', 'the running period is not over'),
    unlockedBy: both('la fin de la période', 'the end of the period'),
  }),
  contentGuard('L2.next', '5', {
    on: ['term.renewed'],
    holds: ({ period, from, to }, { state: { terms, lifecycle } }) => {
      const running = periodOf(lifecycle);
      if (terms === null || running === null) return true;
      const next = plusDays(termEndOf(terms, running), 1);
      return period === running + 1 && from === next && to === termEndOf(terms, period);
    },
    message: both(
      'une période suit l’autre, sans vide ni chevauchement',
      'one period follows the other, no gap, no overlap',
    ),
    unlockedBy: both('les dates de la période suivante', 'the next period’s dates'),
  }),
  contentGuard('L2.notice', '5', {
    on: ['term.renewed'],
    holds: (_, { state: { terms, lifecycle, notices } }) => {
      const running = periodOf(lifecycle);
      return terms === null || running === null || !notices.some((one) => stopsRenewal(one, termEndOf(terms, running)));
    },
    message: both(
      'un préavis valable ou contesté empêche la reconduction',
      'a notice that is valid or disputed keeps the term from renewal',
    ),
    unlockedBy: both('trancher la contestation, ou retirer le préavis', 'settle the dispute, or withdraw the notice'),
  }),
];

const notice: readonly Guard[] = [
  contentGuard('L3.form', '5', {
    on: ['notice.received'],
    holds: ({ form, letter }) => (form === 'lrar' || form === 'lre') && letter.form === form,
    message: both(
      'le préavis est envoyé par courrier recommandé avec accusé de réception, ou LRE qualifiée',
      'notice is sent by registered letter with notice of receipt, or by qualified electronic one',
    ),
    unlockedBy: both('enregistrer notice.informal et répondre', 'record notice.informal, and answer'),
  }),
  contentGuard('L3.capacity', '5', {
    on: ['notice.received'],
    holds: ({ capacity }) => capacity.trim() !== '',
    message: both('la qualité du signataire n’est pas établie', 'the signatory’s capacity is not known'),
    unlockedBy: both('indiquer la qualité du signataire', 'state the signatory’s capacity'),
  }),
  contentGuard('L3.letter', '5', {
    on: ['notice.received', 'provider.termination-decided', 'erase.announced'],
    holds: ({ letter }, { today }) =>
      letterProblems(letter).length === 0 &&
      letter.dispatched !== null &&
      [letter.dispatched, letter.firstPresented, letter.received].every((day) => day === null || day <= today),
    message: both(
      'les dates de la lettre sont impossibles, futures, ou sans date d’envoi',
      'the letter’s dates are impossible, in the future, or lack the dispatch',
    ),
    unlockedBy: both('les dates du bordereau et de l’avis', 'the dates of the slip and of the notice of receipt'),
  }),
  contentGuard('L3.proof', '5', {
    on: ['notice.received', 'erase.announced'],
    holds: (_, context) => hasProof(context),
    message: both('la preuve de l’envoi manque', 'the proof of dispatch is missing'),
    unlockedBy: both('joindre le bordereau ou la lettre', 'attach the slip or the letter'),
  }),
  contentGuard('L3.exit', '4', {
    on: ['notice.received'],
    holds: ({ by, exitRight }, { state }) => exitRight !== true || (by === 'client' && state.changes.length > 0),
    message: both(
      'aucun changement notifié n’ouvre ce droit au client',
      'no notified change gives the client this right',
    ),
    unlockedBy: both(
      'enregistrer change.notified, ou un préavis ordinaire',
      'record change.notified, or a plain notice',
    ),
  }),
  contentGuard('L3.dispute', '5', {
    on: ['notice.disputed'],
    holds: ({ notice: id }, { state }) => state.notices.some((one) => one.id === id && !one.disputed),
    message: both('aucun préavis de ce nom à contester', 'no such notice to dispute'),
    unlockedBy: both('l’identifiant d’un préavis en cours', 'the id of a running notice'),
  }),
  contentGuard('L3.settle', '5', {
    on: ['notice.dispute-settled'],
    holds: ({ notice: id }, { state }) => state.notices.some((one) => one.id === id && one.disputed),
    message: both('ce préavis n’est pas contesté', 'this notice is not disputed'),
    unlockedBy: both('l’identifiant d’un préavis contesté', 'the id of a disputed notice'),
  }),
  contentGuard('L4.agreed', '5', {
    on: ['notice.withdrawn'],
    holds: ({ agreedBy }, { state: { lifecycle }, today }) => {
      if (agreedBy.includes('client') && agreedBy.includes('provider')) return true;
      if (lifecycle.kind !== 'notice') return false;
      const { late, by, recordedOn } = lifecycle.notice;
      return late && agreedBy.includes(by) && today <= plusDays(recordedOn, WITHDRAW_DAYS);
    },
    message: both(
      'un préavis se retire d’un commun accord ; tardif, par son auteur dans les 30 jours',
      'a notice is withdrawn by agreement; a late one by its sender within 30 days',
    ),
    unlockedBy: both('l’accord écrit des deux parties', 'both parties’ written agreement'),
  }),
  contentGuard('L4.own', '5', {
    on: ['notice.withdrawn'],
    holds: ({ agreedBy }, { proposal }) => proposal !== null || !agreedBy.includes('provider'),
    message: both(
      'le client seul ne peut dire l’accord du prestataire',
      'the client alone cannot say that the provider agreed',
    ),
    unlockedBy: both('l’accord signé, enregistré par deux personnes', 'the signed agreement, recorded by two persons'),
  }),
  contentGuard('L5.day', '5', {
    on: ['notice.ended'],
    holds: (_, context) => {
      const { lifecycle } = context.state;
      return lifecycle.kind !== 'notice' || isOver(lifecycle.noticeEnd, context);
    },
    message: both('le dernier jour du contrat n’est pas terminé', 'the contract’s last day is not over'),
    unlockedBy: both('la fin de ce jour, heure de Paris', 'the end of that day in Paris'),
  }),
  contentGuard('L5.disputed', '5', {
    on: ['notice.ended'],
    holds: (_, { state: { lifecycle } }) => lifecycle.kind !== 'notice' || !lifecycle.notice.disputed,
    message: both('le préavis est contesté ou indécis', 'the notice is disputed or undecided'),
    unlockedBy: both('notice.dispute-settled par un approbateur', 'notice.dispute-settled by an approver'),
  }),
];

const switching: readonly Guard[] = [
  contentGuard('L6.scope', '25', {
    on: ['switch.requested'],
    holds: (_, { state: { terms }, today }) => {
      if (terms === null || terms.dataAct.scope === 'no') return false;
      return switchClocks({ requested: today, noticeDays: null, calendar: terms.readings.calendar }) !== null;
    },
    message: both('le règlement sur les données ne couvre pas ce service', 'the Data Act does not cover this service'),
    unlockedBy: both('un préavis selon l’article 5', 'a notice under article 5'),
  }),
  contentGuard('L6.switch', '25', {
    on: ['switch.infeasible', 'switch.extended'],
    holds: (_, { state: { lifecycle } }) => lifecycle.kind !== 'transition' || lifecycle.cause === 'switch',
    message: both('cette transition n’est pas un changement de fournisseur', 'this transition is no switch'),
    unlockedBy: both('une demande de changement (switch.requested)', 'a request to switch (switch.requested)'),
  }),
  contentGuard('L6.infeasible-by', '25(4)', {
    on: ['switch.infeasible'],
    holds: (_, { state, today }) => {
      const clocks = runningClocks(state);
      return clocks === null || today <= clocks.infeasibleBy.result;
    },
    message: both(
      'plus de quatorze jours ouvrés depuis la demande',
      'more than fourteen working days since the request',
    ),
    unlockedBy: both('rien : la transition ordinaire s’applique', 'nothing: the ordinary transition applies'),
  }),
  contentGuard('L6.infeasible-until', '25(4)', {
    on: ['switch.infeasible'],
    holds: ({ until }, { state }) => {
      const clocks = runningClocks(state);
      return clocks === null || until <= clocks.alternativeBy.result;
    },
    message: both('une transition dure sept mois au plus', 'a transition lasts seven months at most'),
    unlockedBy: both('une date plus proche', 'an earlier date'),
  }),
  contentGuard('L6.once', '25(5)', {
    on: ['switch.extended'],
    holds: (_, { state: { lifecycle } }) => !('extended' in lifecycle) || !lifecycle.extended,
    message: both('le client a déjà prolongé une fois', 'the client extended once already'),
    unlockedBy: both('un accord écrit (contract.amended)', 'a written agreement (contract.amended)'),
  }),
  contentGuard('L6.longer', '25(5)', {
    on: ['switch.extended'],
    holds: ({ until }, { state: { lifecycle }, today }) =>
      !('extended' in lifecycle) ||
      until > (lifecycle.latest ?? ('noticeEnd' in lifecycle ? lifecycle.noticeEnd : today)),
    message: both('une prolongation ne raccourcit pas', 'an extension does not shorten'),
    unlockedBy: both('une date plus lointaine', 'a later date'),
  }),
  contentGuard('L7.day', '25(2)(d)', {
    on: ['switch-notice.ended'],
    holds: (_, context) => {
      const { lifecycle } = context.state;
      return lifecycle.kind !== 'switch-notice' || isOver(lifecycle.noticeEnd, context);
    },
    message: both('le préavis n’est pas terminé', 'the notice is not over'),
    unlockedBy: both('la fin de son dernier jour', 'the end of its last day'),
  }),
];

/** The clocks of the running switch; seven months run from the end of the notice, whichever notice that is. */
function runningClocks({
  lifecycle,
  terms,
}: ContractState): Pick<SwitchClocks, 'infeasibleBy' | 'alternativeBy'> | null {
  if (terms === null || !('requested' in lifecycle) || lifecycle.requested === null) return null;
  const { calendar } = terms.readings;
  const end = lifecycle.kind === 'transition' ? lifecycle.contractEnd : lifecycle.noticeEnd;
  const clocks = switchClocks({ requested: lifecycle.requested, noticeDays: null, calendar });
  const fromEnd = switchClocks({ requested: end, noticeDays: 0, calendar });
  if (clocks === null || fromEnd === null) return null;
  return { infeasibleBy: clocks.infeasibleBy, alternativeBy: fromEnd.alternativeBy };
}

export const lifecycleGuards: readonly Guard[] = [...signing, ...term, ...notice, ...switching];
