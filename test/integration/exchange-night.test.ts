import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createExchangeSource } from '../../connectors/exchange/index.ts';
import type { Exported } from '../../connectors/sources/index.ts';
import { neverAborted, silentLogger, systemClock } from '../../core/index.ts';
import { night, runId, sourceId } from '../../domain/index.ts';
import { missingForLab, startExchangeLab } from '../contracts/exchange-lab.ts';
import type { ExchangeTestServer } from '../contracts/exchange-server.ts';
import { describeWith } from './need.ts';

const missing = await missingForLab();

/** PST headers carry a counter that differs in every export; everything after them must be the original. */
const HEADER_BYTES = 564;

interface Row {
  readonly mailbox: string;
  readonly kind: string;
  readonly exported: Exported;
  readonly seconds: number;
}

describeWith(missing === null, missing ?? '')('a whole night on the emulated Exchange server', () => {
  let server: ExchangeTestServer;
  let spool: string;
  beforeAll(async () => {
    server = await startExchangeLab();
    spool = await mkdtemp(join(tmpdir(), 'coffre-night-'));
  }, 600_000);
  afterAll(async () => {
    await rm(spool, { recursive: true, force: true });
    await server.close();
  });

  test('exports every mailbox and archive of both tenants, with the counts to reconcile against', {
    timeout: 900_000,
  }, async () => {
    const source = createExchangeSource({
      id: sourceId('exchange'),
      ssh: server.ssh,
      exchange: server.exchange,
      share: server.share,
      tenants: server.tenants,
      clock: systemClock,
      log: silentLogger,
      tuning: { pollMs: 300, concurrency: 6 },
    });
    const { mailboxes } = await source.discover(
      server.tenants.map((one) => one.id),
      neverAborted,
    );
    const jobs = mailboxes.flatMap((mailbox) => mailbox.kinds.map((kind) => ({ mailbox, kind })));
    const rows: Row[] = [];
    const began = performance.now();
    const worker = async (): Promise<void> => {
      for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
        const start = performance.now();
        const spoolDir = await mkdtemp(join(spool, 'job-'));
        const exported = await source.export({
          ...job,
          night: night('2026-11-23'),
          run: runId('run-2026-11-23-abcdefghij'),
          spoolDir,
          onProgress: () => undefined,
          signal: neverAborted,
        });
        await exported.release(neverAborted);
        rows.push({ mailbox: job.mailbox.name, kind: job.kind, exported, seconds: (performance.now() - start) / 1000 });
      }
    };
    await Promise.all(Array.from({ length: source.concurrency }, worker));
    const seconds = (performance.now() - began) / 1000;
    await source.close();
    process.stderr.write(table(rows, seconds));

    const known = server.mailboxes.flat();
    expect(rows).toHaveLength(known.length + known.filter((one) => one.archive).length);
    for (const { mailbox, kind, exported } of rows) {
      const expected = known.find((one) => one.address === mailbox);
      const part = exported.parts[0];
      if (expected === undefined || part === undefined) throw new Error(`${mailbox} ${kind} is not as expected`);
      expect(exported.sourceFolders, mailbox).not.toBeNull();
      if (kind === 'archive') continue;
      const visible = exported.sourceFolders?.filter((one) => !one.folderType?.startsWith('RecoverableItems'));
      expect(
        visible?.reduce((sum, one) => sum + one.items, 0),
        mailbox,
      ).toBe(expected.items);
      const [got, original] = await Promise.all([readFile(part.path), readFile(expected.pst)]);
      expect(got.subarray(HEADER_BYTES).equals(original.subarray(HEADER_BYTES)), mailbox).toBe(true);
    }
    expect(await server.control.requests()).toEqual([]);
    expect(await server.control.files()).toEqual([]);
    expect(await server.control.workFolders()).toEqual([]);
  });
});

function table(rows: readonly Row[], seconds: number): string {
  const lines = [...rows]
    .sort((a, b) => (a.mailbox + a.kind < b.mailbox + b.kind ? -1 : 1))
    .map(({ mailbox, kind, exported, seconds: took }) => {
      const folders = exported.sourceFolders ?? [];
      const items = folders.reduce((sum, one) => sum + one.items, 0);
      const bytes = exported.parts.reduce((sum, one) => sum + one.bytes, 0);
      const exceptions = exported.exceptions.map((one) => `${one.class} ${one.count}`).join(', ');
      return [
        mailbox.padEnd(36),
        kind.padEnd(8),
        String(bytes).padStart(9),
        String(folders.length).padStart(7),
        String(items).padStart(6),
        took.toFixed(1).padStart(7),
        ` ${exceptions}`,
      ].join(' ');
    });
  const head = `${'mailbox'.padEnd(36)} ${'part'.padEnd(8)} ${'bytes'.padStart(9)} folders  items seconds  exceptions`;
  return `\n${head}\n${lines.join('\n')}\n${rows.length} exports in ${seconds.toFixed(0)} s\n`;
}
