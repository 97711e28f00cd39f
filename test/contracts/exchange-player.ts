import { join } from 'node:path';
import { systemClock } from '../../core/index.ts';
import { type PlayedMailboxSpec, type PlayedTenant, startPlayedExchange } from '../../demo/played-exchange/index.ts';
import { type TenantId, tenantId } from '../../domain/index.ts';
import type { ExchangeTestServer, ExpectedMailbox } from './exchange-server.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/pst');

const mailbox = (
  type: PlayedMailboxSpec['type'],
  address: string,
  displayName: string,
  pst: string,
  more: Partial<PlayedMailboxSpec> = {},
): PlayedMailboxSpec => ({ type, address, displayName, pst: join(FIXTURES, pst), ...more });

/** Two clients of an invented hoster, with the names that make trouble: accents, apostrophes, one alias in both. */
const first: PlayedTenant = {
  customAttribute1: 'BERANGER',
  organizationalUnit: 'hosting.test/Clients/Ateliers Béranger',
  domains: ['ateliers-beranger.test'],
  mailboxes: [
    mailbox('user', 'jf.oneill@ateliers-beranger.test', "Jean-François O'Neill", 'outlook-1.pst'),
    mailbox('user', 'h.chateau@ateliers-beranger.test', 'Hélène Château', 'test-unicode.pst', {
      archivePst: join(FIXTURES, 'split-a-1.pst'),
    }),
    mailbox('user', 'compta@ateliers-beranger.test', 'Comptabilité', 'storage-66.pst', {
      fullAccess: ['jf.oneill@ateliers-beranger.test', 'p.delmas@delmas-fils.test'],
    }),
    mailbox('shared', 'contact@ateliers-beranger.test', 'Contact Ateliers', 'body-types.pst'),
    mailbox('room', 'salle.etoile@ateliers-beranger.test', 'Salle Étoile (1er étage)', 'unicode-sample1.pst'),
  ],
};

const second: PlayedTenant = {
  customAttribute1: 'DELMAS',
  organizationalUnit: 'hosting.test/Clients/Cabinet Delmas & Fils',
  domains: ['delmas-fils.test'],
  mailboxes: [
    mailbox('user', 'p.delmas@delmas-fils.test', 'Pierre Delmas', 'contacts.pst'),
    mailbox('user', 'compta@delmas-fils.test', 'Comptabilité', 'submessage.pst'),
    mailbox('user', 'stagiaire@delmas-fils.test', 'Stagiaire Été', 'test-unicode.pst', { customAttribute1: '' }),
    mailbox('equipment', 'camion@delmas-fils.test', 'Camion n°2', 'minimal-aspose.pst'),
  ],
};

/** The played server as the Exchange contract wants its servers. */
export async function startExchangePlayer(): Promise<ExchangeTestServer> {
  const played = await startPlayedExchange({
    clock: systemClock,
    world: { tenants: [first, second] },
    uniqueExports: true,
  });
  const expected = async ({ mailboxes, customAttribute1 }: PlayedTenant): Promise<ExpectedMailbox[]> => {
    const own = mailboxes.filter((one) => (one.customAttribute1 ?? customAttribute1) === customAttribute1);
    return Promise.all(
      own.map(async ({ address, type, pst, archivePst }) => {
        const { items, hidden } = await played.counts(address);
        return { address, type, pst, archive: archivePst !== undefined, items, hidden };
      }),
    );
  };
  const match = (id: TenantId, { customAttribute1, organizationalUnit, domains }: PlayedTenant) => ({
    id,
    customAttribute1,
    organizationalUnit,
    domains,
  });
  const mailboxes = [await expected(first), await expected(second)] as const;
  const { control } = played;
  return {
    get ssh() {
      return {
        host: played.host,
        port: played.port,
        user: played.user,
        hostKeySha256: [played.hostKeySha256],
        auth: { kind: 'key' as const, privateKey: played.privateKey },
      };
    },
    exchange: { by: 'credential', uri: played.exchangeUri, user: played.exchangeUser, password: played.password },
    share: played.share,
    importShare: played.importShare,
    tenants: [match(tenantId('beranger'), first), match(tenantId('delmas'), second)],
    mailboxes,
    disagreeing: ['stagiaire@delmas-fils.test'],
    withArchive: 'h.chateau@ateliers-beranger.test',
    large: 'jf.oneill@ateliers-beranger.test',
    sharedAcross: 'compta@ateliers-beranger.test',
    uniqueExports: true,
    control: {
      ...control,
      imports: async () =>
        (await control.imports()).map(({ sha256, address, targetRootFolder }) => ({
          sha256,
          address,
          targetRootFolder,
        })),
    },
    close: () => played.close(),
  };
}
