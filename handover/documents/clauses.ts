/** Exact words of the contract, as they are quoted: French in every language, because only they bind. */
export const clauses = {
  fee: {
    article: '17.2',
    words:
      '« Le support et la main d’œuvre […] à la charge du client : 360 €HT / 10 boîtes mails + prix du support physique si nécessaire »',
  },
  perform: {
    article: '17.2',
    words:
      '« Dans un délai de quinze (15) jours suivant la résiliation du Contrat, OPTIMA DSI fournira sur simple demande des boîtes aux lettres hébergées »',
  },
  recovery: {
    article: '5, 17.1',
    words:
      '« En tout état de cause, la résiliation des Services prendra effet dès lors que le CLIENT aura confirmé avoir récupéré l’intégralité de ses données et configurations telles qu’il les utilise »',
  },
  billing: {
    article: '5, 17.1',
    words: '« facturé jusqu’à la date de résiliation effective des Services »',
  },
  integrity: {
    article: 'Annexe 1, note 1',
    words:
      '« En cas de compromission de vos données (cryptolockage ou autre) dans vos boîtes mails, OPTIMA DSI ne peut être tenu responsable de l’intégrité des données au sein des sauvegardes »',
  },
} as const;
