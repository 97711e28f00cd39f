import { describe, expect, test } from 'vitest';
import { checkable, hostileStrings, markup } from '../../test/fakes/hostile-strings.ts';
import { outcome, sampleFacts, snapshot } from '../../test/fakes/notice-facts.ts';
import { nightReportNotice, type Reader, summariseNight } from './index.ts';

const fr: Reader = { language: 'fr', timezone: 'Europe/Paris', organisation: 'OPTIMA DSI' };
const en: Reader = { ...fr, language: 'en' };

describe('the subject says the status first', () => {
  test('of a night with one partial mailbox', () => {
    const report = summariseNight(sampleFacts());
    expect(nightReportNotice(report, fr).subject).toBe(
      '[Coffre] Nuit du 23/11/2026 : 21 sur 22 sauvegardées, 1 partielle',
    );
    expect(nightReportNotice(report, en).subject).toBe('[Coffre] Night of 23 Nov 2026: 21 of 22 backed up, 1 partial');
  });

  test('of a night that did not run, that found nothing, and of a compromised mailbox', () => {
    const missed = summariseNight(sampleFacts({ run: null, outcomes: [] }));
    expect(nightReportNotice(missed, fr).subject).toBe('[Coffre] Nuit du 23/11/2026 : aucune sauvegarde');
    const empty = summariseNight(sampleFacts({ outcomes: [] }));
    expect(nightReportNotice(empty, en).subject).toBe('[Coffre] Night of 23 Nov 2026: no mailbox found');
    const hit = summariseNight(
      sampleFacts({ outcomes: [outcome('acme', 'a')], latest: [snapshot('acme', 'a', { verdict: 'COMPROMISED' })] }),
    );
    expect(nightReportNotice(hit, fr).subject).toBe('[Coffre] Nuit du 23/11/2026 : 1 sur 1 sauvegardée, 1 compromise');
  });
});

describe('the report', () => {
  test('reads as a person would want it at breakfast', () => {
    const facts = sampleFacts();
    expect(nightReportNotice(summariseNight(facts), fr).text.replaceAll('\u00a0', ' ')).toBe(`\
Boîtes aux lettres : 21 sur 22 sauvegardées, 1 partielle.

Début :                   23/11/2026 22:00
Fin :                     24/11/2026 01:42
Volume lu :               51,6 Go
Volume ajouté au coffre : 271,6 Mo
Prochaine sauvegarde :    24/11/2026 22:00

PAR CLIENT
----------

Client              OK  Partiel  Échec       Lu    Ajouté  Vérifié il y a
------------------  --  -------  -----  -------  --------  --------------
Acme SARL           13        1      0  32,8 Go  172,8 Mo        8 heures
Transports du Nord   8        0      0  18,8 Go   98,8 Mo         3 jours
Total               21        1      0  51,6 Go  271,6 Mo

CE QUI MANQUE OU DIFFÈRE
------------------------

Acme SARL

- compta@acme.example : partielle. Boîte de réception/2019 : 3 illisibles sur
  le serveur d'origine (MAPI refused the items) | Calendrier : 12 éléments
  masqués (associated items)

Le détail de cette nuit : coffre run run-2026-11-23-aaaaaaaaaa

-- 
OPTIMA DSI, service de sauvegarde. Message automatique de Coffre.
`);
  });

  test('text and HTML say the same', () => {
    const { text, html } = nightReportNotice(summariseNight(sampleFacts()), en);
    for (const part of ['compta@acme.example', 'Transports du Nord', '51.6', '271.6', '3 days', 'run-2026-11-23']) {
      expect(text).toContain(part);
      expect(html).toContain(part);
    }
    expect(html).toContain('<html lang="en">');
  });

  test('a mailbox that was never verified shows as never, however fresh the others are', () => {
    const facts = sampleFacts({ latest: [snapshot('acme', 'a'), snapshot('acme', 'b', { verified: null })] });
    expect(nightReportNotice(summariseNight(facts), fr).text).toMatch(/Acme SARL.*jamais/);
  });

  test('only a finished night with everything saved and nothing to look at is green', () => {
    const good = sampleFacts({ outcomes: [outcome('acme', 'a')], latest: [snapshot('acme', 'a')] });
    const ended = good.run === null ? null : { ...good.run, status: 'ok' as const };
    const isGreen = (change: Parameters<typeof sampleFacts>[0]): boolean =>
      nightReportNotice(summariseNight({ ...good, run: ended, ...change }), fr).html.includes('#e7f4ea');
    expect(isGreen({})).toBe(true);
    expect(isGreen({ outcomes: [] })).toBe(false);
    expect(isGreen({ run: null })).toBe(false);
    expect(isGreen({ run: ended === null ? null : { ...ended, status: 'running' } })).toBe(false);
    expect(isGreen({ outcomes: [outcome('acme', 'a', { status: 'partial' })] })).toBe(false);
    expect(isGreen({ latest: [snapshot('acme', 'a', { verdict: 'SUSPECT' })] })).toBe(false);
    expect(isGreen({ findings: [{ tenant: null, subject: 'x', message: 'y' }] })).toBe(false);
  });

  test('verdicts come worst first with at most three reasons', () => {
    const facts = sampleFacts({
      latest: [
        snapshot('acme', 'noted', { verdict: 'NOTICE', reasons: ['S6: 120 deleted'] }),
        snapshot('acme', 'hit', { verdict: 'COMPROMISED', reasons: ['r1', 'r2', 'r3', 'r4'] }),
        snapshot('acme', 'unknown', { verdict: 'UNSCANNED' }),
      ],
    });
    const { text } = nightReportNotice(summariseNight(facts), en);
    expect(text).toContain('- hit: compromised (r1; r2; r3)\n- noted: to note (S6: 120 deleted)');
    expect(text).toContain('1 backup not examined yet: state unknown.');
  });

  test('a tenant with an outcome but no declaration still appears, and the totals are those of the outcomes', () => {
    const report = summariseNight(
      sampleFacts({ tenants: [], outcomes: [outcome('ghost', 'm', { status: 'failed' })] }),
    );
    expect(report.tenants.map((tenant) => tenant.name)).toContain('ghost');
    expect(report.counts).toEqual({ ok: 0, partial: 0, failed: 1 });
  });
});

describe('hostile names', () => {
  test.each(hostileStrings)('hostile string %# changes neither the markup nor the lines', (hostile) => {
    const make = (name: string) => {
      const exceptions = [{ class: 'damaged', folder: name, count: 1, message: name }] as const;
      return nightReportNotice(
        summariseNight(
          sampleFacts({
            outcomes: [
              outcome('acme', name, { status: 'partial', exceptions }),
              outcome('acme', 'z', { status: 'failed', error: { code: name, message: name } }),
            ],
            latest: [snapshot('acme', name, { verdict: 'SUSPECT', reasons: [name] })],
            tenants: [{ id: outcome('acme', 'x').tenant, name }],
            findings: [{ tenant: name, subject: name, message: name }],
          }),
        ),
        fr,
      );
    };
    const [bad, plain] = [make(hostile), make('plain')];
    expect(markup(bad.html)).toEqual(markup(plain.html));
    expect(checkable(bad.text)).toBe('');
    expect(checkable(bad.html)).toBe('');
    expect(bad.subject).not.toMatch(/[\r\n]/);
  });

  test('a platform where everything fails still fits into a mail', () => {
    const long = 'x'.repeat(5000);
    const exceptions = Array.from(
      { length: 1000 },
      () => ({ class: 'damaged', folder: long, count: 1, message: long }) as const,
    );
    const outcomes = Array.from({ length: 4000 }, (_, index) =>
      outcome(`t${index % 400}`, `${index}${long.slice(0, 200)}`, {
        status: 'failed',
        exceptions,
        error: { code: long, message: long },
      }),
    );
    const { text, html } = nightReportNotice(summariseNight(sampleFacts({ outcomes })), fr);
    expect(text.length).toBeLessThan(700_000);
    expect(html.length).toBeLessThan(1_000_000);
    expect(text).toContain("et d'autres");
  });
});
