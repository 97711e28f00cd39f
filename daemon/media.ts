import { dirname, resolve } from 'node:path';
import {
  listCarriers,
  mediaError,
  openMountedVolume,
  remountReadOnly,
  type Volume,
  type VolumeFacts,
} from '../connectors/media/index.ts';
import { hasCode } from '../core/index.ts';
import { type Medium, tenantId } from '../domain/index.ts';
import { packageName } from '../handover/index.ts';
import { contractEvents } from '../ledger/index.ts';
import {
  type MediumReceiptRequest,
  type MediumReport,
  mediaOf,
  mediumOf,
  openPackage,
  packageFiles,
  receiveMedium,
  verifyMedium,
  type WipeReport,
  wipeMedium,
  writeMedium,
} from '../pipelines/index.ts';
import type { App } from './app.ts';
import { whoActs } from './contracts/who-acts.ts';

/** A carrier at hand: where it is mounted, and its serial number as somebody read it on the carrier itself. */
export interface CarrierAtHand {
  readonly mountPoint: string;
  readonly serial: string;
}

/** What is on media, and which carriers are mounted now. */
export async function listMedia(
  app: App,
  tenant: string | null,
  signal: AbortSignal,
): Promise<{ readonly media: readonly Medium[]; readonly volumes: readonly VolumeFacts[] }> {
  const all = [...(await mediaOf(await app.ledger())).values()];
  const media = all.filter((one) => tenant === null || one.tenant === tenant);
  const volumes = await listCarriers({ protect: protectedPaths(app), signal }).catch((error: unknown) => {
    // Elsewhere than on Linux nothing can be written, and what was written is listed all the same.
    if (hasCode(error, 'MEDIA_UNSUPPORTED')) return [];
    throw error;
  });
  return { media, volumes };
}

export interface WriteCarrierRequest extends CarrierAtHand {
  /** Id of a package, or of a tenant whose last verified package is meant. */
  readonly what: string;
  readonly label: string;
  /** Why it is not encrypted; null where nobody decided that. */
  readonly unencrypted: { readonly reason: string } | null;
}

/** Writes the verified package to the carrier (see `pipelines/write-medium`). MEDIA_UNVERIFIED, MEDIA_ROLE. */
export async function writeCarrier(app: App, request: WriteCarrierRequest, signal: AbortSignal): Promise<MediumReport> {
  const { what, label, unencrypted, serial } = request;
  // Asked first: nobody shall attach a carrier, or read a package, for a writing that nobody decided on.
  if (unencrypted === null) {
    throw mediaError(
      'MEDIA_UNENCRYPTED',
      'encrypted volumes are not available yet, and nobody chose an unencrypted one',
    );
  }
  const ledger = await app.ledger();
  const { tenant, packageId, root } = await verifiedPackage(app, what);
  requireHand(app, tenant);
  const volume = await openVolume(app, request.mountPoint, signal);
  try {
    const opened = await openPackage(await app.vault(), { tenant: tenantId(tenant), packageId }, signal);
    const { index } = opened;
    if (index.root !== root)
      throw mediaError('MEDIA_UNVERIFIED', `package ${packageId} is not the one that was verified`);
    const folder = packageName(index.contractId, index.round);
    const { actor, clock, onProgress } = app;
    return await writeMedium(
      { ledger, actor, clock, volume, onProgress },
      { tenant, packageId, root, folder, label, serial, unencrypted, files: () => packageFiles(opened) },
      signal,
    );
  } finally {
    await volume.close();
  }
}

/** The last verified package that `what` names, by its own id or by its tenant's. */
async function verifiedPackage(
  app: App,
  what: string,
): Promise<{ readonly tenant: string; readonly packageId: string; readonly root: string }> {
  const events = contractEvents(await (await app.ledger()).events());
  for (const { tenant, body } of events.toReversed()) {
    if (body.type !== 'package.verified' || body.exit !== 0 || body.unexplained !== 0) continue;
    if (body.packageId === what || tenant === what) return { tenant, packageId: body.packageId, root: body.root };
  }
  throw mediaError('MEDIA_UNVERIFIED', `no verified package is called ${JSON.stringify(what.slice(0, 80))}`);
}

/** Reads the carrier against what was written (see `pipelines/verify-medium`); mounts it anew before where wished. */
export async function verifyCarrier(
  app: App,
  request: CarrierAtHand & { readonly label: string; readonly remount: boolean },
  signal: AbortSignal,
): Promise<MediumReport> {
  const { label, serial, remount } = request;
  const ledger = await app.ledger();
  requireHand(app, (await mediumOf(ledger, label, serial)).tenant);
  if (remount) await remountReadOnly(resolve(request.mountPoint), { protect: protectedPaths(app), signal });
  const volume = await openVolume(app, request.mountPoint, signal);
  try {
    const { actor, onProgress } = app;
    return await verifyMedium({ ledger, actor, volume, onProgress }, { label, serial, remounted: remount }, signal);
  } finally {
    await volume.close();
  }
}

/** Records a client's receipt (see `pipelines/receive-medium`). */
export async function receiveCarrier(app: App, request: MediumReceiptRequest, signal: AbortSignal): Promise<Medium> {
  const ledger = await app.ledger();
  requireHand(app, (await mediumOf(ledger, request.label, request.serial)).tenant);
  return receiveMedium({ ledger, actor: app.actor }, request, signal);
}

/** Overwrites our own folder on the carrier (see `pipelines/wipe-medium`). */
export async function wipeCarrier(
  app: App,
  request: CarrierAtHand & { readonly label: string },
  signal: AbortSignal,
): Promise<WipeReport> {
  const { label, serial } = request;
  const ledger = await app.ledger();
  requireHand(app, (await mediumOf(ledger, label, serial)).tenant);
  const volume = await openVolume(app, request.mountPoint, signal);
  try {
    const { actor, onProgress } = app;
    return await wipeMedium(
      { ledger, actor, volume, onProgress },
      { label, serial, tool: 'coffre media wipe' },
      signal,
    );
  } finally {
    await volume.close();
  }
}

const openVolume = (app: App, mountPoint: string, signal: AbortSignal): Promise<Volume> =>
  openMountedVolume(resolve(mountPoint), { protect: protectedPaths(app), signal });

/** What of ours no carrier may hold. */
function protectedPaths({ config }: App): readonly string[] {
  const store = config.store.kind === 'filesystem' ? [config.store.path] : [];
  const sources = config.sources.flatMap((one) => (one.kind === 'folder' ? [one.path] : []));
  return [config.stateDir, dirname(config.keys.masterFile), ...store, ...sources].map((path) => resolve(path));
}

function requireHand(app: App, tenant: string): void {
  const { role } = whoActs(app.config, app.actor, tenant);
  if (role === 'auditor') throw mediaError('MEDIA_ROLE', `${app.actor} is an auditor`);
}
