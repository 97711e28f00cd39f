import type { OperatorDutyText } from './duties-texts.ts';

/** What somebody prepares, sends, does or only has to know. */
export const tasksFr = {
  'act.kept': {
    title: 'Acte conservé sans effet',
    meaning:
      'Un acte est arrivé trop tard ou sans la forme demandée. Il est conservé avec sa date ; une réponse est due.',
    detail: (w) => w.act,
    next: ({ tenant }) => [`Le lire et répondre : coffre contract timeline ${tenant}.`],
  },
  'backups.start': {
    title: 'Contrat signé : sauvegarder dès le premier jour',
    meaning: 'L’article 4 promet une sauvegarde journalière hors du site, dès la signature.',
    next: ({ tenant }) => [
      'Vérifier que les boîtes de ce client sont reconnues : coffre mailboxes list.',
      `La première nuit peut être lancée tout de suite : coffre backup --tenant ${tenant}.`,
    ],
  },
  'billing.stop': {
    title: 'Résiliation effective : arrêter la facturation',
    meaning:
      'Aucun jour postérieur au dernier jour facturé ne peut l’être ; l’avoir du mois payé d’avance est calculé.',
    detail: (w) => w.billedUntil,
    next: ({ tenant }) => [`Exporter les dernières lignes : coffre contract show ${tenant} --lines lignes.csv.`],
  },
  'certificate.first': {
    title: 'Effacé : premier certificat à remettre',
    meaning:
      'Les clés sont détruites et les copies supprimées. Le certificat liste les versions encore verrouillées et leurs dates.',
    next: ({ tenant }) => [
      `L’écrire : coffre keys erase ${tenant} --certificate certificat-1.json. Le remettre au client.`,
    ],
  },
  'certificate.second': {
    title: 'Dernier verrou passé : second certificat à remettre',
    meaning: 'L’absence de toute version a été vérifiée au stockage. Le dossier est clos.',
    next: ({ tenant }) => [
      `L’écrire : coffre keys erase ${tenant} --certificate certificat-2.json. Le remettre au client.`,
    ],
  },
  'confirm.reminder': {
    title: 'Trente jours sans réponse : lettre recommandée à poster',
    meaning:
      'Les rappels par courriel sont restés sans réponse. La lettre dit ce qui attend, comment confirmer, ce qui est encore facturé, et que rien n’est effacé.',
    next: ({ tenant }) => [
      'Poster la lettre (LRAR ou LRE qualifiée) le jour indiqué et garder le bordereau.',
      `L’enregistrer : coffre contract event ${tenant} reminder.sent --set kind=confirm --set step=30 --set letter=true --proof slip:FICHIER.`,
    ],
  },
  'contest.rework': {
    title: 'Éléments contestés à reprendre',
    meaning: 'Seuls ces éléments sont rouverts. La reprise est gratuite quand le défaut vient de nous.',
    detail: (w) => `${w.count} · ${w.reason}`,
    next: ({ tenant }) => [
      `Lesquels, et pourquoi : coffre reversibility status ${tenant}.`,
      `Comparer à la source, refaire, livrer : coffre reversibility prepare ${tenant} --item ID, coffre reversibility deliver ${tenant}.`,
    ],
  },
  'delta.freeze': {
    title: 'Du courrier est arrivé après le gel : complément à préparer',
    meaning: 'L’intégralité ne peut être confirmée sans lui. Les confirmations déjà données restent acquises.',
    detail: (w) => w.reason,
    next: ({ tenant }) => [`coffre reversibility prepare ${tenant}, puis coffre reversibility deliver ${tenant}.`],
  },
  'erase.execute': {
    title: 'Effacement approuvé : à exécuter',
    meaning:
      'Deux personnes ont approuvé le plan. L’exécution vérifie encore une fois les deux accords, le délai et l’absence de gel.',
    next: ({ tenant }) => [
      `Relire le plan : coffre keys erase ${tenant} --dry-run. Exécuter : coffre keys erase ${tenant}.`,
    ],
  },
  'erase.propose': {
    title: 'Délai de récupération terminé : effacement à proposer',
    meaning:
      'Le client est interrogé. L’effacement demande son instruction et deux personnes ; sans instruction, les données restent.',
    next: ({ tenant }) => [`Voir ce qui s’y oppose encore : coffre keys erase ${tenant} --dry-run.`],
  },
  'escrow.seal': {
    title: 'Clôture sans réponse : copie sous séquestre à sceller',
    meaning: 'Le paquet reste scellé et conservé ; plus rien n’est facturé, pas même le séquestre.',
    next: ({ tenant }) => [
      `Vérifier le paquet : coffre verify --level full. Le dossier : coffre contract show ${tenant}.`,
    ],
  },
  'fallback.letter': {
    title: 'Clôture sans réponse : lettre recommandée à envoyer',
    meaning: 'La lettre dit que le contrat est clos, que les données restent sous séquestre, et comment les obtenir.',
    next: ({ tenant }) => [
      'L’envoyer et garder le bordereau.',
      `Une date d’effacement ne s’annonce que plus tard, par une autre lettre (soixante jours au moins) : coffre contract event ${tenant} erase.announced …`,
    ],
  },
  'hold.released': {
    title: 'Gel des données levé',
    meaning: 'Deux personnes ont levé le gel : l’effacement n’est plus retenu par lui.',
    detail: (w) => w.id,
    next: ({ tenant }) => [`Ce qui retient encore : coffre contract show ${tenant}.`],
  },
  'hold.set': {
    title: 'Données gelées',
    meaning: 'Aucun effacement n’est possible tant que le gel tient ; la remise continue.',
    detail: (w) => `${w.id} · ${w.reason}`,
    next: ({ tenant, id }) => [
      `Le lever demande deux personnes : coffre contract event ${tenant} hold.released --set holdId=${id}.`,
    ],
  },
  'lock.verify': {
    title: 'Dernier verrou échu : vérifier que plus rien n’existe',
    meaning:
      'Les versions verrouillées peuvent maintenant disparaître. L’absence se vérifie au stockage, puis le second certificat suit.',
    next: ({ tenant }) => [`coffre keys erase ${tenant} --certificate certificat-2.json`],
  },
  'notice.late': {
    title: 'Dénonciation tardive : réponse écrite à envoyer',
    meaning:
      'La lettre est en retard selon toutes les lectures : elle compte pour le terme suivant, et le client peut la retirer dans les trente jours. Il doit le lire de notre main.',
    detail: (w) => w.end,
    next: ({ tenant }) => [
      `Le tableau des lectures à joindre : coffre contract show ${tenant}.`,
      'Envoyer la lettre et garder le bordereau au dossier.',
    ],
  },
  'pv.draft': {
    title: 'Paquet vérifié : projet de procès-verbal à relire',
    meaning: 'Le procès-verbal est prêt en projet ; il se complète au fil des confirmations.',
    next: ({ tenant }) => [
      `coffre reversibility receipt ${tenant} --minutes --pdf pv.pdf`,
      `Livrer ensuite : coffre reversibility deliver ${tenant}.`,
    ],
  },
  'pv.sign': {
    title: 'Résiliation effective : procès-verbal à signer',
    meaning: 'Le procès-verbal daté et signé par les deux parties clôt la remise.',
    next: ({ tenant }) => [`coffre reversibility receipt ${tenant} --minutes --pdf pv.pdf, à signer et à remettre.`],
  },
  'quote.prepare': {
    title: 'Remise demandée : devis à présenter',
    meaning: 'La voie en ligne, gratuite, y figure en premier. La préparation n’attend pas l’acceptation du devis.',
    next: ({ tenant }) => [
      `coffre reversibility quote ${tenant} --issue`,
      `Geler et préparer sans attendre : coffre reversibility prepare ${tenant}.`,
    ],
  },
  'services.restore': {
    title: 'Suspension levée : rétablir les services',
    meaning: 'L’article 7 demande le rétablissement dès qu’il est remédié.',
    next: () => ['Rouvrir les accès du client maintenant, et vérifier avec lui.'],
  },
  'switch.prepare': {
    title: 'Changement demandé (Data Act)',
    meaning:
      'Le service continue, l’assistance est tracée. Transition de trente jours au plus, ou infaisabilité notifiée dans les quatorze jours ouvrés ; la voie la plus favorable au client l’emporte.',
    next: ({ tenant }) => [
      `Les dates : coffre contract show ${tenant}. Les frais permis : coffre reversibility quote ${tenant}.`,
    ],
  },
} as const satisfies Readonly<Record<string, OperatorDutyText>>;
