import type { Messages } from './messages.ts';

export const en: Messages = {
  kinds: {
    failed: 'failed',
    usage: 'usage',
    partial: 'partial',
    refused: 'refused',
    'not-found': 'not found',
    integrity: 'integrity',
    temporary: 'not possible right now',
    interrupted: 'interrupted',
  },
  warning: 'warning',
  code: 'code',
  next: 'next',
  cause: 'cause',
  colon: ':',
  nothing: '(nothing)',
  units: ['B', 'kB', 'MB', 'GB', 'TB', 'PB'],
  counted: { items: 'items', mailboxes: 'mailboxes', objects: 'objects' },
  of: (done, total) => `${done} of ${total}`,
  perSecond: (amount) => `${amount}/s`,
  left: (time) => `${time} left`,
  others: (count) => `(+ ${count} more)`,
  finished: (time) => `done in ${time}`,
  time: { hours: 'h', minutes: 'min', seconds: 's' },
};
