/** Exact words of the contract, as they are quoted: French in every language, because only they bind. */
export const contractQuotes = {
  address: [['8.2'], '« à l’adresse rattachée au Compte CLIENT »'],
  billing: [['5', '17.1'], '« facturé jusqu’à la date de résiliation effective des Services »'],
  capacity: [['1'], '« représentée par une personne physique dûment habilitée »'],
  controller: [['18'], '« responsable du traitement »'],
  cured: [['7'], '« rétablis dès lors qu’il sera remédié »'],
  exit: [
    ['4', '8.1'],
    '« Le CLIENT pourra alors résilier le Contrat, conformément aux dispositions de l’article « Durée » »',
  ],
  fee: [
    ['17.2'],
    '« Le support et la main d’œuvre […] à la charge du client : 360 €HT / 10 boîtes mails + prix du support physique si nécessaire »',
  ],
  notice: [
    ['5', '17.1'],
    '« dénonciation par l’une ou l’autre des Parties moyennant le respect d’un préavis de trois mois ouvrés envoyé par courrier recommandé avec accusé de réception »',
  ],
  perform: [
    ['17.2'],
    '« Dans un délai de quinze (15) jours suivant la résiliation du Contrat, […] sur simple demande »',
  ],
  recovery: [
    ['5', '17.1'],
    '« En tout état de cause, la résiliation des Services prendra effet dès lors que le CLIENT aura confirmé avoir récupéré l’intégralité de ses données et configurations telles qu’il les utilise »',
  ],
  refusal: [['3'], '« dans un délai maximal de trente (30) jours suivant l’entrée en vigueur »'],
  suspension: [['7'], '« Dans la mesure du possible […] à l’avance […] par courriel […] ainsi que de la durée »'],
  term: [
    ['5', '17.1'],
    '« durée trente-six mois initialement, tacitement reconductible pour des périodes successives de douze mois calendaires »',
  ],
  use: [
    ['3'],
    '« En continuant d’accéder […] ou de les utiliser après l’entrée en vigueur […], et à défaut d’avoir manifesté son refus »',
  ],
} as const satisfies Readonly<Record<string, readonly [articles: readonly string[], words: string]>>;

export type ContractQuote = keyof typeof contractQuotes;
