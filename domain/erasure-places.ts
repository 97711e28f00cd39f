import type { Unseen } from './erasure.ts';

/**
 * Places where a copy of a tenant's data may lie and that Coffre cannot look into. Each stands in every plan and every
 * certificate: leaving one out would say more than anybody knows.
 */
export const unseenPlaces: readonly Unseen[] = [
  {
    place: 'store-media',
    what: {
      fr: 'Supports de l’hébergeur du stockage : les objets supprimés, clés comprises, peuvent y rester jusqu’à leur réécriture. Qui les relirait et détiendrait la clé maîtresse ou un kit pourrait déchiffrer ce qui reste.',
      en: 'Media of the store’s operator: removed objects, keys among them, may stay there until they are overwritten. Whoever read them back and held the master key or a kit could decrypt what is left.',
    },
    opens: true,
  },
  {
    place: 'bucket-copies',
    what: {
      fr: 'Copies du stockage faites ailleurs (réplication, sauvegarde, instantané) avant l’effacement : avec la clé maîtresse ou un kit, une ancienne copie des objets de clés ouvre une ancienne copie des données.',
      en: 'Copies of the store made elsewhere (replication, backup, snapshot) before the erasure: with the master key or a kit, an old copy of the key objects opens an old copy of the data.',
    },
    opens: true,
  },
  {
    place: 'catalogue-backups',
    what: {
      fr: 'Copies du catalogue (coffre catalog backup) et du dossier d’état : noms, adresses, dates et tailles ; ni courrier, ni clé.',
      en: 'Copies of the catalogue (coffre catalog backup) and of the state folder: names, addresses, dates and sizes; neither mail nor keys.',
    },
    opens: false,
  },
  {
    place: 'process-memory',
    what: {
      fr: 'Mémoire des autres processus de Coffre encore en marche : les clés en sortent à leur prochain usage du client, au plus tard à leur arrêt.',
      en: 'Memory of other processes of Coffre still running: keys leave it at their next use of the tenant, at the latest when they end.',
    },
    opens: true,
  },
  {
    place: 'logs',
    what: {
      fr: 'Journaux techniques et messages envoyés : identifiants de boîtes, dates, tailles ; ni courrier, ni clé.',
      en: 'Technical logs and messages sent: mailbox identifiers, dates, sizes; neither mail nor keys.',
    },
    opens: null,
  },
  {
    place: 'source',
    what: {
      fr: 'La messagerie elle-même : boîtes, groupes et bases, que Coffre n’efface pas.',
      en: 'The mail platform itself: mailboxes, groups and databases, which Coffre does not erase.',
    },
    opens: null,
  },
  {
    place: 'deliveries',
    what: {
      fr: 'Ce qui a été remis : restaurations et paquets chez le client ou chez qui les a reçus.',
      en: 'What was handed over: restores and packages with the client or whoever received them.',
    },
    opens: null,
  },
];
