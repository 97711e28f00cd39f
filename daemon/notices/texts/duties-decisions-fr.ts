import type { OperatorDutyText } from './duties-texts.ts';

/** What a person looks at or decides: nothing happens by itself. */
export const decisionsFr = {
  'clock.jump': {
    title: 'L’horloge a sauté : les échéances attendent une personne',
    meaning:
      'L’horloge de cette machine a avancé de plus de 25 heures depuis le dernier instant connu (machine arrêtée longtemps, ou horloge fausse). Rien n’expire, rien n’est reconduit et personne n’est prévenu tant qu’une personne ne l’a pas vérifiée.',
    next: ({ tenant }) => [
      'Comparer l’heure de la machine à une source sûre (chronyc tracking, timedatectl), et la corriger si elle est fausse.',
      `Si elle est juste : coffre contract event ${tenant} clock.acknowledged --set reason="heure vérifiée". Une fois suffit pour tous les contrats.`,
    ],
  },
  'clock.acknowledged': {
    title: 'Horloge vérifiée',
    meaning: 'Une personne a vérifié l’horloge après un saut : les échéances reprennent à partir de maintenant.',
    next: ({ tenant }) => [`Contrôler ce qui était échu pendant le saut : coffre contract timeline ${tenant}.`],
  },
  'notice.deadline': {
    title: 'Dernier jour pour dénoncer, selon une lecture du préavis',
    meaning:
      'Une lecture des « trois mois ouvrés » arrive à son dernier jour. Une lettre du client reste à temps tant qu’une lecture au moins l’accepte ; la nôtre doit l’être selon toutes.',
    detail: (w) => w.reading,
    next: ({ tenant }) => [
      `Enregistrer toute lettre reçue à ses dates, même tardive : coffre contract event ${tenant} notice.received …`,
      `Les lectures côte à côte : coffre contract show ${tenant}.`,
    ],
  },
  'notice.decide': {
    title: 'Dénonciation à trancher',
    meaning:
      'Les dates de la lettre ne suffisent pas à dire si elle est à temps, ou une partie la conteste. Le contrat n’est ni reconduit par-dessus, ni terminé, tant qu’un approbateur n’a pas tranché.',
    detail: (w) => w.id,
    next: ({ tenant, id }) => [
      'Réunir le bordereau, l’avis de réception et le suivi postal ; demander conseil si le doute subsiste.',
      `Trancher : coffre contract event ${tenant} notice.dispute-settled --set notice=${id} --set valid=true --set reference="…".`,
    ],
  },
  'notice.informal': {
    title: 'Le client veut partir, sans lettre recommandée',
    meaning:
      'Une demande informelle est notée et ne dénonce rien. Le client reçoit l’explication de la forme demandée par l’article 5.',
    next: ({ tenant }) => [
      'L’appeler : convenir de la date qu’il vise et de la lettre à envoyer avant la première échéance.',
      `Les échéances : coffre contract show ${tenant}.`,
    ],
  },
  'suspension.decide': {
    title: 'Suspension au-delà de quinze jours : une décision est possible',
    meaning:
      'La suspension a duré plus que le délai de l’article 17.1 selon toutes les lectures retenues. Résilier devient possible, jamais automatique : deux personnes et une lettre. Ne rien faire est une décision aussi valable.',
    next: ({ tenant }) => [
      'Vérifier d’abord que la suspension est encore fondée ; si elle ne l’est plus, la lever : suspension.cured.',
      `Proposer la résiliation, lettre à l’appui : coffre contract event ${tenant} provider.termination-decided …`,
    ],
  },
  'terms.decide': {
    title: 'Nouvelles conditions : ni refus, ni utilisation',
    meaning:
      'Le délai de refus est terminé sans refus, et aucune utilisation n’est enregistrée après l’entrée en vigueur. L’article 3 ne répond pas à ce cas : l’ancien texte reste celui qui s’applique jusqu’à ce qu’une personne tranche.',
    next: ({ tenant }) => ['Prendre contact avec le client.', `Voir le dossier : coffre contract show ${tenant}.`],
  },
  'terms.refused': {
    title: 'Nouvelles conditions refusées',
    meaning:
      'Le client a refusé. L’ancien texte reste applicable. Le contrat ne dit pas la suite : par défaut l’ancienne version continue jusqu’au terme ; une sortie anticipée peut être proposée.',
    next: () => ['Choisir et l’écrire au client : continuer sous l’ancien texte, ou convenir d’une sortie.'],
  },
  'terms.lead-time': {
    title: 'Nouvelles conditions annoncées moins de trente jours avant',
    meaning: 'Le contrat ne fixe pas de délai de prévenance ; moins de trente jours mérite qu’une personne regarde.',
    detail: (w) => w.until,
    next: () => ['Repousser l’entrée en vigueur si rien ne presse.'],
  },
  'terms.unmailed': {
    title: 'Nouvelles conditions sans preuve du courriel préalable',
    meaning:
      'L’article 3 demande un courriel préalable. Sans preuve datée d’avant l’entrée en vigueur, cette version ne peut pas entrer en vigueur pour ce client.',
    next: ({ tenant }) => [
      `Envoyer le courriel, garder la réponse SMTP, puis coffre contract event ${tenant} terms.offered … --proof smtp-answer:FICHIER.`,
    ],
  },
  'perform15.due': {
    title: 'Remise à livrer : délai de quinze jours',
    meaning:
      'Le délai de l’article 17.2 pour fournir les boîtes aux lettres arrive à son terme, et rien n’est encore livré. Passé ce jour, c’est un manquement de notre part.',
    detail: (w) => w.reading,
    next: ({ tenant }) => [
      `Où en est la remise : coffre reversibility status ${tenant}.`,
      `Préparer puis livrer : coffre reversibility prepare ${tenant}, coffre reversibility deliver ${tenant}.`,
      'Si le jour ne peut être tenu, l’écrire au client avec une date, et le consigner.',
    ],
  },
  'switch.infeasible': {
    title: 'Changement : dernier jour pour le dire infaisable',
    meaning:
      'Le règlement (UE) 2023/2854, article 25(4), donne quatorze jours ouvrés pour notifier, motifs à l’appui, qu’une transition de trente jours est infaisable. Ensuite, elle est due dans ce délai.',
    next: ({ tenant }) => [
      'Décider si la transition tient dans les trente jours ; si oui, rien à faire.',
      `Sinon, un approbateur : coffre contract event ${tenant} switch.infeasible --set reasons="…" --set until=AAAA-MM-JJ.`,
    ],
  },
  'switch.transition': {
    title: 'Changement : la transition arrive à son dernier jour',
    meaning: 'La transition doit être achevée ce jour-là ; le service continue jusque-là.',
    next: ({ tenant }) => [
      `Ce qui manque : coffre reversibility status ${tenant}.`,
      'Rappeler au client qu’il peut prolonger une fois, s’il le souhaite (article 25(5)).',
    ],
  },
  'fallback.case': {
    title: 'Le client ne répond pas : dossier à examiner',
    meaning:
      'Les rappels sont faits et le délai de récupération est passé. Prolonger sans frais, mettre sous séquestre, ou demander conseil : une personne choisit. Rien n’est effacé.',
    next: ({ tenant }) => [
      'Appeler le client, par une autre voie que le courriel.',
      `Ce que la clôture exige : coffre reversibility close ${tenant}. Deux personnes et la référence d’un conseil : --fallback RÉFÉRENCE.`,
    ],
  },
  'receipt.differs': {
    title: 'Le rapport du client diffère du paquet livré',
    meaning:
      'Le rapport de vérification ne correspond pas à l’empreinte du paquet ou relève des écarts. Il est conservé ; il ne prouve pas la réception.',
    next: ({ tenant }) => [
      'Demander au client le rapport complet et le fichier concerné.',
      `Vérifier le paquet de notre côté : coffre verify --level full, puis coffre reversibility status ${tenant}.`,
    ],
  },
  'invoice.disputed': {
    title: 'Facture contestée',
    meaning: 'Le client conteste des lignes (article 8.2). La remise de ses données continue sans condition.',
    detail: (w) => w.reason,
    next: ({ tenant }) => [
      `La ligne et son fondement : coffre contract show ${tenant} --lines lignes.csv.`,
      `Après accord, un approbateur : coffre contract event ${tenant} invoice.dispute-settled …`,
    ],
  },
  'sla.claimed': {
    title: 'Avoir de disponibilité demandé',
    meaning:
      'Le client demande l’avoir de l’article 11.2 pour un mois. La ligne est calculée d’après la durée d’arrêt enregistrée.',
    detail: (w) => w.month,
    next: ({ tenant }) => [
      `Comparer aux relevés de supervision, puis exporter : coffre contract show ${tenant} --lines lignes.csv.`,
    ],
  },
  'fees.review': {
    title: 'Facturation pendant une suspension de notre fait',
    meaning:
      'La suspension vient de nous (maintenance ou urgence). Le contrat ne dit pas si le mois reste dû : les lignes concernées demandent un regard.',
    next: ({ tenant }) => [`Décider d’un geste s’il y a lieu : coffre contract show ${tenant}.`],
  },
  'line.held': {
    title: 'Ligne de facture retenue',
    meaning:
      'Cette ligne couvre des jours postérieurs à J+30 sans confirmation du client. Elle est calculée et retenue : elle ne part pas sans un approbateur.',
    detail: (w) => w.id,
    next: ({ tenant }) => [`La voir avec son fondement : coffre contract show ${tenant} --lines lignes.csv.`],
  },
  'renewal.check-information': {
    title: 'Reconduction d’un non-professionnel : l’information a-t-elle été donnée ?',
    meaning:
      'Pour un non-professionnel, l’article L. 215-1 du code de la consommation demande une information avant la reconduction ; sans elle, il peut partir à tout moment.',
    next: ({ tenant }) => [`Les rappels envoyés et leurs preuves : coffre contract timeline ${tenant}.`],
  },
  'approval.asked': {
    title: 'Acte proposé : une seconde personne est attendue',
    meaning: 'Un acte à deux personnes est proposé. Sans approbation dans les sept jours, il devient caduc.',
    detail: (w) => `${w.act} (${w.id}), ${w.who}`,
    next: ({ tenant, id }) => [
      'La seconde personne lit l’acte et ses pièces ; ce ne peut être celle qui propose.',
      `coffre --as APPROBATEUR contract event ${tenant} --approve ${id}`,
    ],
  },
  'approval.pending': {
    title: 'Acte proposé : l’approbation expire bientôt',
    meaning: 'Cinq jours ont passé sur les sept. Ensuite, l’acte devra être proposé de nouveau.',
    detail: (w) => `${w.act} (${w.id}), ${w.who}`,
    next: ({ tenant, id }) => [`coffre --as APPROBATEUR contract event ${tenant} --approve ${id}`],
  },
  'client.unreachable': {
    title: 'Un courriel au client est refusé',
    meaning:
      'Le serveur de messagerie refuse définitivement l’adresse du client. Le message n’est pas compté comme envoyé et sera tenté de nouveau à chaque passage.',
    detail: (w) => w.act,
    next: ({ tenant }) => [
      'Joindre le client autrement et lui demander son adresse.',
      `L’enregistrer : coffre contract event ${tenant} account.address-changed --set email=… --set from=AAAA-MM-JJ --proof signed-pdf:FICHIER (ou mail:FICHIER) ; une autre personne approuve.`,
    ],
  },
} as const satisfies Readonly<Record<string, OperatorDutyText>>;
