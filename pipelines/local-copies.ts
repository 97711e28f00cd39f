import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Catalog } from '../catalog/index.ts';
import type { Clock } from '../core/index.ts';
import {
  type CopyCount,
  type CopyKind,
  erasureMethods,
  type PlannedCopy,
  runId,
  type TenantId,
} from '../domain/index.ts';
import { pipelineError } from './errors.ts';
import { cleanHandoverSpool, HANDOVER_SPOOL } from './handover-leftovers.ts';

export interface LocalPlaces {
  readonly catalog: Catalog;
  readonly clock: Clock;
  /** Holds catalogue, ledger, spool and the folders of restores. */
  readonly stateDir: string;
}

/** A restore that is this old is no longer at work; younger ones may be another tenant's: left, and counted. */
const AT_WORK_MS = 86_400_000;

const EMPTY: CopyCount = { objects: 0, versions: 0, bytes: 0 };

/** Files that are no copies of mail: the catalogue has a line of its own, the ledger is kept. */
const DATABASES = /^(catalog|ledger)\.sqlite(-wal|-shm|-journal)?$/;

/**
 * What this machine holds of a tenant: rows of the catalogue, staged exports, restores cut off, and files of the state
 * folder that Coffre does not know (a person has to look at them). Staged files do not say whose they are: all are counted.
 */
export async function findLocalCopies(places: LocalPlaces, tenant: TenantId): Promise<readonly PlannedCopy[]> {
  const { stateDir, catalog } = places;
  const rows = await catalog.countTenant(tenant);
  const others = (await namesIn(stateDir)).filter(
    (name) => !DATABASES.test(name) && !['spool', 'restores', HANDOVER_SPOOL].includes(name),
  );
  const line = (kind: CopyKind, where: string, count: CopyCount): PlannedCopy => {
    return { kind, where, count, method: erasureMethods[kind] };
  };
  return [
    line('catalogue', join(stateDir, 'catalog.sqlite'), { objects: rows, versions: rows, bytes: 0 }),
    line('spool', join(stateDir, 'spool'), await countAll(join(stateDir, 'spool'))),
    line('spool', join(stateDir, HANDOVER_SPOOL), await countAll(join(stateDir, HANDOVER_SPOOL))),
    line('restores', join(stateDir, 'restores'), await countAll(join(stateDir, 'restores'))),
    line('work-files', stateDir, await countAll(stateDir, others)),
  ];
}

/**
 * Removes them; the caller holds the lease `night`, so that every open run but its own belongs to a dead process. Unknown
 * files of the state folder stay. SPOOL_LEFT where something cannot be removed.
 */
export async function removeLocalCopies(places: LocalPlaces, tenant: TenantId): Promise<void> {
  const { stateDir, catalog, clock } = places;
  await catalog.forgetTenant(tenant);
  await cleanHandoverSpool(stateDir, catalog);
  for (const folder of ['spool', 'restores']) {
    for (const name of await namesIn(join(stateDir, folder))) {
      const path = join(stateDir, folder, name);
      const found = await lstat(path).catch(() => null);
      if (found === null) continue;
      if (isRun(name) || clock.now() - found.mtimeMs > AT_WORK_MS) await removeTree(path);
    }
  }
}

async function removeTree(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch((error: unknown) => {
    throw pipelineError('SPOOL_LEFT', `${path} cannot be removed`, { cause: error });
  });
}

/** Folders of nights: under the lease `night` none of them is at work. */
function isRun(name: string): boolean {
  try {
    runId(name);
    return true;
  } catch {
    return false;
  }
}

async function namesIn(path: string): Promise<readonly string[]> {
  return readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

/** Files below `path`, or below the names given; links are counted and never followed. */
async function countAll(path: string, names?: readonly string[]): Promise<CopyCount> {
  let count = EMPTY;
  for (const name of names ?? (await namesIn(path))) {
    const child = join(path, name);
    const found = await lstat(child).catch(() => null);
    if (found === null) continue;
    const below = found.isDirectory() ? await countAll(child) : { objects: 1, versions: 1, bytes: found.size };
    count = {
      objects: count.objects + below.objects,
      versions: count.versions + below.versions,
      bytes: count.bytes + below.bytes,
    };
  }
  return count;
}
