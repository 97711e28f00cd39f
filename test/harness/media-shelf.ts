import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Volume } from '../../connectors/media/index.ts';
import { neverAborted, noProgress, SimulatedClock } from '../../core/index.ts';
import { type Ledger, openLedger } from '../../ledger/index.ts';
import {
  type MediumReport,
  mediaOf,
  type PackageFiles,
  verifyMedium,
  type WipeReport,
  wipeMedium,
  writeMedium,
} from '../../pipelines/index.ts';
import { directoryActStore } from '../fakes/directory-act-store.ts';
import type { SamplePackage } from './sample-package.ts';

/** What a test changes of a writing; the rest is as a technician would do it. */
export interface WriteChoices {
  readonly label?: string;
  readonly serial: string;
  readonly tenant?: string;
  readonly unencrypted?: { readonly reason: string } | null;
  readonly files?: PackageFiles;
  readonly signal?: AbortSignal;
}

/** A technician with a real ledger, who puts packages on volumes. */
export interface MediaShelf {
  readonly ledger: Ledger;
  write(volume: Volume, what: SamplePackage, choices: WriteChoices): Promise<MediumReport>;
  verify(volume: Volume, serial: string, remounted?: boolean): Promise<MediumReport>;
  wipe(volume: Volume, serial: string): Promise<WipeReport>;
  /** Types of the acts on media, in order. */
  acts(): Promise<readonly string[]>;
  /** Where the medium `A1` stands. */
  status(): Promise<string | undefined>;
  close(): Promise<void>;
}

export async function mediaShelf(): Promise<MediaShelf> {
  const root = await mkdtemp(join(tmpdir(), 'coffre-shelf-'));
  const clock = new SimulatedClock(Date.parse('2027-03-01T08:00:00Z'));
  const store = directoryActStore(join(root, 'acts'));
  const ledger = await openLedger({ path: join(root, 'ledger.sqlite'), store, clock, signal: neverAborted });
  const deps = (volume: Volume) => ({ ledger, actor: 'marie', clock, volume, onProgress: noProgress });
  return {
    ledger,
    write: (volume, what, choices) => {
      const { serial, label = 'A1', tenant = 'acme', unencrypted = { reason: 'the client has no key' } } = choices;
      const { packageId, root: hash, folder } = what;
      const files = choices.files ?? what.files;
      const request = { tenant, packageId, root: hash, folder, label, serial, unencrypted, files };
      return writeMedium(deps(volume), request, choices.signal ?? neverAborted);
    },
    verify: (volume, serial, remounted = false) =>
      verifyMedium(deps(volume), { label: 'A1', serial, remounted }, neverAborted),
    wipe: (volume, serial) => wipeMedium(deps(volume), { label: 'A1', serial, tool: 'coffre' }, neverAborted),
    acts: async () => (await ledger.events()).map(({ type }) => type),
    status: async () => (await mediaOf(ledger)).get('A1')?.status,
    close: async () => {
      await ledger.close();
      await rm(root, { recursive: true });
    },
  };
}
