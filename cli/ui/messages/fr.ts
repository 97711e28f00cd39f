import type { Messages } from './messages.ts';

export const fr: Messages = {
  kinds: {
    failed: 'échec',
    usage: 'usage',
    partial: 'partiel',
    refused: 'refusé',
    'not-found': 'introuvable',
    integrity: 'intégrité',
    temporary: 'momentanément impossible',
    interrupted: 'interrompu',
  },
  warning: 'attention',
  code: 'code',
  next: 'à faire',
  cause: 'cause',
  colon: ' :',
  nothing: '(rien)',
  units: ['o', 'ko', 'Mo', 'Go', 'To', 'Po'],
  counted: { items: 'éléments', mailboxes: 'boîtes', objects: 'objets' },
  of: (done, total) => `${done} sur ${total}`,
  perSecond: (amount) => `${amount}/s`,
  left: (time) => `reste ${time}`,
  others: (count) => `(+ ${count} en cours)`,
  finished: (time) => `terminé en ${time}`,
  time: { hours: 'h', minutes: 'min', seconds: 's' },
};
