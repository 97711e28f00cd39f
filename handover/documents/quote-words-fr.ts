import type { QuoteWords } from './quote-words.ts';

export const quoteFr: QuoteWords = {
  title: 'Devis de réversibilité',
  subtitle: (quoteId) => `Restitution de vos boîtes aux lettres et de vos configurations – devis ${quoteId}`,
  article: (article) => `Article ${article} de vos conditions spécifiques de vente`,
  free: {
    title: 'D’abord : la remise en ligne est gratuite',
    text: 'Vous pouvez télécharger vous-même l’intégralité de vos données par un lien sécurisé, sans rien payer et sans accepter ce devis. Le présent devis ne concerne que la main-d’œuvre et le support physique, si vous les demandez. Ni un devis refusé ni une facture impayée ne retardent la remise en ligne.',
  },
  routes: { online: 'en ligne, par lien sécurisé', medium: 'sur support physique' },
  counts: {
    'B-user': (count) => `${count} (boîtes d’utilisateurs ; l’archive compte avec sa boîte)`,
    'B-all': (count) => `${count} (toutes les boîtes remises)`,
  },
  readings: {
    'F-complete': 'Dizaines complètes',
    'F-prorata': 'Au prorata, par boîte',
    'F-started': 'Dizaines commencées',
  },
  subject: {
    title: '1. Objet et base contractuelle',
    request: 'Demande',
    route: 'Voie de remise',
    counted: 'Boîtes comptées pour le tarif',
    handedOver: 'Boîtes remises en tout',
    state: 'Décompte',
    final: 'définitif : relevé lors du gel de l’inventaire',
    provisional: 'provisoire : fixé une seule fois, au gel de l’inventaire',
  },
  tariffs: {
    title: '2. Les trois lectures du tarif',
    text: 'La clause donne un taux et ne contient ni « tranche » ni « entamée ». Trois lectures sont possibles ; les voici toutes, hors taxes.',
    reading: 'Lecture',
    how: 'Calcul',
    amount: 'Montant HT',
    applied: 'Appliquée',
    yes: 'oui',
    why: {
      'F-prorata':
        'Lecture appliquée : au prorata. C’est le taux tel qu’il est écrit, 360 € pour dix boîtes, soit 36 € par boîte ; « par dizaine commencée » n’est écrit nulle part.',
      'F-started':
        'Lecture appliquée : dizaines commencées. Elle ne vaut que par votre acceptation signée du présent devis, la clause elle-même ne l’écrivant pas.',
      'F-complete': 'Lecture appliquée : dizaines complètes, la plus favorable au client.',
    },
  },
  amounts: {
    title: '3. Montant',
    what: 'Désignation',
    clause: 'Article',
    net: 'Montant HT',
    fee: (reading) => `Main-d’œuvre de réversibilité (${reading.toLowerCase()})`,
    estimate: 'estimation, facturé au prix coûtant',
    invoice: (sha256) => `au prix coûtant, facture du fournisseur SHA-256 ${sha256}`,
    carriage: (label) => `Transport : ${label}`,
    total: 'Total HT',
    vat: (rate) => `TVA ${rate}, calculée une fois sur le total`,
    gross: 'Total TTC',
    noMedia: 'Aucun support physique n’est prévu : rien n’est compté à ce titre.',
    reduced: (reason) => `Pourquoi ce montant : ${reason}`,
  },
  law: {
    title: '4. Règlement européen sur les données (UE 2023/2854)',
    scope: 'Le service est-il couvert ?',
    scopes: {
      yes: 'oui',
      no: 'non',
      unsure: 'incertain : traité comme couvert, en votre faveur',
    },
    reason: 'Motif (relu par)',
    pack: 'Règles appliquées',
    noPack: 'aucune ; le tarif du contrat s’applique',
    note: 'Pour un service couvert, les frais de changement de fournisseur sont limités au coût direct documenté et sont nuls à compter du 12 janvier 2027. La date retenue est la plus tardive du devis, de l’exécution et de la facture.',
  },
  agreement: {
    title: '5. Accord',
    texts: [
      'L’acceptation se fait sur votre portail ou par le retour du présent document signé. Elle ne vaut pas confirmation de la récupération de vos données et n’emporte renonciation à aucun droit.',
    ],
    client: 'Bon pour accord – le client',
    provider: 'Le prestataire',
  },
};
