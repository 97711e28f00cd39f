import { type ClientTexts, contractCaveat } from './client-texts.ts';

export const clientEn: ClientTexts = {
  subject: (tenant) => `[Coffre] Please check soon: signs of compromise in your mailboxes (${tenant})`,
  title: 'Signs of compromise in your mailboxes',
  seen: (count, shown, verdict) =>
    verdict === 'COMPROMISED'
      ? `The backups of ${shown} mailbox${count > 1 ? 'es' : ''} show that messages already delivered have changed, as after a malicious encryption.`
      : `The backups of ${shown} mailbox${count > 1 ? 'es' : ''} show unusual changes of messages already delivered.`,
  since: 'Since the night of',
  lastClean: 'Last night without any sign',
  noneClean: 'none known',
  seenTitle: 'What was seen',
  frozenTitle: 'What we keep safe',
  frozen: {
    'anchor-pinned': 'your last restore point without any sign is kept, whatever its age',
    'expiry-stopped': 'restore points of these mailboxes no longer expire',
    'case-opened': 'a case is open with us',
    'exported-again': 'the mailboxes were exported a second time to compare',
    'tenant-expiry-stopped': 'none of your restore points expires any more',
    'deletions-paused': 'all automatic deletion of your data is suspended',
  },
  verdict: {
    UNSCANNED: 'not examined',
    CLEAN: 'no sign',
    NOTICE: 'to note',
    SUSPECT: 'suspect',
    COMPROMISED: 'compromised',
  },
  stepsTitle: 'What we advise you to do now',
  steps: [
    'Change the passwords of the persons concerned and end their open sessions.',
    'Revoke the applications that may read these mailboxes.',
    'Check the forwarding and deletion rules of these mailboxes.',
    'Check the computers that open these mailboxes before they connect again.',
  ],
  restoreTitle: 'Ask for a restore',
  restore: (contact, portalUrl) =>
    `Call or write to ${contact}${portalUrl === null ? '' : `, or use ${portalUrl}`}. We offer the last night without any sign first.`,
  caveatTitle: 'What the contract says',
  caveat: contractCaveat,
  caveatExplained:
    'In English, for information: should your data be compromised (encrypted by malware or otherwise) in your mailboxes, the provider cannot be held liable for the integrity of the data within the backups.',
  opinion:
    'This message is an opinion based on counts, no certainty; nothing of the content of your messages is in it.',
  more: (count) => `… and other mailboxes, ${count} of them.`,
};
