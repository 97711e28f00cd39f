import type { ClientDutyText } from './duties-texts.ts';

const howToGiveNotice =
  'Pour dénoncer le contrat, envoyez une lettre recommandée avec accusé de réception (ou une lettre recommandée électronique qualifiée), signée d’une personne habilitée. Pour votre lettre, c’est la date d’envoi que nous retenons.';
const readingsDiffer =
  'Le contrat dit « trois mois ouvrés » sans définir ce mois : le tableau donne le dernier jour selon chaque lecture. Une lettre de votre part est acceptée si elle est à temps selon l’une d’elles ; la première de ces dates est la plus sûre.';

/** Contract under way: dates, notice, new terms, suspension. */
export const standingFr = {
  'contract.dates': {
    subject: () => 'les dates de votre contrat',
    quote: 'term',
    dates: true,
    said: (w) => [
      `Votre contrat d’hébergement de messagerie est enregistré chez nous le ${w.day}. La période en cours se termine le ${w.end} ; elle est ensuite reconduite par périodes de douze mois, sauf dénonciation.`,
      readingsDiffer,
    ],
    next: () => [
      'Vérifiez ces dates et dites-nous si l’une d’elles ne correspond pas à votre exemplaire signé.',
      'Nous vous rappellerons la fin de la période six mois, quatre mois, puis trois mois et demi avant.',
    ],
  },
  'address.changed': {
    subject: () => 'changement de l’adresse de votre compte',
    quote: 'address',
    said: (w) => [
      `L’adresse rattachée à votre compte est, à compter du ${w.until}, ${w.who}. Les factures et les messages qui concernent le contrat y seront envoyés.`,
    ],
    next: () => ['Si vous n’êtes pas à l’origine de ce changement, prévenez-nous aussitôt par un autre moyen.'],
  },
  'signatory.changed': {
    subject: () => 'changement de la personne habilitée à signer',
    quote: 'capacity',
    said: (w) => [
      `À compter du ${w.until}, ${w.who} est la personne habilitée à signer pour ${w.client}. Les codes de signature lui sont envoyés.`,
    ],
    next: () => [
      'Si ce changement ne vient pas de vous, prévenez-nous aussitôt : nous le bloquerons le temps de vérifier.',
    ],
  },
  'term.reminder': {
    subject: (w) => `la période en cours se termine le ${w.due}`,
    timer: 'term.end',
    quote: 'term',
    dates: true,
    said: (w) => [
      `La période en cours de votre contrat se termine le ${w.due}. Sans dénonciation, elle est reconduite pour douze mois ; c’est une simple information, vous n’avez rien à faire pour continuer.`,
      readingsDiffer,
    ],
    next: () => [
      howToGiveNotice,
      'La remise de vos données peut être demandée dès la dénonciation, et même essayée avant, sans engagement.',
    ],
  },
  'term.renewed': {
    subject: (w) => `contrat reconduit jusqu’au ${w.end}`,
    quote: 'term',
    dates: true,
    said: (w) => [
      `La période précédente étant arrivée à son terme sans dénonciation valable, votre contrat est reconduit pour douze mois, jusqu’au ${w.end}.`,
      readingsDiffer,
    ],
    next: () => [
      'Si vous avez envoyé une lettre recommandée avant le terme, écrivez-nous avec le bordereau de dépôt : elle sera examinée à sa date.',
    ],
  },
  'change.exit-right': {
    subject: (w) => (w.change === 'price' ? 'changement de prix annoncé' : 'changement du service annoncé'),
    quote: 'exit',
    said: (w) => [
      `Nous vous avons annoncé un changement ${w.change === 'price' ? 'de prix' : 'du service'} qui prend effet le ${w.until}. Ce changement vous ouvre le droit de résilier le contrat.`,
      'Le texte peut se lire de deux façons : résiliation pour le terme en cours, ou à tout moment avec le préavis de trois mois. Nous appliquons la seconde, qui vous est plus favorable.',
    ],
    next: () => [howToGiveNotice, 'Indiquez dans votre lettre que vous résiliez en raison de ce changement.'],
  },
  'notice.acknowledge': {
    subject: (w) => (w.byProvider ? 'notre dénonciation est enregistrée' : 'accusé de réception de votre dénonciation'),
    quote: 'notice',
    dates: true,
    said: (w) => {
      const received = w.byProvider
        ? `La dénonciation du contrat par ${w.organisation} est enregistrée le ${w.day}.`
        : `Nous accusons réception de votre dénonciation, enregistrée le ${w.day}.`;
      if (w.disputed) {
        return [
          received,
          'Les dates de la lettre ne permettent pas de dire sans discussion si elle est arrivée à temps : une personne l’examine et vous répond par écrit.',
        ];
      }
      return [
        received,
        w.late
          ? `Elle est arrivée après la dernière date possible selon toutes les lectures : elle compte pour le terme suivant, le ${w.end}.`
          : `Le contrat prend fin le ${w.end} au soir. Le tableau montre ce que donne chaque lecture du préavis.`,
      ];
    },
    next: (w) => [
      ...(w.late
        ? ['Une dénonciation arrivée trop tard peut être retirée dans les trente jours, si vous le préférez.']
        : []),
      'Vous pouvez demander dès maintenant la remise de vos données : en ligne, elle est gratuite.',
      'La fin du contrat n’efface rien : vos données restent disponibles jusqu’à ce que vous ayez confirmé les avoir récupérées.',
    ],
  },
  'notice.how-to': {
    subject: () => 'comment dénoncer le contrat',
    quote: 'notice',
    dates: true,
    said: (w) => [
      w.byProvider
        ? `Le ${w.day}, nous vous avons parlé de mettre fin au contrat. Cet échange est conservé mais ne dénonce rien : le contrat demande une lettre recommandée.`
        : `Le ${w.day}, vous nous avez fait savoir que vous souhaitez mettre fin au contrat. Nous l’avons noté. Le contrat demande pour cela une lettre recommandée : tant qu’elle n’est pas envoyée, il se poursuit.`,
      readingsDiffer,
    ],
    next: () => [howToGiveNotice],
  },
  'notice.settled': {
    subject: (w) => (w.valid ? 'la dénonciation est retenue' : 'la dénonciation n’est pas retenue à sa date'),
    quote: 'notice',
    dates: true,
    said: (w) => [
      w.valid
        ? `Après examen, la dénonciation est retenue : le contrat prend fin le ${w.end} au soir.`
        : `Après examen, la dénonciation n’est pas retenue pour le terme visé. La fin de la période reste le ${w.end}.`,
      `Référence de la décision : ${w.reason}.`,
    ],
    next: () => ['Si vous n’êtes pas d’accord, écrivez-nous : l’échange est conservé au dossier.'],
  },
  'notice.withdrawn': {
    subject: () => 'le contrat se poursuit',
    dates: true,
    said: (w) => [
      `D’un commun accord, la dénonciation est retirée le ${w.day}. Le contrat se poursuit ; la période en cours se termine le ${w.end}.`,
    ],
    next: () => [
      'Vous n’avez rien à faire. Si cet accord ne correspond pas à ce que vous vouliez, répondez à ce message.',
    ],
  },
  'handover.offer': {
    subject: () => 'la remise de vos données',
    quote: 'perform',
    said: (w) => [
      `Le contrat étant dénoncé, vous pouvez demander dès aujourd’hui que nous vous remettions vos boîtes aux lettres et leurs configurations, sans attendre le ${w.end}.`,
      'La remise en ligne, par un lien personnel, est gratuite. Un support physique est possible ; son devis vous est présenté avant.',
    ],
    next: () => [
      'Répondez simplement à ce message : toute demande qui vient de vous suffit, aucune forme n’est exigée.',
      'Nous gelons l’inventaire, préparons un paquet vérifié, et vous envoyons un lien personnel.',
    ],
  },
  'handover.offer-free': {
    subject: () => 'la remise de vos données, sans condition de paiement',
    quote: 'perform',
    said: (w) => [
      `Le contrat prend fin le ${w.end}. Vos boîtes aux lettres et leurs configurations vous sont remises sur simple demande, et cette remise ne dépend d’aucun paiement.`,
    ],
    next: () => ['Répondez simplement à ce message : toute demande qui vient de vous suffit.'],
  },
  'terms.offer': {
    subject: (w) => `nouvelles conditions à compter du ${w.until}`,
    quote: 'refusal',
    said: (w) => [
      `De nouvelles conditions spécifiques vous ont été adressées ; elles doivent entrer en vigueur le ${w.until}. Empreinte du texte (SHA-256) : ${w.reason}.`,
      'Vous pouvez les refuser dans les trente jours qui suivent cette entrée en vigueur, par tout moyen qui permet de vous reconnaître. En cas de refus, l’ancien texte reste celui qui s’applique.',
    ],
    next: () => [
      'Lisez le texte joint à notre envoi.',
      'Pour refuser, répondez à ce message ou utilisez l’espace client.',
    ],
  },
  'terms.in-force': {
    subject: () => 'les nouvelles conditions sont en vigueur',
    timer: 'terms.refuse',
    quote: 'refusal',
    said: (w) => [
      `Les nouvelles conditions sont entrées en vigueur le ${w.day}. Vous pouvez les refuser jusqu’au ${w.until} inclus.`,
    ],
    next: () => ['Pour refuser, répondez à ce message avant cette date : nous vous en accusons réception.'],
  },
  'terms.accepted': {
    subject: () => 'les nouvelles conditions s’appliquent',
    quote: 'use',
    said: (w) => [
      `Le délai de refus est terminé. Les services ont été utilisés après l’entrée en vigueur et aucun refus ne nous est parvenu : au ${w.day}, les nouvelles conditions s’appliquent. Les deux faits sont conservés au dossier.`,
    ],
    next: () => ['Si un refus vous a échappé ou s’est perdu, dites-le-nous avec sa date : il sera examiné.'],
  },
  'terms.refusal-receipt': {
    subject: () => 'votre refus des nouvelles conditions est enregistré',
    quote: 'refusal',
    said: (w) => [
      `Votre refus des nouvelles conditions est enregistré le ${w.day}. L’ancien texte reste celui qui s’applique à votre contrat.`,
    ],
    next: () => [
      'Vous n’avez rien d’autre à faire : l’ancien contrat continue jusqu’à son terme.',
      'Si vous préférez partir plus tôt, répondez à ce message : une sortie anticipée se convient entre nous.',
    ],
  },
  'terms.refusal-without-effect': {
    subject: () => 'votre refus est arrivé après le délai',
    quote: 'refusal',
    said: (w) => [
      `Votre refus, enregistré le ${w.day}, est arrivé après la fin du délai. Il est conservé au dossier avec sa date, sans effet sur le texte qui s’applique.`,
    ],
    next: () => [
      'Si vous l’aviez envoyé plus tôt, transmettez-nous la preuve de cet envoi : nous réexaminerons.',
      'Vous gardez le droit de dénoncer le contrat pour son prochain terme.',
    ],
  },
  'suspension.notice': {
    subject: () => 'suspension des services',
    tone: 'warning',
    quote: 'suspension',
    said: (w) => [
      `Les services sont suspendus depuis le ${w.day}. Motif : ${w.reason}.`,
      `Fin prévue : ${w.until === '–' ? 'elle vous sera communiquée dès qu’elle est connue' : w.until}. Vos données restent en place et les sauvegardes continuent chaque nuit.`,
    ],
    next: (w) => [
      w.ownCause
        ? 'Vous n’avez rien à faire : les services sont rétablis dès que nous avons terminé.'
        : 'Contactez-nous pour convenir de ce qui lève la suspension : les services sont rétablis dès qu’il y est remédié.',
      'Le délai de dénonciation, la remise des données et les demandes déjà faites suivent leur cours.',
    ],
  },
  'suspension.cured': {
    subject: () => 'les services sont rétablis',
    tone: 'good',
    quote: 'cured',
    said: (w) => [
      `La suspension est levée le ${w.day}. Les services sont rétablis ; vos données n’ont pas été touchées.`,
    ],
    next: () => ['Si un service manque encore, répondez à ce message.'],
  },
} as const satisfies Readonly<Record<string, ClientDutyText>>;
