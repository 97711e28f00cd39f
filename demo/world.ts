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
  /** The `contract` section of the configuration. */
  readonly contract: string;
}

const pst = (name: string): string => join(FIXTURES, `${name}.pst`);

/** The mailbox that grows: the same messages, night after night more of them. */
export const GROWING = 'claire@atelier-morvan.test';
/** Its content on nights 1, 2, 3 and from night 4 on. */
export const GROWTH: readonly string[] = [pst('split-a-0'), pst('split-a-1'), pst('split-a-2'), pst('outlook-1')];

/** The mailbox that a virus reaches. */
export const ATTACKED = 'direction@atelier-morvan.test';
export const ATTACKED_PST = pst('outlook-1');

/** The client that stays, and the one that leaves. */
export const STAYING = 'atelier-morvan';
export const LEAVING = 'cabinet-leroux';

/** At the hoster: one records and proposes, the other is the second person. */
export const PEOPLE = { technician: 'technicien', approver: 'responsable' } as const;

/** Two clients of one hoster. */
export const WORLD: readonly StoryTenant[] = [
  {
    id: STAYING,
    name: 'Atelier Morvan SARL',
    customAttribute1: 'MORVAN',
    organizationalUnit: 'hosting.test/Clients/Atelier Morvan',
    domains: ['atelier-morvan.test'],
    contract: `{ id: om-2026-014, dataActScope: unsure, dataActReason: plateforme partagée, dataActReviewer: conseil, monthlyPriceCents: 4500, signatory: { name: Claire Morvan, capacity: gérante, email: claire@atelier-morvan.test }, restore: { support: none, tariffCents: 4500 } }`,
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
    id: LEAVING,
    name: 'Cabinet Leroux & Associés',
    customAttribute1: 'LEROUX',
    organizationalUnit: 'hosting.test/Clients/Cabinet Leroux & Associés',
    domains: ['cabinet-leroux.test'],
    contract: `{ id: om-2023-101, dataActScope: 'no', dataActReason: hébergement dédié sur mesure, dataActReviewer: conseil, monthlyPriceCents: 9310, signatory: { name: Hélène Leroux, capacity: gérante, email: helene@cabinet-leroux.test } }`,
    mailboxes: [
      { address: 'helene@cabinet-leroux.test', displayName: 'Hélène Leroux', type: 'user', pst: pst('split-a-1') },
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
