import { isSerialOf, mediaError, namesOf, type Volume, type VolumeFacts } from '../connectors/media/index.ts';
import type { Clock, OnProgress } from '../core/index.ts';
import { assignMedium, type Medium, type ReadBack } from '../domain/index.ts';
import { copyToMedium, type PackageFiles, planCopy } from './copy-to-medium.ts';
import { type MediumDeps, mediaOf, recordMediumStep } from './media-of.ts';
import { type MediumSums, sumsFiles } from './medium-sums.ts';
import { type MediumDifference, readBack } from './read-back.ts';

export interface WriteMediumDeps extends MediumDeps {
  readonly clock: Clock;
  readonly volume: Volume;
  readonly onProgress: OnProgress;
}

export interface WriteMediumRequest {
  readonly tenant: string;
  readonly packageId: string;
  /** SHA-512 of the package, as it was verified. */
  readonly root: string;
  /** Name of the package's folder on the volume. */
  readonly folder: string;
  /** Names this writing for ever; printed on the carrier, so it says nothing of the client. */
  readonly label: string;
  /** As typed by whoever holds the carrier. */
  readonly serial: string;
  /** Who takes it unencrypted says why; null: refused, encrypted volumes are not available yet. */
  readonly unencrypted: { readonly reason: string } | null;
  readonly files: PackageFiles;
}

export interface MediumReport {
  readonly medium: Medium;
  readonly files: number;
  readonly bytes: number;
  /** Files of an earlier try that were complete. */
  readonly kept: number;
  readonly readBack: ReadBack;
  readonly differences: readonly MediumDifference[];
  readonly differenceCount: number;
}

/** Names that file systems and desktops make at the root of a volume, and that hold nothing of anybody's. */
const OF_THE_SYSTEM: readonly string[] = ['lost+found', 'System Volume Information'];
/** A label is printed on the carrier and typed again: plain, short, no name of anybody. */
const LABEL = /^[A-Za-z0-9][A-Za-z0-9-]{0,31}$/;
/** Names of differences in an act, which holds 64 KiB at most. */
const MOST_RECORDED = 100;

/**
 * Puts a package on a carrier: checks the carrier, the room and every name; records `medium.assigned`; writes below
 * `<folder>.partial`, each file and folder on storage; reads everything back and compares both hashes with those computed
 * while writing; renames, and records `medium.written`. A try that was cut off is taken up: repeat the call.
 *
 * Where the read-back differs, `medium.failed` is recorded and the report names what differs: the carrier is discarded.
 * Refusals (MEDIA_UNENCRYPTED, MEDIA_LABEL, MEDIA_STATE, MEDIA_DISCARDED, MEDIA_NOT_WIPED, MEDIA_READ_ONLY, MEDIA_WRONG_SERIAL,
 * MEDIA_NOT_EMPTY, MEDIA_FULL, MEDIA_TOO_LARGE) come before anything is written or recorded.
 */
export async function writeMedium(
  deps: WriteMediumDeps,
  request: WriteMediumRequest,
  signal: AbortSignal,
): Promise<MediumReport> {
  const { volume, clock, onProgress } = deps;
  const { folder } = request;
  const startedMs = clock.monotonic();
  const partial = `${folder}.partial`;
  const assignment = await judge(deps, request);
  const facts = await carrierFor(volume, request.serial);
  const known = await tidyRoot(volume, { folder, partial, resume: assignment === 'resume' });
  const onVolume = known ? await filesBelow(volume, partial, signal) : new Map<string, number>();
  const plan = await planCopy(request.files, facts, onVolume, signal);

  if (assignment === 'new') await assign(deps, request, facts, signal);
  const { sums, kept } = await copyToMedium(volume, partial, request.files, { plan, onVolume, onProgress, signal });
  const lists = sumsFiles(sums);
  const expected: MediumSums = new Map([...sums, ...lists.map((one) => [one.name, one] as const)]);
  for (const { name, content } of lists) await volume.write(`${partial}/${name}`, once(content), signal);
  await volume.flush(signal);

  const totalBytes = plan.bytes + lists.reduce((sum, one) => sum + one.bytes, 0);
  const found = await readBack(volume, partial, expected, { totalBytes, onProgress, signal });
  const medium = await current(deps, request.label);
  const { differences, differenceCount, files, bytes } = found;
  const how: ReadBack = found.direct ? 'direct' : 'cached';
  const report = { files, bytes, kept, readBack: how, differences, differenceCount };
  if (differenceCount > 0) return { ...report, medium: await recordFailed(deps, medium, 'write', report, signal) };

  await volume.rename(partial, folder);
  await volume.flush(signal);
  const body = {
    files,
    bytes,
    kept,
    readBack: how,
    fileSystem: facts.fileSystem,
    volumeUuid: facts.uuid,
    sums: lists.map(({ name, bytes: length, sha256, sha512 }) => ({ name, bytes: length, sha256, sha512 })),
    durationMs: Math.round(clock.monotonic() - startedMs),
  };
  return { ...report, medium: await recordMediumStep(deps, medium, { type: 'medium.written', body }, signal) };
}

/** Records that what was read is not what was written. */
export async function recordFailed(
  deps: MediumDeps,
  medium: Medium,
  stage: 'write' | 'verify',
  report: Pick<MediumReport, 'differences' | 'differenceCount' | 'readBack'>,
  signal: AbortSignal,
): Promise<Medium> {
  const named = report.differences
    .slice(0, MOST_RECORDED)
    .map(({ path, kind }) => ({ path: path.slice(0, 250), kind }));
  const body = { stage, readBack: report.readBack, count: report.differenceCount, differences: named };
  return recordMediumStep(deps, medium, { type: 'medium.failed', body }, signal);
}

/** `new` or `resume`; refused as the rules of media say. */
async function judge(deps: WriteMediumDeps, request: WriteMediumRequest): Promise<'new' | 'resume'> {
  const { label, serial, unencrypted } = request;
  if (unencrypted === null || unencrypted.reason.trim() === '') {
    throw mediaError(
      'MEDIA_UNENCRYPTED',
      'encrypted volumes are not available yet, and no reason was given for another',
    );
  }
  if (!LABEL.test(label) || label.toLowerCase().includes(request.tenant.toLowerCase())) {
    throw mediaError('MEDIA_LABEL', `${JSON.stringify(label.slice(0, 80))} is no label for the outside of a carrier`);
  }
  const assignment = assignMedium(await mediaOf(deps.ledger), request);
  if (assignment.kind !== 'refused') return assignment.kind;
  const { why, other } = assignment;
  switch (why) {
    case 'discarded':
      throw mediaError('MEDIA_DISCARDED', `the carrier ${serial} failed as medium ${other}`);
    case 'not-wiped':
      throw mediaError('MEDIA_NOT_WIPED', `the carrier ${serial} still holds medium ${other}`);
    case 'label-used':
      throw mediaError('MEDIA_STATE', `the label ${label} names another writing`, { hint: 'Choose another label.' });
  }
}

/** What the volume tells of itself, where it may be written and is the carrier that was typed. */
async function carrierFor(volume: Volume, serial: string): Promise<VolumeFacts> {
  const facts = await volume.facts();
  requireSerial(facts, serial);
  if (facts.readOnly) throw mediaError('MEDIA_READ_ONLY', `${facts.mountPoint} is read-only`);
  return facts;
}

/** MEDIA_WRONG_SERIAL where the mounted device is not the one that was typed; what it is called is said. */
export function requireSerial(facts: VolumeFacts, serial: string): void {
  if (isSerialOf(facts, serial)) return;
  const names = namesOf(facts);
  const what = names.length === 0 ? 'tells no serial number' : `is ${names.join(' or ')}`;
  throw mediaError('MEDIA_WRONG_SERIAL', `${facts.mountPoint} ${what}, not ${serial}`);
}

/**
 * Nothing of anybody else's may leave with the carrier. True where an earlier try of this writing lies below `partial`; one
 * that died between the renaming and its act is taken back there.
 */
async function tidyRoot(
  volume: Volume,
  { folder, partial, resume }: { readonly folder: string; readonly partial: string; readonly resume: boolean },
): Promise<boolean> {
  const roots = (await volume.roots()).filter((one) => !OF_THE_SYSTEM.includes(one));
  const ours = resume ? [folder, partial] : [];
  const foreign = roots.filter((one) => !ours.includes(one));
  if (foreign.length > 0) {
    const named = foreign.slice(0, 5).map((one) => JSON.stringify(one.slice(0, 80)));
    throw mediaError('MEDIA_NOT_EMPTY', `the volume holds ${named.join(', ')}${foreign.length > 5 ? ' and more' : ''}`);
  }
  if (roots.includes(folder) && !roots.includes(partial)) await volume.rename(folder, partial);
  return roots.length > 0;
}

/** Lengths of the files below `folder`, by path below it. MEDIA_NOT_OURS where something else lies there. */
async function filesBelow(volume: Volume, folder: string, signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for await (const { path, kind, bytes } of volume.list(folder, signal)) {
    if (kind === 'other') throw mediaError('MEDIA_NOT_OURS', `${path} is neither file nor folder`);
    if (kind === 'file') found.set(path.slice(folder.length + 1), bytes);
  }
  return found;
}

async function assign(
  deps: WriteMediumDeps,
  request: WriteMediumRequest,
  facts: VolumeFacts,
  signal: AbortSignal,
): Promise<void> {
  const { tenant, packageId, root, label, serial, folder } = request;
  const body = {
    label,
    packageId,
    root,
    serial,
    folder,
    encrypted: false,
    reason: (request.unencrypted?.reason ?? '').slice(0, 2000),
    deviceSerials: [...facts.serials],
    volumeUuid: facts.uuid,
    fileSystem: facts.fileSystem,
    capacityBytes: facts.capacityBytes,
  };
  await deps.ledger.append({ actor: deps.actor, type: 'medium.assigned', tenant, body }, signal);
  // Somebody else may have been faster: then this act is without effect.
  const medium = await current(deps, label);
  if (medium.packageId !== packageId || medium.serial !== serial || medium.status !== 'assigned') {
    throw mediaError('MEDIA_STATE', `the label ${label} was taken meanwhile`);
  }
}

async function current(deps: MediumDeps, label: string): Promise<Medium> {
  const medium = (await mediaOf(deps.ledger)).get(label);
  if (medium === undefined) throw mediaError('MEDIA_UNKNOWN', `no medium is called ${label}`);
  return medium;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
