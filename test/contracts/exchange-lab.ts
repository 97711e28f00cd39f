import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Secret } from '../../core/index.ts';
import { tenantId } from '../../domain/index.ts';
import type { ExchangeTestServer, ExpectedMailbox } from './exchange-server.ts';

const execute = promisify(execFile);
const LAB = join(import.meta.dirname, '../lab/exchange/lab');
const FIXTURES = join(import.meta.dirname, '../fixtures/pst');

interface LabState {
  readonly requests: readonly {
    readonly kind: 'export' | 'import';
    readonly name: string;
    readonly status: string;
    readonly guid: string;
  }[];
  readonly imports: readonly {
    readonly sha256: string;
    readonly mailboxGuid: string;
    readonly targetRootFolder: string;
  }[];
  readonly mailboxes: readonly {
    readonly tenant: string | null;
    readonly type: string;
    readonly guid: string;
    readonly archiveGuid: string | null;
    readonly primarySmtpAddress: string;
    readonly customAttribute1: string;
    readonly content: string;
  }[];
}

interface Sample {
  readonly folders: readonly { readonly ipm: boolean; readonly items: number; readonly fai: number }[];
}

const TYPES: Readonly<Record<string, ExpectedMailbox['type']>> = {
  UserMailbox: 'user',
  SharedMailbox: 'shared',
  RoomMailbox: 'room',
  EquipmentMailbox: 'equipment',
};

/** What the lab needs and this machine lacks, in one line; null when it can run. */
export async function missingForLab(): Promise<string | null> {
  if (process.platform !== 'linux') return 'the Exchange lab needs Linux';
  if (process.getuid?.() !== 0) return 'the Exchange lab needs root (its sshd changes user)';
  for (const command of ['dotnet', 'python3', 'apt-get']) {
    const found = await execute('sh', ['-c', `command -v ${command}`]).catch(() => null);
    if (found === null) return `the Exchange lab needs ${command}`;
  }
  return null;
}

/** The emulated Windows server in a folder and on ports of its own; stopped by `close`. */
export async function startExchangeLab(
  port = 7650,
): Promise<ExchangeTestServer & { readonly environment: Readonly<Record<string, string>> }> {
  // The built host lies under cache/ in LAB_DIR and survives a stop: one folder for all runs spares a build of a minute.
  const dir = join(tmpdir(), 'coffre-lab-exchange');
  const env = { ...process.env, LAB_DIR: dir, LAB_SSH_PORT: String(port) };
  const lab = async (...args: string[]): Promise<string> => {
    const { stdout } = await execute(LAB, args, { env, maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  };
  const ctl = (...args: string[]): Promise<string> => lab('ctl', ...args);
  const environment: Record<string, string> = {};
  for (const match of (await lab('start')).matchAll(/(EXCHANGE_\w+)='([^']*)'/g))
    environment[match[1] ?? ''] = match[2] ?? '';
  const value = (name: string): string => environment[`EXCHANGE_${name}`] ?? '';
  const state = async (): Promise<LabState> => JSON.parse(await ctl('show')) as LabState;
  const home = join(dir, 'fs/C/Users/svc-coffre');
  const shares = ['PstExport', 'PstImport'].map((name) => join(dir, 'fs/D', name));
  const guidOf = async (address: string): Promise<string> => {
    const found = (await state()).mailboxes.find((one) => one.primarySmtpAddress === address);
    if (found === undefined) throw new Error(`the lab has no ${address}`);
    return found.guid;
  };
  const fast = async (): Promise<void> => {
    await ctl('reset');
    await ctl('speed', '50');
    await ctl('unique', 'on');
  };
  await fast();
  const samples = JSON.parse(
    await readFile(join(import.meta.dirname, '../lab/exchange/samples.json'), 'utf8'),
  ) as Record<string, Sample>;
  const all = (await state()).mailboxes;
  const expected = (tenant: string): ExpectedMailbox[] =>
    all
      .filter((one) => one.tenant === tenant && one.customAttribute1 === tenant)
      .map((one) => {
        const inside = samples[one.content]?.folders.filter((folder) => folder.ipm) ?? [];
        return {
          address: one.primarySmtpAddress,
          type: TYPES[one.type] ?? 'user',
          archive: one.archiveGuid !== null,
          pst: join(FIXTURES, one.content),
          items: inside.reduce((sum, folder) => sum + folder.items, 0),
          hidden: inside.reduce((sum, folder) => sum + folder.fai, 0),
        };
      });
  let hostKeys = [value('SSH_HOST_KEY_SHA256')];
  const privateKey = new Secret(await readFile(value('SSH_KEY_FILE'), 'utf8'));
  const unit = (name: string): string => `hosting.test/Clients/${name}`;
  return {
    environment,
    get ssh() {
      return {
        host: value('SSH_HOST'),
        port: Number(value('SSH_PORT')),
        user: value('SSH_USER'),
        hostKeySha256: hostKeys,
        auth: { kind: 'key' as const, privateKey },
      };
    },
    exchange: { by: 'credential', uri: value('URI'), user: value('USER'), password: new Secret(value('PASSWORD')) },
    share: { unc: value('SHARE_UNC'), sftp: value('SHARE_SFTP') },
    importShare: { unc: value('IMPORT_UNC'), sftp: value('IMPORT_SFTP') },
    tenants: [
      {
        id: tenantId('beranger'),
        customAttribute1: 'BERANGER',
        organizationalUnit: unit('Ateliers Béranger'),
        domains: ['ateliers-beranger.test'],
      },
      {
        id: tenantId('delmas'),
        customAttribute1: 'DELMAS',
        organizationalUnit: unit('Cabinet Delmas & Fils'),
        domains: ['delmas-fils.test'],
      },
    ],
    mailboxes: [expected('BERANGER'), expected('DELMAS')],
    disagreeing: ['stagiaire@delmas-fils.test'],
    withArchive: 'h.chateau@ateliers-beranger.test',
    large: 'jf.oneill@ateliers-beranger.test',
    sharedAcross: 'compta@ateliers-beranger.test',
    uniqueExports: true,
    control: {
      reset: fast,
      async stall(address) {
        await (address === null ? ctl('stall', 'off') : ctl('stall', await guidOf(address), 'RelinquishedWlmStall'));
      },
      async corruptItems(address, count) {
        await ctl('corrupt', await guidOf(address), String(count));
      },
      async outcome(address, status) {
        await ctl('outcome', await guidOf(address), status ?? 'none');
      },
      async failRequest(name, failureType) {
        await ctl('fail', name, failureType, 'The lab was told to fail this request.');
      },
      async dropAfter(bytes) {
        await ctl('drop', bytes === null ? 'off' : String(bytes));
      },
      async corruptTransfers(afterBytes) {
        await ctl('sftp-corrupt', afterBytes === null ? 'off' : String(afterBytes));
      },
      async rotateHostKey() {
        const rotated = (await ctl('rotate-host-key')).trim();
        hostKeys = [rotated];
        return rotated;
      },
      async diskFree(bytes) {
        await ctl('disk-free', 'D', String(bytes));
      },
      async role(on) {
        await ctl('role', on ? 'on' : 'off');
      },
      async size(address, bytes) {
        await ctl('size', await guidOf(address), bytes === null ? 'none' : String(bytes));
      },
      async requests() {
        return (await state()).requests.map(({ kind, name, status }) => ({ kind, name, status }));
      },
      async leaveRequest(address, name) {
        await ctl('leave-request', await guidOf(address), name);
      },
      async files() {
        return (await Promise.all(shares.map((one) => readdir(one)))).flat();
      },
      async imports() {
        const { imports, mailboxes } = await state();
        return imports.map(({ sha256, mailboxGuid, targetRootFolder }) => ({
          sha256,
          targetRootFolder,
          address: mailboxes.find((one) => one.guid === mailboxGuid)?.primarySmtpAddress ?? mailboxGuid,
        }));
      },
      async workFolders() {
        return (await readdir(home)).filter((name) => name.startsWith('coffre-'));
      },
    },
    async close() {
      await lab('stop');
    },
  };
}
