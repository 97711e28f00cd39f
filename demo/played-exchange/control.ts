import { isWorkFolderName } from '../../connectors/exchange/index.ts';
import type { Organisation } from './organisation.ts';
import type { PlayedImport, Replication } from './replication.ts';
import { shares } from './shares.ts';
import type { WindowsFiles } from './windows-files.ts';

/** What may go wrong with the server itself; each is read where it applies. */
export interface Faults {
  dropAfter: number | null;
  corruptAfter: number | null;
  /** Free bytes of the volume of the shares, before what lies on them. */
  freeBytes: number;
  role: boolean;
}

/** 500 GB: more than any world played here needs. */
export const noFaults: Readonly<Faults> = { dropAfter: null, corruptAfter: null, freeBytes: 500e9, role: true };

export interface RequestView {
  readonly kind: 'export' | 'import';
  readonly name: string;
  readonly status: string;
}

/** Names of the files on both shares. */
export function filesOnShares(files: WindowsFiles): readonly string[] {
  return [...namesIn(files, shares.export.sftp), ...namesIn(files, shares.import.sftp)];
}

export function requestViews({ requests }: Replication): readonly RequestView[] {
  return requests.map(({ kind, name, status }) => ({ kind, name, status }));
}

function namesIn(files: WindowsFiles, folder: string): readonly string[] {
  return (files.list(folder) ?? []).map(({ path }) => path.slice(path.lastIndexOf('/') + 1));
}

/** What a story or a test does to the played server; addresses name mailboxes, RangeError for one that is not there. */
export interface PlayedControl {
  /** As at the start: no requests, no files on the shares or in the home folder, no faults, the first content. The host key stays. */
  reset(): Promise<void>;
  /** Requests of this mailbox stop moving (RelinquishedWlmStall) until `stall(null)`, which frees all. */
  stall(address: string | null): Promise<void>;
  /** No export of the mailbox can read that many of its items. */
  corruptItems(address: string, count: number): Promise<void>;
  /** Requests of this mailbox end with this status instead of Completed; null: as usual. */
  outcome(address: string, status: string | null): Promise<void>;
  /** A request that is not over fails now with this exception type. */
  failRequest(name: string, failureType: string): Promise<void>;
  /** Every connection ends once it has sent that many bytes; null: never. */
  dropAfter(bytes: number | null): Promise<void>;
  /** One byte of each SFTP session is altered after that many bytes read; null: never. */
  corruptTransfers(afterBytes: number | null): Promise<void>;
  /** A new host key for connections to come; answers its fingerprint. */
  rotateHostKey(): Promise<string>;
  diskFree(bytes: number): Promise<void>;
  /** Whether the account has the role that makes the export cmdlets appear. */
  role(on: boolean): Promise<void>;
  /** A stated size of the primary instead of the real one. */
  size(address: string, bytes: number | null): Promise<void>;
  requests(): Promise<
    readonly { readonly kind: 'export' | 'import'; readonly name: string; readonly status: string }[]
  >;
  /** A suspended request of this name with its file, as a dead daemon would have left it. */
  leaveRequest(address: string, name: string): Promise<void>;
  /** Names of the files on both shares. */
  files(): Promise<readonly string[]>;
  imports(): Promise<readonly PlayedImport[]>;
  /** Names of the daemon's work folders in the account's home. */
  workFolders(): Promise<readonly string[]>;
}

export function playedControl(parts: {
  readonly organisation: Organisation;
  readonly replication: Replication;
  readonly files: WindowsFiles;
  readonly faults: Faults;
  readonly rotateHostKey: () => string;
}): PlayedControl {
  const { organisation, replication, files, faults } = parts;
  return {
    async reset() {
      Object.assign(faults, noFaults);
      organisation.reset();
      replication.reset();
      for (const folder of [shares.export.sftp, shares.import.sftp, files.home]) await files.clear(folder);
    },
    async stall(address) {
      if (address === null) for (const one of organisation.mailboxes) one.stalled = false;
      else organisation.at(address).stalled = true;
    },
    async corruptItems(address, count) {
      organisation.at(address).badItems = count;
    },
    async outcome(address, status) {
      organisation.at(address).outcome = status;
    },
    async failRequest(name, failureType) {
      for (const one of replication.requests.filter((each) => each.name === name)) {
        replication.fail(one, failureType, 'The played server was told to fail this request.');
      }
    },
    async dropAfter(bytes) {
      faults.dropAfter = bytes;
    },
    async corruptTransfers(afterBytes) {
      faults.corruptAfter = afterBytes;
    },
    rotateHostKey: async () => parts.rotateHostKey(),
    async diskFree(bytes) {
      faults.freeBytes = bytes;
    },
    async role(on) {
      faults.role = on;
    },
    async size(address, bytes) {
      organisation.at(address).statedBytes = bytes;
    },
    requests: async () => requestViews(replication),
    leaveRequest: (address, name) => replication.leave(organisation.at(address), name),
    files: async () => filesOnShares(files),
    imports: async () => [...replication.imports],
    workFolders: async () => namesIn(files, files.home).filter(isWorkFolderName),
  };
}
