import type { AlarmTexts } from './alarm-texts.ts';

export const alarmsFr: AlarmTexts = {
  describe: {
    'night-failed': (alarm, f) => ({
      title: `Nuit du ${f.night(alarm.night)} en échec : ${f.number(alarm.failed)} boîte${alarm.failed > 1 ? 's' : ''} sur ${f.number(alarm.total)}`,
      facts: [
        ['Exécution', alarm.run],
        ['En échec', f.number(alarm.failed)],
        ['Partielles', f.number(alarm.partial)],
        ...(alarm.error === null
          ? []
          : ([
              ['Première erreur', `${f.name(alarm.error.code)}${f.colon} ${f.message(alarm.error.message)}`],
            ] as const)),
      ],
      meaning: "Ces boîtes n'ont pas de point de restauration pour cette nuit ; ceux des nuits précédentes restent.",
      steps: [`coffre run ${alarm.run}`, 'coffre doctor all', `coffre backup --night ${alarm.night}`],
    }),
    'night-missed': (alarm, f) => ({
      title: `Nuit du ${f.night(alarm.night)} manquée`,
      facts: [['Attendue', f.dateTime(alarm.expectedAt)]],
      meaning: "La sauvegarde prévue n'a pas démarré. Le service était arrêté, ou la machine éteinte.",
      steps: ['coffre status', `coffre backup --night ${alarm.night}`],
    }),
    'no-run': (alarm, f) => ({
      title: `Aucune sauvegarde terminée depuis ${f.number(alarm.hours)} h`,
      facts: [['Dernière fin', alarm.lastEndedAt === null ? 'jamais' : f.dateTime(alarm.lastEndedAt)]],
      meaning: 'Le contrat promet une sauvegarde par jour. Cette alarme se répète tant que rien ne se termine.',
      steps: ['coffre status', 'coffre doctor all', 'coffre backup'],
    }),
    'export-stalled': (alarm, f) => ({
      title: `Export bloqué : ${f.name(alarm.mailbox)} (${f.name(alarm.tenant)})`,
      facts: [
        ['Sans progrès depuis', f.dateTime(alarm.since)],
        ['Étape', f.name(alarm.step)],
      ],
      meaning: "L'export de cette boîte n'avance plus. Les autres boîtes continuent.",
      steps: ['coffre doctor exchange', `coffre runs`],
    }),
    verdict: (alarm, f) => ({
      title: `${alarm.verdict === 'COMPROMISED' ? 'Boîte COMPROMISE' : 'Boîte SUSPECTE'} : ${f.name(alarm.mailbox)} (${f.name(alarm.tenant)})`,
      facts: [
        ['Nuit', f.night(alarm.night)],
        ['Sauvegarde', alarm.snapshot],
        ...alarm.reasons.slice(0, 3).map((reason) => ['Signe', f.message(reason)] as const),
        [
          'Dernière nuit saine',
          alarm.lastClean === null
            ? 'aucune connue'
            : `${f.night(alarm.lastClean.night)} (${alarm.lastClean.snapshot})`,
        ],
      ],
      meaning:
        alarm.verdict === 'COMPROMISED'
          ? 'Le contenu de la boîte a très probablement été chiffré ou détruit à la source. Les points de restauration récents peuvent être atteints aussi.'
          : "Des signes de chiffrement ou de destruction ont été vus. C'est un avis motivé, pas une certitude : une personne doit regarder.",
      steps: [
        `coffre snapshot ${alarm.snapshot}`,
        ...(alarm.lastClean === null
          ? ['coffre snapshots --verdict CLEAN']
          : [`coffre restore ${alarm.lastClean.snapshot} --to pst:FICHIER`]),
        "Prévenir le client une fois l'avis confirmé ; ne restaurer les nuits douteuses qu'avec --acknowledge-risk MOTIF.",
        'Clore le dossier demande deux personnes et un motif.',
      ],
    }),
    'store-unreachable': (alarm, f) => ({
      title: `Stockage injoignable : ${f.name(alarm.store)}`,
      facts: [
        ['Depuis', f.dateTime(alarm.since)],
        ['Erreur', f.name(alarm.code)],
      ],
      meaning:
        "Rien ne peut être sauvegardé ni restauré tant qu'il ne répond pas. Ce qui est déjà stocké n'est pas en cause.",
      steps: ['coffre doctor store'],
    }),
    'signs-disagree': (alarm, f) => ({
      title: `Boîte non sauvegardée, client incertain : ${f.name(alarm.subject)}`,
      facts: [
        ['Client', alarm.tenant === null ? 'aucun' : f.name(alarm.tenant)],
        ['Constat', f.message(alarm.message)],
      ],
      meaning:
        "Les signes qui disent à quel client est cette boîte se contredisent. Elle n'est pas sauvegardée, pour ne jamais aller chez un autre client.",
      steps: ["Corriger l'attribut, l'unité d'organisation ou le domaine dans Exchange.", 'coffre mailboxes list'],
    }),
    'lease-lost': (alarm, f) => ({
      title: `Travail repris par un autre processus : ${f.name(alarm.resource)}`,
      facts: [['Détenteur', alarm.holder === null ? 'inconnu' : f.name(alarm.holder)]],
      meaning: "Ce processus s'est arrêté de lui-même sur ce travail. Rien de confirmé n'est perdu.",
      steps: ["Vérifier qu'un seul coffre serve tourne par machine, et la charge du disque.", 'coffre status'],
    }),
    'integrity-failure': (alarm, f) => ({
      title: `Sauvegarde endommagée : ${f.name(alarm.mailbox)} (${f.name(alarm.tenant)})`,
      facts: [
        ['Sauvegarde', alarm.snapshot],
        ['Nuit', f.night(alarm.night)],
        ['Niveau', alarm.level],
        ['Constats', `${f.number(alarm.findings)}, le plus grave ${f.name(alarm.code)}`],
      ],
      meaning: 'La vérification a trouvé que ce qui est stocké ne correspond plus à ce qui avait été écrit.',
      steps: [
        `coffre verify ${alarm.snapshot} --level full`,
        `coffre snapshots --tenant ${alarm.tenant}`,
        'coffre doctor store',
        'Ne lancer ni gc ni retention apply avant de savoir pourquoi.',
      ],
    }),
  },
  frozen: {
    'anchor-pinned': 'le dernier point sain est épinglé et sa durée de garde prolongée',
    'expiry-stopped': "plus aucun point de cette boîte n'expire",
    'case-opened': 'un dossier est ouvert',
    'exported-again': 'la boîte a été exportée une seconde fois pour comparer',
    'tenant-expiry-stopped': "plus aucun point de ce client n'expire",
    'deletions-paused': 'les travaux qui effacent sont suspendus pour ce client',
  },
  subject: (title, others) =>
    `[Coffre] ALARME : ${title}${others > 0 ? ` et ${others} autre${others > 1 ? 's' : ''}` : ''}`,
  headline: (count) =>
    count === 1 ? 'Une alarme demande votre attention' : `${count} alarmes demandent votre attention`,
  noticed: 'Constatée',
  frozenTitle: 'Mis à l’abri',
  stepsTitle: 'À faire',
  again: (since) => `Toujours d'actualité depuis le ${since}.`,
  worse: (since) => `Aggravée ; première alarme le ${since}.`,
  more: (count) => `… et d'autres, au nombre de ${count} : coffre status montre tout.`,
};
