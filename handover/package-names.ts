import { createHash, createHmac } from 'node:crypto';
import { base32 } from '../core/index.ts';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A name of at most `limit` plain characters made of any text; two texts may give one name. */
function plain(text: string, limit: number): string {
  const name = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, limit)
    .replace(/^-+|-+$/g, '');
  return name === '' ? 'x' : name;
}

/** First words of every bag of a package: `coffre-<contract>-r<round>`, which is the index bag's name too. */
export function packageName(contractId: string, round: number): string {
  return `coffre-${plain(contractId, 32)}-r${round}`;
}

/** A GUID as it is, anything else as 26 characters of its hash: no name of the client's stands in a path. */
function mailboxName(mailboxId: string): string {
  const id = mailboxId.toLowerCase();
  if (GUID.test(id)) return id;
  return base32(createHash('sha256').update(mailboxId).digest().subarray(0, 16));
}

export const bagNames = {
  index: (name: string): string => name,
  mailbox: (name: string, mailboxId: string): string => `${name}-mbx-${mailboxName(mailboxId)}`,
  configuration: (name: string): string => `${name}-cfg`,
  evidence: (name: string): string => `${name}-evd`,
};

/** The same in every round of a contract, so that what was confirmed stays confirmed. */
export const mailboxItem = (mailboxId: string, kind: 'primary' | 'archive'): string =>
  `${kind}-${mailboxName(mailboxId)}`;
export const configurationItem = (classNumber: number): string => `class-${classNumber}`;

/** Class number of a configuration item; null for any other id. */
export function classOfItem(item: string): number | null {
  const match = /^class-([1-9]\d?)$/.exec(item);
  return match === null ? null : Number(match[1]);
}

/** Paths of a mailbox part's files: `mail.pst`, or `mail-001.pst`, `mail-002.pst`… where a limit split the export. */
export function pstPath(kind: 'primary' | 'archive', at: number, of: number): string {
  const stem = kind === 'primary' ? 'mail' : 'archive';
  return of === 1 ? `data/${stem}.pst` : `data/${stem}-${String(at + 1).padStart(3, '0')}.pst`;
}

/** 26 base32 characters from the package's own seed: says nothing of what it names, and is the same in a repeated build. */
export function fileId(seed: string, bag: string, path: string): string {
  const mac = createHmac('sha256', Buffer.from(seed, 'hex')).update(`${bag}/${path}`).digest();
  return base32(mac.subarray(0, 16));
}

/** Parts of the same mailbox together, in the order of the freeze: each group is a bag. */
export function partsByMailbox<Part extends { readonly mailboxId: string }>(
  parts: readonly Part[],
): readonly (readonly [Part, ...Part[]])[] {
  const mailboxes = new Map<string, [Part, ...Part[]]>();
  for (const part of parts) {
    const known = mailboxes.get(part.mailboxId);
    if (known === undefined) mailboxes.set(part.mailboxId, [part]);
    else known.push(part);
  }
  return [...mailboxes.values()];
}
