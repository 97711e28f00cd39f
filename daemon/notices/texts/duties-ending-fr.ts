import { onPortal } from './duties-portal.ts';
import type { ClientDutyText } from './duties-texts.ts';

/** Switch under the Data Act, end, erasure. */
export const endingFr = {
  'switch.acknowledge': {
    subject: () => 'votre demande de changement est enregistrée',
    said: (w) => [
      `Votre demande de changement (règlement UE 2023/2854, article 25) est enregistrée le ${w.day}. Le préavis se termine le ${w.end} au plus tard.`,
      'Le service continue pendant la transition, et la remise de vos données aussi.',
    ],
    next: (w) => [
      'Si la transition s’avérait infaisable dans le délai légal, nous vous le dirions dans les quatorze jours ouvrés, motifs à l’appui.',
      'Vous pouvez prolonger la transition une fois, pour la durée qui vous convient.',
      onPortal('fr', 'home', w),
    ],
  },
  'switch.infeasible': {
    subject: () => 'la transition demande plus de temps',
    tone: 'warning',
    said: (w) => [
      `La transition ne peut techniquement tenir dans le délai de trente jours. Motifs : ${w.reason}.`,
      `Le délai de remplacement court jusqu’au ${w.until} ; le service continue jusque-là.`,
    ],
    next: () => [
      'Si ces motifs ne vous convainquent pas, répondez à ce message : une personne reprend le dossier avec vous.',
    ],
  },
  'switch.extended': {
    subject: (w) => `la transition est prolongée jusqu’au ${w.until}`,
    said: (w) => [
      `À votre demande, la transition est prolongée jusqu’au ${w.until}. Le service et la remise de vos données continuent jusque-là.`,
    ],
    next: (w) => [onPortal('fr', 'home', w)],
  },
  'transition.cancelled': {
    subject: () => 'le contrat reprend',
    said: (w) => [
      `D’un commun accord, la fin du contrat est annulée le ${w.day}. Rien n’a été effacé ; le contrat reprend et la période en cours se termine le ${w.end}.`,
    ],
    next: () => [
      'Vous n’avez rien à faire. Si cet accord ne correspond pas à ce que vous vouliez, répondez à ce message.',
    ],
  },
  terminated: {
    subject: (w) => `résiliation effective le ${w.effective}`,
    tone: 'good',
    quote: 'billing',
    said: (w) => [
      `La résiliation des services a pris effet le ${w.effective}. Le dernier jour facturé est le ${w.billedUntil} ; ce qui a été payé d’avance au-delà vous est porté en avoir.`,
      `Vos données restent à votre disposition au moins jusqu’au ${w.retrieval}. Leur effacement demande votre instruction écrite.`,
    ],
    next: (w) => [
      onPortal('fr', 'receipts', w),
      'Si un élément s’avère défectueux d’ici là, dites-le-nous : il est repris gratuitement quand le défaut vient de nous.',
    ],
  },
  'erase.ask-instruction': {
    subject: () => 'que souhaitez-vous pour vos données ?',
    quote: 'controller',
    said: (w) => [
      `Le délai de récupération est terminé depuis le ${w.retrieval}. Vous êtes responsable du traitement : c’est à vous de dire ce que deviennent les données que nous conservons encore.`,
      'Sans instruction de votre part, elles restent en place.',
    ],
    next: (w) => [
      onPortal('fr', 'home', w),
      'Choisissez : effacer, ou remettre une dernière fois puis effacer. Deux personnes approuvent ensuite le plan d’effacement, et un certificat vous est remis.',
    ],
  },
  'erase.instruction-receipt': {
    subject: () => 'votre instruction d’effacement est enregistrée',
    quote: 'controller',
    said: (w) => [
      `Votre instruction est enregistrée le ${w.day} (référence : ${w.reason}). Un plan d’effacement est établi ; deux personnes doivent l’approuver avant toute exécution.`,
    ],
    next: () => [
      'Vous recevez ensuite un certificat, qui liste aussi les copies encore verrouillées et la date où elles disparaissent.',
      'Pour changer d’avis, répondez à ce message sans attendre : une clé détruite ne se refait pas.',
    ],
  },
  'erase.announced': {
    subject: (w) => `lettre recommandée au sujet de vos données : date du ${w.until}`,
    tone: 'warning',
    quote: 'controller',
    said: (w) => [
      `Une lettre recommandée vous a été adressée le ${w.day}. Elle indique qu’un effacement de vos données est envisagé au plus tôt le ${w.until}, et demande votre instruction.`,
      'Ce message la double par courriel, pour qu’elle ne se perde pas.',
    ],
    next: (w) => [
      'Si vous souhaitez garder, récupérer ou contester quoi que ce soit, dites-le-nous avant cette date, par le moyen de votre choix.',
      onPortal('fr', 'download', w),
    ],
  },
} as const satisfies Readonly<Record<string, ClientDutyText>>;
