import { describe, expect, test } from 'vitest';
import { MemoryMailer } from '../../connectors/mail/index.ts';
import { neverAborted } from '../../core/index.ts';
import { tenantId } from '../../domain/index.ts';
import { checkable, hostileStrings, markup } from '../../test/fakes/hostile-strings.ts';
import { sampleNight, sampleRun, sampleSnapshot } from '../../test/fakes/notice-facts.ts';
import { type Alarm, alarmNotice, clientWarningNotice, type Language, type Reader } from './index.ts';

const at = '2026-11-24T00:10:00Z';
const acme = tenantId('acme');

/** One alarm of each kind; `name` stands wherever a name or message from outside does. */
function everyAlarm(name: string): readonly Alarm[] {
  return [
    {
      kind: 'night-failed',
      at,
      night: sampleNight,
      run: sampleRun,
      failed: 3,
      partial: 1,
      total: 22,
      error: { code: name, message: name },
    },
    { kind: 'night-missed', at, night: sampleNight, expectedAt: at },
    { kind: 'no-run', at, lastEndedAt: null, hours: 26 },
    { kind: 'export-stalled', at, tenant: acme, mailbox: name, since: at, step: name },
    {
      kind: 'verdict',
      at,
      tenant: acme,
      mailbox: name,
      verdict: 'COMPROMISED',
      reasons: [name],
      night: sampleNight,
      snapshot: sampleSnapshot,
      lastClean: { night: sampleNight, snapshot: sampleSnapshot },
      frozen: [
        'anchor-pinned',
        'expiry-stopped',
        'case-opened',
        'exported-again',
        'tenant-expiry-stopped',
        'deletions-paused',
      ],
    },
    { kind: 'store-unreachable', at, store: name, since: at, code: name },
    { kind: 'signs-disagree', at, tenant: name, subject: name, message: name },
    { kind: 'lease-lost', at, resource: name, holder: name },
    {
      kind: 'integrity-failure',
      at,
      tenant: acme,
      mailbox: name,
      snapshot: sampleSnapshot,
      night: sampleNight,
      level: 'full',
      findings: 2,
      code: name,
    },
  ];
}

const reader = (language: Language): Reader => ({ language, timezone: 'Europe/Paris', organisation: 'OPTIMA DSI' });
const fresh = (alarm: Alarm) => ({ alarm, why: 'new', since: null }) as const;

describe.each(['fr', 'en'] as const)('alarms in %s', (language) => {
  test.each(everyAlarm('boss@acme.example').map((alarm) => [alarm.kind, alarm] as const))(
    '%s says what it is, when, and what to do',
    (_kind, alarm) => {
      const notice = alarmNotice([fresh(alarm)], reader(language));
      expect(notice.subject).toMatch(language === 'fr' ? /^\[Coffre\] ALARME : / : /^\[Coffre\] ALARM: /);
      expect(notice.text).toMatch(/1\. .*coffre |1\. [A-Z]/);
      expect(notice.text).toContain(language === 'fr' ? '24/11/2026 01:10' : '24 Nov 2026, 01:10');
      expect(notice.html).toContain(`<html lang="${language}">`);
      expect(notice.text).not.toMatch(/undefined|null|NaN|\[object/);
    },
  );

  test.each(hostileStrings)(
    'hostile string %# changes neither markup nor lines, and the mail can be sent',
    async (hostile) => {
      const mailer = new MemoryMailer();
      const plain = everyAlarm('plain');
      for (const [index, alarm] of everyAlarm(hostile).entries()) {
        const notice = alarmNotice([fresh(alarm)], reader(language));
        const other = plain[index];
        expect(other && markup(alarmNotice([fresh(other)], reader(language)).html)).toEqual(markup(notice.html));
        expect(checkable(notice.text) + checkable(notice.html) + checkable(notice.subject)).toBe('');
        await mailer.send({ ...notice, to: ['ops@example.org'] }, neverAborted);
      }
      expect(mailer.sent).toHaveLength(plain.length);
    },
  );
});

describe('several alarms at once', () => {
  test('make one message, the gravest first, the rest counted', () => {
    const notice = alarmNotice(everyAlarm('m').map(fresh), reader('fr'));
    expect(notice.subject).toBe('[Coffre] ALARME : Boîte COMPROMISE : m (acme) et 8 autres');
    const positions = ['COMPROMISE', 'endommagée', 'injoignable', 'manquée', 'bloqué'].map((word) =>
      notice.text.indexOf(word),
    );
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect(Math.min(...positions)).toBeGreaterThanOrEqual(0);
  });

  test('thousands still make a bounded message', () => {
    const many = Array.from({ length: 5000 }, (_, index) =>
      fresh({ kind: 'signs-disagree', at, tenant: null, subject: `m${index}`, message: 'x'.repeat(1000) }),
    );
    const notice = alarmNotice(many, reader('en'));
    expect(notice.html.length).toBeLessThan(200_000);
    expect(notice.subject).toContain('and 4999 more');
  });

  test('an empty list is a mistake of the caller', () => {
    expect(() => alarmNotice([], reader('fr'))).toThrow(RangeError);
  });

  test('the same alarms give the same message id, other ones another', () => {
    const [first, second] = everyAlarm('m');
    if (first === undefined || second === undefined) throw new Error('two alarms wanted');
    const id = (alarms: readonly Alarm[]): string => alarmNotice(alarms.map(fresh), reader('fr')).id;
    expect(id([first])).toBe(id([first]));
    expect(id([first])).not.toBe(id([second]));
  });
});

describe('the warning to a client', () => {
  const warning = {
    tenant: acme,
    tenantName: 'Acme SARL',
    verdict: 'COMPROMISED',
    mailboxes: [
      {
        mailbox: 'compta@acme.example',
        verdict: 'COMPROMISED',
        reasons: ['S0: 412 of 3120 carried-over items changed'],
      },
    ],
    sinceNight: sampleNight,
    lastCleanNight: sampleNight,
    frozen: ['anchor-pinned', 'deletions-paused'],
    contact: '+33 2 99 00 00 00',
    portalUrl: 'https://backup.example.org',
  } as const;

  test.each(['fr', 'en'] as const)('says all that the procedure asks for, in %s', (language) => {
    const { text, subject } = clientWarningNotice(warning, reader(language));
    const flat = text.replace(/\n *\|? */g, ' ');
    expect(flat).toContain('412 of 3120');
    expect(flat).toContain(language === 'fr' ? 'nuit du' : 'night of');
    expect(flat).toContain('+33 2 99 00 00 00');
    expect(flat).toContain(
      "OPTIMA DSI ne peut être tenu responsable de l'intégrité des données au sein des sauvegardes",
    );
    expect(flat).toMatch(/mots de passe|passwords/);
    expect(flat).toMatch(/suspendu|suspended/);
    expect(subject).toContain('Acme SARL');
  });

  test.each(hostileStrings)('hostile string %# as a name stays a name', (hostile) => {
    const make = (name: string) =>
      clientWarningNotice(
        {
          ...warning,
          tenantName: name,
          contact: name,
          mailboxes: [{ mailbox: name, verdict: 'SUSPECT', reasons: [name] }],
        },
        reader('fr'),
      );
    expect(markup(make(hostile).html)).toEqual(markup(make('plain').html));
    expect(checkable(make(hostile).text) + checkable(make(hostile).subject)).toBe('');
  });
});
