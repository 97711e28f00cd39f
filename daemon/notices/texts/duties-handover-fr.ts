import { onPortal } from './duties-portal.ts';
import type { ClientDutyText } from './duties-texts.ts';

const s = (count: number): string => (count > 1 ? 's' : '');
const nothingErased =
  'Rien n’est effacé tant que vous n’avez pas confirmé la récupération et donné une instruction écrite.';

/** From the request to the confirmation. */
export const handoverFr = {
  'transition.opened': {
    subject: (w) => `le contrat a pris fin le ${w.end}`,
    quote: 'recovery',
    said: (w) => [
      `Le contrat a pris fin le ${w.end} au soir. La remise de vos données continue : la résiliation des services prend effet quand vous aurez confirmé les avoir toutes récupérées.`,
      nothingErased,
    ],
    next: (w) => [
      onPortal('fr', 'home', w),
      'Si vous n’avez pas encore demandé la remise, répondez simplement à ce message.',
    ],
  },
  'reversibility.ask': {
    subject: () => 'souhaitez-vous la remise de vos données ?',
    timer: 'reversibility.ask',
    quote: 'perform',
    said: (w) => [
      `Le contrat a pris fin le ${w.end} et vous ne nous avez pas encore demandé vos boîtes aux lettres. Le délai du contrat pour demander court jusqu’au ${w.due} ; après cette date, une demande reste servie tant que les données existent.`,
      nothingErased,
    ],
    next: () => [
      'Répondez simplement à ce message : toute demande qui vient de vous suffit. La remise en ligne est gratuite.',
    ],
  },
  'reversibility.receipt': {
    subject: (w) => (w.rehearsal ? 'votre essai de remise est demandé' : 'votre demande de remise est enregistrée'),
    quote: 'perform',
    said: (w) => [
      w.rehearsal
        ? `Votre demande est enregistrée le ${w.day}. Le contrat n’étant pas dénoncé, c’est un essai : vous recevez un paquet complet, sans effet sur le contrat et sans frais.`
        : `Votre demande de remise est enregistrée le ${w.day}. Nous devons vous remettre vos boîtes aux lettres dans les quinze jours qui suivent la fin du contrat, ou votre demande si elle est plus tardive.`,
    ],
    next: () => [
      'Nous vous présentons un devis : la voie en ligne, gratuite, y figure en premier.',
      'L’inventaire est ensuite gelé, le paquet préparé et vérifié, puis un lien personnel vous est envoyé.',
    ],
  },
  'quote.sent': {
    subject: () => 'votre devis de remise',
    quote: 'fee',
    said: (w) => [
      w.online
        ? `Le devis établi le ${w.day} porte sur la remise en ligne : elle est gratuite.`
        : `Le devis établi le ${w.day} porte sur une remise sur support : ${w.amount} hors taxes. La remise en ligne reste possible, et elle est gratuite.`,
      'La préparation de vos données ne dépend pas de l’acceptation de ce devis.',
    ],
    next: (w) => [onPortal('fr', 'home', w), 'Acceptez le devis, ou choisissez la voie en ligne sans frais.'],
  },
  'quote.receipt': {
    subject: () => 'votre accord sur le devis est enregistré',
    quote: 'fee',
    said: (w) => [`Votre accord est enregistré le ${w.day}, pour ${w.amount} hors taxes, facturés après exécution.`],
    next: (w) => ['Nous préparons la remise et vous prévenons quand elle est prête.', onPortal('fr', 'receipts', w)],
  },
  'delivery.notice': {
    subject: () => 'vos données vous sont remises',
    quote: 'recovery',
    said: (w) => [
      w.delivery === 'medium'
        ? `Vos données vous ont été remises sur un support le ${w.day}, contre reçu signé.`
        : `Vos données sont à votre disposition depuis le ${w.day}, par le lien personnel envoyé à ${w.who}.`,
      `Le paquet contient ${w.open} élément${s(w.open)} à vérifier : boîtes aux lettres, archives et configurations. Les outils de téléchargement et de vérification fournis sont expressément autorisés (article 6.1).`,
      nothingErased,
    ],
    next: (w) => [
      onPortal('fr', w.delivery === 'medium' ? 'confirm' : 'download', w),
      'Vérifiez chaque élément, puis confirmez ceux que vous avez récupérés ; contestez ceux qui manquent ou diffèrent, eux seuls seront repris.',
    ],
  },
  'confirm.reminder': {
    subject: (w) => `il reste ${w.open} élément${s(w.open)} à confirmer`,
    tone: 'warning',
    quote: 'recovery',
    said: (w) => [
      `Du paquet qui vous a été remis le ${w.delivered}, il reste ${w.open} élément${s(w.open)} dont nous ne savons pas ${w.open > 1 ? 's’ils vous sont bien parvenus' : 's’il vous est bien parvenu'}.`,
      'L’article 5 fait dépendre de votre confirmation la résiliation des services et, avec elle, la fin de la facturation : la donner dès que vous le pouvez est dans votre intérêt.',
      nothingErased,
    ],
    next: (w) => [
      onPortal('fr', 'confirm', w),
      'Confirmez ce que vous avez récupéré, contestez ce qui manque, ou dites-nous simplement qu’il vous faut plus de temps.',
      'Un document signé, envoyé par courrier, est accepté aussi.',
    ],
  },
  'confirm.receipt': {
    subject: () => 'votre confirmation est enregistrée',
    tone: 'good',
    quote: 'recovery',
    said: (w) => [
      `Vous avez confirmé ${w.count} élément${s(w.count)} le ${w.day}. ${
        w.open === 0
          ? 'Tous les éléments remis sont maintenant confirmés.'
          : `Il en reste ${w.open} à confirmer ou à contester ; ceux que vous avez confirmés sont acquis.`
      }`,
    ],
    next: (w) => [onPortal('fr', w.open === 0 ? 'receipts' : 'confirm', w)],
  },
  'contest.receipt': {
    subject: () => 'votre contestation est enregistrée',
    quote: 'recovery',
    said: (w) => [
      `Vous avez contesté ${w.count} élément${s(w.count)} le ${w.day} (motif : ${w.reason}). Seuls ces éléments sont rouverts ; les autres restent comme ils étaient.`,
    ],
    next: () => [
      'Nous comparons avec la sauvegarde et avec la source, puis nous vous remettons une nouvelle version ou l’extrait du rapprochement qui explique l’écart.',
      'Si le défaut vient de nous, la reprise est gratuite.',
    ],
  },
  'rework.delivered': {
    subject: () => 'les éléments contestés vous sont remis de nouveau',
    quote: 'recovery',
    said: (w) => [
      `Une nouvelle version de ${w.count} élément${s(w.count)} que vous aviez contesté${s(w.count)} est disponible depuis le ${w.day}.`,
    ],
    next: (w) => [
      onPortal('fr', 'download', w),
      'Vérifiez ces éléments, puis confirmez-les ou contestez-les de nouveau.',
    ],
  },
  'receipt.accepted': {
    subject: () => 'votre rapport de vérification est enregistré',
    tone: 'good',
    quote: 'recovery',
    said: (w) => [
      `Le rapport de vérification enregistré le ${w.day} correspond exactement au paquet remis. Il vaut preuve que les données vous sont parvenues entières.`,
      'Il ne remplace pas votre confirmation, qui seule dit que tout est récupéré.',
    ],
    next: (w) => [onPortal('fr', 'confirm', w)],
  },
  'cutover.ask': {
    subject: () => 'tout est confirmé : reste la bascule',
    tone: 'good',
    quote: 'recovery',
    said: () => [
      'Tous les éléments remis sont confirmés. Il reste à nous dire que plus aucun courriel n’arrive chez nous : serveurs MX changés, ou boîtes fermées aux nouveaux messages.',
      'Sans cela, un courriel arrivé après le gel manquerait au paquet ; s’il y en a, nous préparons un complément.',
    ],
    next: (w) => [onPortal('fr', 'confirm', w), 'Déclarez-y la bascule et sa date.'],
  },
  'recovery.ask': {
    subject: () => 'dernière étape : confirmer la récupération intégrale',
    quote: 'recovery',
    said: (w) => [
      `La bascule du ${w.until} est enregistrée (${w.cutover === 'mx-moved' ? 'serveurs MX changés' : 'boîtes fermées aux nouveaux messages'}). Il reste une déclaration : que ${w.client} a récupéré l’intégralité de ses données et configurations telles qu’il les utilise.`,
    ],
    next: (w) => [
      onPortal('fr', 'confirm', w),
      `La personne habilitée (${w.signatory}) reçoit un code à six chiffres pour signer.`,
    ],
  },
  'recovery.receipt': {
    subject: () => 'votre confirmation de récupération intégrale est enregistrée',
    tone: 'good',
    quote: 'recovery',
    said: (w) => [
      `Votre déclaration est enregistrée le ${w.day}. La résiliation prend effet dès que le contrat est terminé ; la facturation s’arrête ce jour-là.`,
      'Rien n’est effacé sans votre instruction écrite et l’accord de deux personnes chez nous.',
    ],
    next: (w) => [
      onPortal('fr', 'receipts', w),
      'Conservez le reçu et le procès-verbal : ils portent l’empreinte du paquet.',
    ],
  },
} as const satisfies Readonly<Record<string, ClientDutyText>>;
