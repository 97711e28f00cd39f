import { type ClientTexts, contractCaveat } from './client-texts.ts';

export const clientFr: ClientTexts = {
  subject: (tenant) => `[Coffre] À vérifier rapidement : signes de compromission dans vos boîtes (${tenant})`,
  title: 'Signes de compromission dans vos boîtes aux lettres',
  seen: (count, shown, verdict) =>
    verdict === 'COMPROMISED'
      ? `Les sauvegardes de ${shown} boîte${count > 1 ? 's' : ''} montrent que des messages déjà reçus ont changé, comme après un chiffrement malveillant.`
      : `Les sauvegardes de ${shown} boîte${count > 1 ? 's' : ''} montrent des changements inhabituels de messages déjà reçus.`,
  since: 'Depuis la nuit du',
  lastClean: 'Dernière nuit sans aucun signe',
  noneClean: 'aucune connue',
  seenTitle: 'Ce qui a été vu',
  frozenTitle: 'Ce que nous avons mis à l’abri',
  frozen: {
    'anchor-pinned': 'votre dernier point de restauration sans aucun signe est conservé, quel que soit son âge',
    'expiry-stopped': "les points de restauration de ces boîtes n'expirent plus",
    'case-opened': 'un dossier est ouvert chez nous',
    'exported-again': 'les boîtes ont été exportées une seconde fois pour comparer',
    'tenant-expiry-stopped': "aucun de vos points de restauration n'expire plus",
    'deletions-paused': 'tout effacement automatique est suspendu pour vos données',
  },
  verdict: {
    UNSCANNED: 'non examinée',
    CLEAN: 'aucun signe',
    NOTICE: 'à noter',
    SUSPECT: 'suspecte',
    COMPROMISED: 'compromise',
  },
  stepsTitle: 'Ce que nous vous conseillons de faire maintenant',
  steps: [
    'Changer les mots de passe des personnes concernées et fermer leurs sessions ouvertes.',
    'Révoquer les applications autorisées à lire ces boîtes.',
    'Vérifier les règles de transfert et de suppression de ces boîtes.',
    'Vérifier les postes qui ouvrent ces boîtes avant de les reconnecter.',
  ],
  restoreTitle: 'Demander une restauration',
  restore: (contact, portalUrl) =>
    `Appelez ou écrivez à ${contact}${portalUrl === null ? '' : `, ou utilisez ${portalUrl}`}. Nous proposons d'abord la dernière nuit sans aucun signe.`,
  caveatTitle: 'Rappel du contrat',
  caveat: contractCaveat,
  caveatExplained: null,
  opinion:
    "Ce message est un avis motivé par des comptages, pas une certitude ; aucun contenu de vos messages n'y figure.",
  more: (count) => `… et d'autres boîtes, au nombre de ${count}.`,
};
