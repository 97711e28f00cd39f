import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tenantId } from '../../domain/index.ts';
import { belongsTo, classify, signsOf, type TenantSigns } from './discovery.ts';
import type { RemoteMailbox, ResultOf } from './protocol.ts';

const tenant = (id: string, attribute: string, unit: string, domain: string): TenantSigns => ({
  match: { id: tenantId(id), customAttribute1: attribute, organizationalUnit: unit, domains: [domain] },
  unit: { canonicalName: unit, distinguishedName: `OU=${unit}` },
});
const ACME = tenant('acme', 'ACME', 'host.test/Clients/Acmé', 'acme.test');
const ZETA = tenant('zeta', 'ZETA', 'host.test/Clients/Acmé Zeta', 'zeta.test');
const ALL = [ACME, ZETA];

const mailbox = (more: Partial<RemoteMailbox> = {}): RemoteMailbox => ({
  guid: '06d801fe-0f4f-421a-bf96-5d735b3edc87',
  exchangeGuid: '4dbfea09-ed85-4903-a384-fbfb55b2b9b3',
  archiveGuid: null,
  archiveState: 'None',
  alias: 'a.b',
  displayName: 'A B',
  primarySmtpAddress: 'a.b@acme.test',
  recipientTypeDetails: 'UserMailbox',
  organizationalUnit: 'host.test/Clients/Acmé',
  distinguishedName: 'CN=A B',
  customAttribute1: 'ACME',
  database: 'DB1',
  primaryBytes: 10,
  archiveBytes: null,
  ...more,
});
const answer = (...mailboxes: RemoteMailbox[]): ResultOf<'discover'> => ({
  mailboxes,
  acceptedDomains: ['acme.test', 'zeta.test', 'host.test'],
  organizationalUnits: [],
});
const both = new Set(ALL.map((one) => one.match.id));

describe('the signs of a tenant', () => {
  test.each<[string, Partial<RemoteMailbox>, number]>([
    ['all three', {}, 3],
    ['in a unit below', { organizationalUnit: 'host.test/Clients/Acmé/Paris/Compta' }, 3],
    [
      'in other letters and another Unicode form',
      {
        organizationalUnit: 'HOST.test/clients/ACME\u0301',
        customAttribute1: 'acme',
        primarySmtpAddress: 'A.B@ACME.TEST',
      },
      3,
    ],
    ['in a unit whose name only begins alike', { organizationalUnit: 'host.test/Clients/Acmé Zeta' }, 2],
    ['without the attribute', { customAttribute1: '' }, 2],
    ['in a domain below', { primarySmtpAddress: 'a@sub.acme.test' }, 2],
    ['with the domain only before the last @', { primarySmtpAddress: 'acme.test@zeta.test' }, 2],
    ['without an address', { primarySmtpAddress: '' }, 2],
  ])('%s', (_, more, count) => {
    expect(signsOf(mailbox(more), ACME)).toHaveLength(count);
  });

  test('an empty attribute in the configuration matches nobody', () => {
    const empty = tenant('empty', '', 'host.test/x', 'x.test');
    expect(signsOf(mailbox({ customAttribute1: '' }), empty)).toEqual([]);
  });

  test('all of one and one of another belong to neither', () => {
    const greedy: TenantSigns = { ...ZETA, match: { ...ZETA.match, domains: ['zeta.test', 'acme.test'] } };
    expect(belongsTo(mailbox(), ACME, [ACME, ZETA])).toBe(true);
    expect(belongsTo(mailbox(), ACME, [ACME, greedy])).toBe(false);
    const { mailboxes, findings } = classify(answer(mailbox()), [ACME, greedy], both);
    expect(mailboxes).toEqual([]);
    expect(findings.map((one) => [one.tenant, one.code])).toEqual([
      ['acme', 'signs-disagree'],
      ['zeta', 'signs-disagree'],
    ]);
  });

  test('no mailbox ever goes to a tenant that lacks one of them, or to two', () => {
    const part = fc.constantFrom('ACME', 'ZETA', '', 'X');
    const unit = fc.constantFrom('host.test/Clients/Acmé', 'host.test/Clients/Acmé Zeta', 'host.test/Clients', '');
    const domain = fc.constantFrom('acme.test', 'zeta.test', 'host.test', '');
    fc.assert(
      fc.property(part, unit, domain, (customAttribute1, organizationalUnit, name) => {
        const one = mailbox({ customAttribute1, organizationalUnit, primarySmtpAddress: `a@${name}` });
        const { mailboxes, findings } = classify(answer(one), ALL, both);
        expect(mailboxes.length).toBeLessThanOrEqual(1);
        for (const found of mailboxes) {
          const own = ALL.find(({ match }) => match.id === found.tenant);
          expect(own === undefined ? 0 : signsOf(one, own).length).toBe(3);
          expect(findings).toEqual([]);
        }
      }),
    );
  });
});

describe('discovery', () => {
  test('of a mailbox without any sign says nothing', () => {
    const other = mailbox({
      customAttribute1: '',
      organizationalUnit: 'host.test/Users',
      primarySmtpAddress: 'admin@host.test',
    });
    expect(classify(answer(other), ALL, both)).toEqual({ mailboxes: [], findings: [] });
  });

  test('exports the archive where it is here, and reports it where it is elsewhere', () => {
    const local = mailbox({
      archiveGuid: 'a09be0d0-e992-4ef5-927e-e5ed80462e4d',
      archiveState: 'Local',
      archiveBytes: 5,
    });
    expect(classify(answer(local), ALL, both).mailboxes).toMatchObject([
      { kinds: ['primary', 'archive'], estimatedBytes: 15 },
    ]);
    const remote = { ...local, archiveState: 'HostedProvisioned' };
    const found = classify(answer(remote), ALL, both);
    expect(found.mailboxes).toMatchObject([{ kinds: ['primary'], estimatedBytes: 10 }]);
    expect(found.findings).toMatchObject([{ code: 'unreadable' }]);
  });

  test('shows hostile names without their control characters', () => {
    const hostile = mailbox({ primarySmtpAddress: 'a\u001b[31m\u202eb@acme.test', customAttribute1: '' });
    expect(classify(answer(hostile), ALL, both).findings[0]?.subject).toBe('a\ufffd[31m\ufffdb@acme.test');
  });

  test('of an unknown size says so', () => {
    expect(classify(answer(mailbox({ primaryBytes: null })), ALL, both).mailboxes).toMatchObject([
      { estimatedBytes: null },
    ]);
  });
});
