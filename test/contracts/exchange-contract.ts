import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createExchangeSource,
  createExchangeTarget,
  type ExchangeSourceOptions,
} from '../../connectors/exchange/index.ts';
import type { DiscoveredMailbox, Exported, MailboxSource } from '../../connectors/sources/index.ts';
import {
  canonicalJson,
  type JsonValue,
  neverAborted,
  type Progress,
  silentLogger,
  systemClock,
} from '../../core/index.ts';
import { night, runId, sourceId } from '../../domain/index.ts';
import { contactCases } from './exchange-contact-cases.ts';
import type { ExchangeTestServer } from './exchange-server.ts';

export interface ExchangeContractOptions {
  /** Longest case; a server that runs real PowerShell needs a minute under load. */
  readonly timeoutMs: number;
  /** Longest start of the server; the emulated machine is compiled first where it was never started. */
  readonly startTimeoutMs?: number;
}

const RUN = runId('run-2026-11-23-abcdefghij');
const OTHER_RUN = runId('run-2026-11-22-klmnopqrst');

/** What must hold of source and target against any server: the played one and the emulated Windows machine run these same cases. */
export function exchangeContract(
  name: string,
  startServer: () => Promise<ExchangeTestServer>,
  { timeoutMs, startTimeoutMs = timeoutMs }: ExchangeContractOptions,
): void {
  describe(`exchange on ${name}`, { timeout: timeoutMs }, () => {
    let server: ExchangeTestServer;
    let spool: string;
    const opened: MailboxSource[] = [];

    beforeAll(async () => {
      server = await startServer();
    }, startTimeoutMs);
    afterAll(() => server.close(), timeoutMs);
    beforeEach(async () => {
      await server.control.reset();
      spool = await mkdtemp(join(tmpdir(), 'coffre-exchange-'));
    }, timeoutMs);
    afterEach(async () => {
      await server.control.dropAfter(null);
      await server.control.stall(null);
      for (const one of opened.splice(0)) await one.close();
      await rm(spool, { recursive: true, force: true });
    }, timeoutMs);

    const options = (more: Partial<ExchangeSourceOptions> = {}): ExchangeSourceOptions => ({
      id: sourceId('exchange'),
      ssh: server.ssh,
      exchange: server.exchange,
      share: server.share,
      importShare: server.importShare,
      tenants: server.tenants,
      clock: systemClock,
      log: silentLogger,
      ...more,
      tuning: {
        pollMs: 50,
        retry: { attempts: 3, baseMs: 10, maxMs: 50 },
        reconnect: { attempts: 8, baseMs: 10, maxMs: 200 },
        ...more.tuning,
      },
    });
    const source = (more: Partial<ExchangeSourceOptions> = {}): MailboxSource => {
      const made = createExchangeSource(options(more));
      opened.push(made);
      return made;
    };
    const ids = (): MailboxIds => server.tenants.map((one) => one.id);
    const find = async (from: MailboxSource, address: string): Promise<DiscoveredMailbox> => {
      const { mailboxes } = await from.discover(ids(), neverAborted);
      const found = mailboxes.find((one) => one.name === address);
      if (found === undefined) throw new Error(`${address} was not discovered`);
      return found;
    };
    const run = async (
      from: MailboxSource,
      address: string,
      more: { kind?: 'primary' | 'archive'; signal?: AbortSignal; onProgress?: (progress: Progress) => void } = {},
    ): Promise<Exported> =>
      from.export({
        mailbox: await find(from, address),
        kind: more.kind ?? 'primary',
        night: night('2026-11-23'),
        run: RUN,
        spoolDir: await mkdtemp(join(spool, 'job-')),
        onProgress: more.onProgress ?? (() => undefined),
        signal: more.signal ?? neverAborted,
      });
    const expected = (address: string) => {
      const found = server.mailboxes.flat().find((one) => one.address === address);
      if (found === undefined) throw new Error(`${address} is not in the server's world`);
      return found;
    };
    const nothingRemains = async (): Promise<void> => {
      expect(await server.control.requests()).toEqual([]);
      expect(await server.control.files()).toEqual([]);
    };
    const spoolIsEmpty = async (): Promise<void> => {
      expect((await readdir(spool, { recursive: true, withFileTypes: true })).filter((one) => one.isFile())).toEqual(
        [],
      );
    };

    describe('discovery', () => {
      test('finds the mailboxes of each tenant whose three signs agree, and reports the others', async () => {
        const { mailboxes, findings } = await source().discover(ids(), neverAborted);
        server.tenants.forEach((tenant, at) => {
          const found = mailboxes
            .filter((one) => one.tenant === tenant.id)
            .map(({ name, type, kinds }) => ({ name, type, kinds }));
          const wanted = (server.mailboxes[at] ?? []).map((one) => ({
            name: one.address,
            type: one.type,
            kinds: one.archive ? ['primary', 'archive'] : ['primary'],
          }));
          const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
          expect(found.sort(byName)).toEqual(wanted.sort(byName));
        });
        expect(
          findings
            .filter((one) => one.code === 'signs-disagree')
            .map((one) => one.subject)
            .sort(),
        ).toEqual([...server.disagreeing].sort());
        for (const address of server.disagreeing) expect(mailboxes.map((one) => one.name)).not.toContain(address);
      });

      test('looks at one tenant alone when asked', async () => {
        const [first] = server.tenants;
        const { mailboxes } = await source().discover([first.id], neverAborted);
        expect(new Set(mailboxes.map((one) => one.tenant))).toEqual(new Set([first.id]));
      });

      test('reports a unit and a domain that the server does not know, and then exports nobody', async () => {
        const [first] = server.tenants;
        const strange = { ...first, organizationalUnit: 'nowhere.test/Clients/None', domains: ['unknown.test'] };
        const { mailboxes, findings } = await source({ tenants: [strange] }).discover([first.id], neverAborted);
        expect(mailboxes).toEqual([]);
        expect(findings.filter((one) => one.code === 'unmapped')).toHaveLength(2);
      });
    });

    describe('export', () => {
      test('brings the whole PST with the counts of the source, and release leaves nothing, twice', async () => {
        const steps = new Set<string>();
        const from = source();
        const exported = await run(from, server.large, { onProgress: ({ step }) => steps.add(step) });
        const [part] = exported.parts;
        const bytes = await readFile(part?.path ?? '');
        expect(exported.parts).toHaveLength(1);
        expect(part?.bytes).toBe(bytes.length);
        expect(part?.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
        const original = await readFile(expected(server.large).pst);
        if (server.uniqueExports) {
          expect(bytes.length).toBe(original.length);
          expect(bytes.subarray(564)).toEqual(original.subarray(564));
        } else expect(bytes.equals(original)).toBe(true);
        const { items, hidden } = expected(server.large);
        const counted = exported.sourceFolders?.reduce((sum, one) => sum + one.items, 0);
        expect(counted).toBe(exported.sourceFolders?.every((one) => !one.includesHidden) ? items : items + hidden);
        expect(exported.sourceFolders?.some((one) => one.folderType === 'Inbox')).toBe(true);
        expect(exported.exceptions).toEqual([]);
        expect(Date.parse(exported.frozenAt)).toBeGreaterThan(0);
        expect(() => canonicalJson(exported.details)).not.toThrow();
        expect(steps).toContain('fetch');
        expect((await server.control.requests()).map((one) => one.kind)).toEqual(['export']);
        await exported.release(neverAborted);
        await exported.release(neverAborted);
        await nothingRemains();
      });

      test('of primary and archive are two requests and two files', async () => {
        const from = source();
        const both = await Promise.all([
          run(from, server.withArchive),
          run(from, server.withArchive, { kind: 'archive' }),
        ]);
        expect(both.map((one) => one.parts[0]?.name)).toEqual(['mail.pst', 'archive.pst']);
        expect(both[0]?.parts[0]?.sha256).not.toBe(both[1]?.parts[0]?.sha256);
        const names = (await server.control.requests()).map((one) => one.name);
        expect(new Set(names).size).toBe(2);
        for (const one of names) expect(one).toMatch(new RegExp(`^coffre-${RUN}-[a-z2-7]{10}-[pa]$`));
        for (const one of both) await one.release(neverAborted);
        await nothingRemains();
      });

      test('waits while the server lets it wait, says so, and ends when it goes on', async () => {
        await server.control.stall(server.large);
        const from = source();
        const stalled = Promise.withResolvers<void>();
        const exporting = run(from, server.large, {
          onProgress: ({ step }) => step === 'stalled' && stalled.resolve(),
        });
        await stalled.promise;
        await server.control.stall(null);
        const exported = await exporting;
        expect(exported.parts[0]?.bytes).toBeGreaterThan(0);
        await exported.release(neverAborted);
      });

      test('that makes no progress at all is given up and leaves nothing', async () => {
        await server.control.stall(server.large);
        const from = source({ tuning: { noProgressMs: 200, retry: { attempts: 1, baseMs: 1, maxMs: 1 } } });
        await expect(run(from, server.large)).rejects.toMatchObject({ code: 'EXCHANGE_STALLED', retryable: true });
        await nothingRemains();
      });

      test('stops when aborted and leaves nothing behind', async () => {
        await server.control.stall(server.large);
        const stop = new AbortController();
        const from = source();
        const exporting = run(from, server.large, {
          signal: stop.signal,
          onProgress: ({ step }) => step === 'stalled' && stop.abort(new Error('the operator stopped it')),
        });
        await expect(exporting).rejects.toThrow('the operator stopped it');
        await nothingRemains();
        await spoolIsEmpty();
      });

      test('fails on the first unreadable item unless the policy allows some, which are then stated', async () => {
        await server.control.corruptItems(server.large, 3);
        await expect(run(source(), server.large)).rejects.toMatchObject({
          code: 'EXCHANGE_TOO_MANY_BAD_ITEMS',
          retryable: false,
        });
        await nothingRemains();
        const exported = await run(source({ policy: { badItemRetryLimit: 10 } }), server.large);
        expect(exported.exceptions).toMatchObject([{ class: 'corrupt-at-source', count: 3 }]);
        await exported.release(neverAborted);
        await nothingRemains();
      });

      test('is tried again with a fresh request after a transient failure, and not after a permanent one', async () => {
        const { control } = server;
        const from = source();
        const failOnce = (type: string): ((progress: Progress) => void) => {
          let failed = false;
          return ({ step }) => {
            if (failed || step !== 'stalled') return;
            failed = true;
            void (async () => {
              for (const one of await control.requests()) await control.failRequest(one.name, type);
              await control.stall(null);
            })();
          };
        };
        await control.stall(server.large);
        const exported = await run(from, server.large, {
          onProgress: failOnce('MailboxDatabaseUnavailableTransientException'),
        });
        expect(exported.parts).toHaveLength(1);
        await exported.release(neverAborted);
        await control.stall(server.large);
        const permanent = run(from, server.large, { onProgress: failOnce('StorageCorruptPermanentException') });
        await expect(permanent).rejects.toMatchObject({ code: 'EXCHANGE_EXPORT_FAILED', retryable: false });
        await nothingRemains();
      });

      test('with a warning is not a whole one', async () => {
        await server.control.outcome(server.large, 'CompletedWithWarning');
        const exported = await run(source(), server.large);
        expect(exported.exceptions).toMatchObject([{ class: 'not-captured' }]);
        await exported.release(neverAborted);
      });

      test('goes on where it was when the connection is cut, again and again', async () => {
        await server.control.dropAfter(400_000);
        const from = source();
        const exported = await run(from, server.large);
        await server.control.dropAfter(null);
        const [part] = exported.parts;
        expect(part?.sha256).toBe(
          createHash('sha256')
            .update(await readFile(part?.path ?? ''))
            .digest('hex'),
        );
        expect(exported.details).toMatchObject({
          requests: [{ transferResumed: expect.any(Number), serverHash: expect.stringMatching(/equal|unavailable/) }],
        });
        const details = exported.details as { requests: { transferResumed: number }[] };
        expect(details.requests[0]?.transferResumed).toBeGreaterThanOrEqual(2);
        await exported.release(neverAborted);
        await nothingRemains();
        await from.close();
        expect(await server.control.workFolders()).toEqual([]);
      });

      test('is refused when the received bytes are not those of the server', async (context) => {
        if (server.control.corruptTransfers === undefined) return context.skip('the server cannot alter transfers');
        await server.control.corruptTransfers(200_000);
        await expect(run(source(), server.large)).rejects.toMatchObject({
          code: 'EXCHANGE_TRANSFER_CORRUPT',
          kind: 'integrity',
        });
        await server.control.corruptTransfers(null);
        await nothingRemains();
        await spoolIsEmpty();
      });

      test('is not begun when the volume could fill up', async (context) => {
        if (server.control.diskFree === undefined) return context.skip('the server does not tell its free space');
        await server.control.diskFree(1_000_000);
        await expect(run(source(), server.large)).rejects.toMatchObject({ code: 'EXCHANGE_SHARE_FULL' });
        await nothingRemains();
      });

      test('of a mailbox that one PST cannot hold and that cannot be cut is refused before it begins', async (context) => {
        if (server.control.size === undefined) return context.skip('the server cannot pretend a size');
        await server.control.size(server.large, 64_000_000_000);
        await expect(run(source(), server.large)).rejects.toMatchObject({ code: 'EXCHANGE_MAILBOX_TOO_LARGE' });
        await nothingRemains();
      });
    });

    contactCases({ server: () => server, source, run, ids });

    test('a start removes what a dead daemon left and nothing else', async () => {
      const dead = `coffre-${OTHER_RUN}-aaaaaaaaaa-p`;
      const live = `coffre-${RUN}-bbbbbbbbbb-p`;
      const foreign = 'coffrefort-of-somebody-else';
      for (const one of [dead, live, foreign]) await server.control.leaveRequest(server.large, one);
      const from = source();
      const removed = await from.cleanLeftovers((id) => id === RUN, neverAborted);
      expect(removed.filter((one) => one.includes(dead))).toHaveLength(2);
      expect((await server.control.requests()).map((one) => one.name).sort()).toEqual([live, foreign].sort());
      expect([...(await server.control.files())].sort()).toEqual([`${live}.pst`, `${foreign}.pst`].sort());
      expect(await from.cleanLeftovers((id) => id === RUN, neverAborted)).toEqual([]);
    });

    describe('import', () => {
      const importing = async (address: string, tenant: 0 | 1, targetFolder = 'Restauration 2026-11-23') => {
        const path = expected(server.large).pst;
        const bytes = await readFile(path);
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        return createExchangeTarget(options()).importPst({
          tenant: server.tenants[tenant].id,
          mailbox: address,
          archive: false,
          pst: { path, bytes: bytes.length, sha256 },
          targetFolder,
          restoreId: 'restore-7Q Été',
          onProgress: () => undefined,
          signal: neverAborted,
        });
      };

      test('puts a PST under a dated folder and leaves only the mail', async () => {
        const result = await importing(server.withArchive, 0);
        expect(result).toMatchObject({ status: 'ok', badItems: 0, largeItems: 0 });
        expect(result.items).toBeGreaterThan(0);
        const sha256 = createHash('sha256')
          .update(await readFile(expected(server.large).pst))
          .digest('hex');
        expect(await server.control.imports()).toEqual([
          { sha256, address: server.withArchive, targetRootFolder: 'Restauration 2026-11-23' },
        ]);
        await nothingRemains();
        expect(await server.control.workFolders()).toEqual([]);
      });

      test('survives cuts of the connection', async () => {
        await server.control.dropAfter(60_000);
        expect(await importing(server.withArchive, 0)).toMatchObject({ status: 'ok' });
        await server.control.dropAfter(null);
        await nothingRemains();
      });

      test('never goes to a mailbox of another tenant, nor to the top of a mailbox', async () => {
        await expect(importing(server.withArchive, 1)).rejects.toMatchObject({ code: 'EXCHANGE_SIGNS_DISAGREE' });
        await expect(importing(server.disagreeing[0] ?? '', 1)).rejects.toMatchObject({
          code: 'EXCHANGE_SIGNS_DISAGREE',
        });
        await expect(importing(server.withArchive, 0, ' / ')).rejects.toThrow(RangeError);
        expect(await server.control.imports()).toEqual([]);
        await nothingRemains();
      });
    });

    test('the configuration comes by class, as canonical JSON, without anybody else in it', async () => {
      const from = source();
      const { mailboxes } = await from.discover(ids(), neverAborted);
      const [first, second] = server.tenants;
      const own = mailboxes.filter((one) => one.tenant === first.id);
      const foreign = mailboxes.filter((one) => one.tenant === second.id);
      const classes = await from.captureConfiguration(
        first.id,
        [...own, ...foreign.slice(0, 1)].map((one) => one.id),
        neverAborted,
      );
      const names = classes?.map((one) => one.class) ?? [];
      for (const wanted of [
        'acceptedDomain',
        'autoReply',
        'casMailbox',
        'distributionGroup',
        'distributionGroupMember',
        'inboxRule',
        'mailContact',
        'mailbox',
        'mailboxPermission',
        'regional',
        'sendAs',
        'user',
      ]) {
        expect(names).toContain(wanted);
      }
      const records = (name: string): readonly JsonValue[] => classes?.find((one) => one.class === name)?.records ?? [];
      expect(records('mailbox')).toHaveLength(own.length);
      const text = canonicalJson(classes?.map((one) => ({ ...one })) as unknown as JsonValue);
      for (const domain of second.domains) expect(text).not.toContain(domain);
      for (const one of foreign) expect(canonicalJson([...records('mailbox')])).not.toContain(one.id);
      expect(classes?.find((one) => one.class === 'mailbox')?.error).toContain(foreign[0]?.id);
      if (server.sharedAcross !== null)
        expect(canonicalJson([...records('mailboxPermission')])).toMatch(/"droppedForeign":[1-9]/);
      expect(classes?.filter((one) => one.class !== 'mailbox' && one.error !== null)).toEqual([]);
    });
  });
}

type MailboxIds = Parameters<MailboxSource['discover']>[0];
