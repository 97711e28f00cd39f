/**
 * Nights over the whole Exchange lab to Ceph's gateway, by the program as an operator runs it: configuration file, init,
 * serve, restore, verify. COFFRE_CRASH=full kills ten nights instead of two; COFFRE_SEED repeats the moments.
 */
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openS3Store } from '../../connectors/objects/index.ts';
import { neverAborted, Secret, systemClock } from '../../core/index.ts';
import { missingForLab, startExchangeLab } from '../contracts/exchange-lab.ts';
import { describeWith } from '../integration/need.ts';
import { type S3Lab, withS3Lab } from '../integration/s3-lab.ts';
import { EXPECTED, expectedOf, type OutcomeDocument, printed, tableOf } from './lab-outcomes.ts';
import { createLabPlatform, type LabPlatform } from './lab-platform.ts';

const FINDING = 'only organizational unit and primary domain of the three signs: exported for nobody';
const KILLS = process.env['COFFRE_CRASH'] === 'full' ? 10 : 2;
const SEED = process.env['COFFRE_SEED'] ?? randomBytes(4).toString('hex');

interface RunDocument {
  readonly id: string;
  readonly night: string;
  readonly status: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
}
interface SnapshotDocument {
  readonly id: string;
  readonly tenant: string;
  readonly mailbox: string;
  readonly kind: string;
  readonly run: string;
  readonly verdict: string;
  readonly sha256: string;
  readonly sourceBytes: number;
}
interface LabState {
  readonly files: Readonly<Record<string, { readonly sha256: string; readonly mailboxes: readonly string[] }>>;
  readonly imports: readonly { readonly copied: number; readonly sha256: string; readonly targetRootFolder: string }[];
}

const missing = await missingForLab();
let spent = 0;

describeWith(missing === null, missing ?? '')('nights of the Exchange lab', () => {
  withS3Lab('to Ceph', (s3) => {
    let server: Awaited<ReturnType<typeof startExchangeLab>>;
    let root: string;
    let bucket: string;
    let platform: LabPlatform;
    let firstNight: readonly OutcomeDocument[];

    const installed = async (name: string, only?: 'delmas'): Promise<LabPlatform> => {
      const made = await createLabPlatform({
        root: join(root, name),
        exchange: server.environment,
        s3: s3(),
        bucket,
        prefix: `${name}/`,
        ...(only === undefined ? {} : { only }),
      });
      await made.configure('yesterday');
      await made.init();
      return made;
    };
    const labState = async (): Promise<LabState> => {
      const { EXCHANGE_LAB: lab = '', EXCHANGE_SSH_KEY_FILE: key = '' } = server.environment;
      const env = { ...process.env, LAB_DIR: dirname(dirname(key)) };
      const { stdout } = await promisify(execFile)(lab, ['ctl', 'show'], { env, maxBuffer: 64 * 1024 * 1024 });
      return JSON.parse(stdout) as LabState;
    };
    const nothingLeft = async (of: LabPlatform): Promise<void> => {
      expect(await server.control.requests()).toEqual([]);
      expect(await server.control.files()).toEqual([]);
      expect(await of.spooled()).toEqual([]);
    };

    beforeAll(async () => {
      server = await startExchangeLab(7690);
      root = await mkdtemp(join(tmpdir(), 'coffre-lab-night-'));
      bucket = `lab-night-${randomBytes(6).toString('hex')}`;
      await makeBucket(s3(), bucket);
      platform = await installed('prod');
    }, 600_000);
    afterAll(async () => {
      process.stderr.write(`nights of the lab: ${spent.toFixed(0)} s inside nights\n`);
      await rm(root, { recursive: true, force: true });
      await server.close();
    });

    test('serve that cannot open its store says which secret is missing and ends', { timeout: 60_000 }, async () => {
      const keyless = platform.serve({ keyless: true });
      expect(await keyless.ended).toBe(2);
      expect(keyless.stderr()).toContain('COFFRE_S3_ACCESS_KEY_ID');
    });

    test('the first night: every mailbox of both tenants ok, or listed with what exactly is missing', {
      timeout: 600_000,
    }, async () => {
      const served = platform.serve();
      await platform.nightOver(served, platform.nights.yesterday);
      await served.logged('"kind":"signs-disagree"');
      served.process.kill('SIGTERM');
      expect(await served.ended).toBe(0);
      firstNight = await outcomesOf(platform, platform.nights.yesterday, 'partial');
      process.stderr.write(printed('first night', firstNight));
      expect(tableOf(firstNight)).toEqual(EXPECTED);
      expect(findings(served.stderr())).toEqual([
        { tenant: 'delmas', subject: 'stagiaire@delmas-fils.test', message: FINDING },
      ]);
      await nothingLeft(platform);
      expect(await server.control.workFolders()).toEqual([]);
    });

    test('what lies in the vault is what Exchange wrote, byte for byte, and only the torn file is not called clean', {
      timeout: 120_000,
    }, async () => {
      const snapshots = await snapshotsOf(platform);
      const { files } = await labState();
      const written = Object.values(files).map((one) => one.sha256);
      const mail = snapshots.filter((one) => one.kind !== 'configuration');
      expect(mail.map((one) => one.sha256).sort()).toEqual(written.sort());
      expect(new Set(written).size, 'exports that differ byte for byte').toBe(EXPECTED.length - 2);
      expect(snapshots.filter((one) => one.verdict !== 'CLEAN').map((one) => [one.mailbox, one.verdict])).toEqual([
        ['g.leger@ateliers-beranger.test', 'NOTICE'],
      ]);
    });

    test('configurations of both tenants hold their classes, without the other tenant', {
      timeout: 120_000,
    }, async () => {
      const snapshots = await snapshotsOf(platform);
      const configurations = snapshots.filter((one) => one.kind === 'configuration');
      expect(configurations.map((one) => one.tenant).sort()).toEqual(['beranger', 'delmas']);
      for (const { id, tenant } of configurations) {
        const path = join(root, `${tenant}.json`);
        expect((await platform.cli('restore', id, '--to', `pst:${path}`)).exit).toBe(0);
        const text = await readFile(path, 'utf8');
        const { classes } = JSON.parse(text) as { classes: { class: string; records: unknown[]; error: null }[] };
        const filled = classes.filter((one) => one.records.length > 0).map((one) => one.class);
        process.stderr.write(
          `${tenant}: ${classes.length} classes, ${filled.length} with records: ${filled.join(' ')}\n`,
        );
        expect(filled.length).toBeGreaterThanOrEqual(10);
        expect(classes.filter((one) => one.error !== null)).toEqual([]);
        expect(text).not.toContain(tenant === 'beranger' ? '@delmas-fils.test' : '@ateliers-beranger.test');
      }
    });

    test('a second night right after stores little, and comes to the same', { timeout: 600_000 }, async () => {
      await platform.configure('today');
      const served = platform.serve();
      await platform.nightOver(served, platform.nights.today);
      served.process.kill('SIGTERM');
      expect(await served.ended).toBe(0);
      const second = await outcomesOf(platform, platform.nights.today, 'partial');
      process.stderr.write(printed('second night', second));
      expect(tableOf(second)).toEqual(EXPECTED);
      const stored = (of: readonly OutcomeDocument[]): number => of.reduce((sum, one) => sum + one.storedBytes, 0);
      // Every export has another header, so each file's first chunk is new: all of a small file, a part of a large one.
      expect(stored(second)).toBeLessThan(stored(firstNight) * 0.9);
      expect(stored(second.filter((one) => one.kind === 'configuration'))).toBe(0);
      await nothingLeft(platform);
    });

    test('a mailbox goes back into a dated folder, a file back with the hash of what Exchange wrote', {
      timeout: 300_000,
    }, async () => {
      const snapshots = await snapshotsOf(platform, platform.nights.yesterday);
      const find = (mailbox: string): SnapshotDocument => {
        const found = snapshots.find((one) => one.mailbox === mailbox && one.kind === 'primary');
        if (found === undefined) throw new Error(`no snapshot of ${mailbox}`);
        return found;
      };
      const compta = find('compta@ateliers-beranger.test');
      const back = await platform.cli<{
        restore: { status: string; items: number; sha256: string; verified: boolean };
      }>('restore', compta.id, '--to', 'mailbox:compta@ateliers-beranger.test');
      expect(back.exit).toBe(0);
      expect(back.document.restore).toMatchObject({ status: 'ok', items: 66, sha256: compta.sha256, verified: true });
      const { imports, files } = await labState();
      expect(imports).toMatchObject([{ copied: 66, sha256: compta.sha256 }]);
      expect(imports[0]?.targetRootFolder).toMatch(/^Restauration \d{4}-\d{2}-\d{2}/);

      const large = find('jf.oneill@ateliers-beranger.test');
      const path = join(root, 'jf.oneill.pst');
      const { exit } = await platform.cli('restore', large.id, '--to', `pst:${path}`);
      expect(exit).toBe(0);
      const sha256 = createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
      expect(sha256).toBe(large.sha256);
      const wrote = Object.values(files).filter((one) => one.sha256 === sha256);
      expect(wrote).toHaveLength(1);
      expect(wrote[0]?.mailboxes).toEqual([expect.stringContaining("Jean-François O'Neill")]);
      await nothingLeft(platform);
    });

    test('full verification finds nothing in either night', { timeout: 300_000 }, async () => {
      const { exit, document } = await platform.cli<VerifyDocument>('verify', '--level', 'full');
      expect(document.findings.filter((one) => one.severity === 'error')).toEqual([]);
      expect(document).toMatchObject({ checked: 2 * EXPECTED.length, failed: 0 });
      expect(exit).toBe(0);
    });

    describe(`a night of one tenant, killed (COFFRE_SEED=${SEED})`, () => {
      test.each(Array.from({ length: KILLS }, (_, index) => index))(
        'kill %i is finished by the next start alone',
        {
          timeout: 600_000,
        },
        async (index) => {
          await server.control.reset();
          let share = fraction(index);
          for (let attempt = 0; ; attempt++) {
            const own = await installed(`kill-${index}-${attempt}`, 'delmas');
            if (await cutNight(own, share * nightSeconds(firstNight))) {
              await finishedAlone(own, share);
              return;
            }
            // The machine was quicker than the first night: nothing was cut, so an earlier moment of another night.
            share /= 2;
            expect(attempt).toBeLessThan(4);
          }
        },
      );
    });

    /** Kills `serve` that long after the night began; false where the night was over by then. */
    async function cutNight(own: LabPlatform, afterSeconds: number): Promise<boolean> {
      const served = own.serve();
      await served.logged('the night begins');
      await new Promise((resolve) => setTimeout(resolve, afterSeconds * 1000));
      served.process.kill('SIGKILL');
      expect(await served.ended).toBe('SIGKILL');
      const { runs } = (await own.cli<{ runs: RunDocument[] }>('runs')).document;
      return runs.length === 0 || runs[0]?.endedAt === null;
    }

    async function finishedAlone(own: LabPlatform, share: number): Promise<void> {
      const left = await server.control.requests();
      const began = performance.now();
      const served = own.serve();
      await own.nightOver(served, own.nights.yesterday);
      const seconds = ((performance.now() - began) / 1000).toFixed(0);
      process.stderr.write(
        `killed at ${share.toFixed(3)} of a night, ${left.length} requests left; done after ${seconds} s\n`,
      );
      served.process.kill('SIGTERM');
      expect(await served.ended).toBe(0);
      const outcomes = await outcomesOf(own, own.nights.yesterday, 'ok');
      expect(tableOf(outcomes)).toEqual(expectedOf('delmas'));
      await nothingLeft(own);
      const twice = async (): Promise<string[]> =>
        (await snapshotsOf(own)).map((one) => `${one.tenant} ${one.mailbox} ${one.kind}`).sort();
      const once = outcomes.map((one) => `${one.tenant} ${one.mailbox} ${one.kind}`).sort();
      expect(await twice()).toEqual(once);
      expect((await own.cli('catalog', 'rebuild')).exit).toBe(0);
      expect(await twice(), 'in the vault').toEqual(once);
      const { exit, document } = await own.cli<VerifyDocument>('verify', '--level', 'full');
      expect(document).toMatchObject({ checked: once.length, failed: 0 });
      expect(exit).toBe(0);
    }
  });
});

interface VerifyDocument {
  readonly checked: number;
  readonly failed: number;
  readonly findings: readonly { readonly severity: string; readonly code: string; readonly message: string }[];
}

/** The outcomes of the one run that this night has; the run ended with this status. */
async function outcomesOf(platform: LabPlatform, night: string, status: string): Promise<readonly OutcomeDocument[]> {
  const { runs } = (await platform.cli<{ runs: RunDocument[] }>('runs')).document;
  const own = runs.filter((one) => one.night === night);
  expect(own).toHaveLength(1);
  const { document } = await platform.cli<{ run: RunDocument; mailboxes: OutcomeDocument[] }>('run', own[0]?.id ?? '');
  expect(document.run.status).toBe(status);
  spent += (Date.parse(document.run.endedAt ?? '') - Date.parse(document.run.startedAt)) / 1000;
  return document.mailboxes;
}

async function snapshotsOf(platform: LabPlatform, night?: string): Promise<readonly SnapshotDocument[]> {
  const of = night === undefined ? [] : ['--night', night];
  return (await platform.cli<{ snapshots: SnapshotDocument[] }>('snapshots', ...of)).document.snapshots;
}

function findings(log: string): readonly object[] {
  return log.split('\n').flatMap((line) => {
    if (!line.includes('"kind":"signs-disagree"')) return [];
    const { alarm } = JSON.parse(line) as { alarm: { tenant: string; subject: string; message: string } };
    return [{ tenant: alarm.tenant, subject: alarm.subject, message: alarm.message }];
  });
}

const nightSeconds = (outcomes: readonly OutcomeDocument[]): number =>
  (Math.max(...outcomes.map((one) => Date.parse(one.endedAt))) -
    Math.min(...outcomes.map((one) => Date.parse(one.startedAt)))) /
  1000;

/** Between 0 and 0.5, from the seed: a night of one tenant takes about half as long as one of both. */
const fraction = (index: number): number =>
  createHash('sha256').update(`${SEED} ${index}`).digest().readUInt32BE(0) / 2 ** 33;

/** As an administrator makes it beforehand: with object lock, which brings versions. */
async function makeBucket({ endpoint, region, accessKeyId, secretAccessKey }: S3Lab, bucket: string): Promise<void> {
  const store = await openS3Store({
    endpoint,
    region,
    bucket,
    forcePathStyle: true,
    credentials: { accessKeyId: new Secret(accessKeyId), secretAccessKey: new Secret(secretAccessKey) },
    clock: systemClock,
    signal: neverAborted,
    createBucket: { versioning: true, lock: true },
  });
  await store.close();
}
