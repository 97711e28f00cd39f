import { join } from 'node:path';
import { FIXTURES } from './fixtures.ts';

export interface StoryMailbox {
  readonly address: string;
  readonly displayName: string;
  readonly type: 'user' | 'shared' | 'room';
  readonly pst: string;
  readonly archivePst?: string;
}

export interface StoryTenant {
  readonly id: string;
  readonly name: string;
  readonly customAttribute1: string;
  readonly organizationalUnit: string;
  readonly domains: readonly string[];
  readonly mailboxes: readonly StoryMailbox[];
}

const pst = (name: string): string => join(FIXTURES, `${name}.pst`);

/** The mailbox that grows: the same messages, night after night more of them. */
export const GROWING = 'claire@atelier-morvan.test';
/** Its content on nights 1, 2, 3 and from night 4 on. */
export const GROWTH: readonly string[] = [pst('split-a-0'), pst('split-a-1'), pst('split-a-2'), pst('outlook-1')];

/** The mailbox that a virus reaches. */
export const ATTACKED = 'direction@atelier-morvan.test';
export const ATTACKED_PST = pst('outlook-1');

/** Two clients of one hoster. */
export const WORLD: readonly StoryTenant[] = [
  {
    id: 'atelier-morvan',
    name: 'Atelier Morvan SARL',
    customAttribute1: 'MORVAN',
    organizationalUnit: 'hosting.test/Clients/Atelier Morvan',
    domains: ['atelier-morvan.test'],
    mailboxes: [
      {
        address: GROWING,
        displayName: 'Claire Morvan',
        type: 'user',
        pst: GROWTH[0] ?? '',
        archivePst: pst('storage-66'),
      },
      { address: ATTACKED, displayName: 'Direction', type: 'user', pst: ATTACKED_PST },
      { address: 'contact@atelier-morvan.test', displayName: 'Contact', type: 'shared', pst: pst('body-types') },
    ],
  },
  {
    id: 'cabinet-leroux',
    name: 'Cabinet Leroux & Associés',
    customAttribute1: 'LEROUX',
    organizationalUnit: 'hosting.test/Clients/Cabinet Leroux & Associés',
    domains: ['cabinet-leroux.test'],
    mailboxes: [
      { address: 'contact@cabinet-leroux.test', displayName: 'Accueil', type: 'shared', pst: pst('synthetic-tr') },
      {
        address: 'salle@cabinet-leroux.test',
        displayName: 'Salle de réunion',
        type: 'room',
        pst: pst('empty-outlook'),
      },
    ],
  },
];
