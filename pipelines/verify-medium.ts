import { mediaError, type Volume } from '../connectors/media/index.ts';
import type { OnProgress } from '../core/index.ts';
import type { MediumContent, MediumSumsFile, ReadBack } from '../domain/index.ts';
import { bothHashes } from '../handover/index.ts';
import { type MediumDeps, mediumOf, recordMediumStep, requireStep } from './media-of.ts';
import { type FileSum, readSums, SUMS_FILES } from './medium-sums.ts';
import { readBack, readWhole } from './read-back.ts';
import { type MediumReport, recordFailed, requireSerial } from './write-medium.ts';

export interface VerifyMediumDeps extends MediumDeps {
  readonly volume: Volume;
  readonly onProgress: OnProgress;
}

export interface VerifyMediumRequest {
  readonly label: string;
  /** As typed by whoever holds the carrier. */
  readonly serial: string;
  /** The volume was unmounted and mounted anew right before, so that nothing of it is in memory. */
  readonly remounted: boolean;
}

/**
 * Reads a medium as the client will, mounted read-only: every file against the lists beside the bags, the lists against the
 * ledger. All equal: `medium.verified`. Any difference: `medium.failed`, and the report names them. MEDIA_CACHED, and nothing
 * recorded, where what was read may have come from memory; MEDIA_WRITABLE, MEDIA_WRONG_SERIAL, MEDIA_WRONG_VOLUME,
 * MEDIA_STATE before anything is read.
 */
export async function verifyMedium(
  deps: VerifyMediumDeps,
  request: VerifyMediumRequest,
  signal: AbortSignal,
): Promise<MediumReport> {
  const { volume, onProgress } = deps;
  const medium = await mediumOf(deps.ledger, request.label, request.serial);
  requireStep(medium, 'medium.verified');
  const { content } = medium;
  if (content === null) throw mediaError('MEDIA_STATE', `medium ${medium.label} was never written`);
  const facts = await volume.facts();
  requireSerial(facts, request.serial);
  if (!facts.readOnly) throw mediaError('MEDIA_WRITABLE', `${facts.mountPoint} is mounted for writing`);
  if (content.volumeUuid !== null && facts.uuid !== null && content.volumeUuid !== facts.uuid) {
    throw mediaError('MEDIA_WRONG_VOLUME', `the file system is ${facts.uuid}, ${content.volumeUuid} was written`);
  }

  const expected = await expectedSums(volume, medium.folder, content, signal);
  const totalBytes = content.bytes;
  const found = await readBack(volume, medium.folder, expected.sums, { totalBytes, onProgress, signal });
  const how: ReadBack = request.remounted ? 'remounted' : found.direct ? 'direct' : 'cached';
  const { files, bytes } = found;
  // Without a list, nobody can say of any other file whether it is as it was.
  const differences = found.differences.filter(({ kind }) => expected.complete || kind !== 'unexpected');
  const differenceCount = expected.complete ? found.differenceCount : differences.length;
  const report = { files, bytes, kept: 0, readBack: how, differences, differenceCount };
  if (differenceCount > 0) return { ...report, medium: await recordFailed(deps, medium, 'verify', report, signal) };
  if (files !== content.files || bytes !== content.bytes) {
    throw mediaError('MEDIA_STATE', `medium ${medium.label}: ${files} files were read, ${content.files} were written`);
  }
  if (how === 'cached') throw mediaError('MEDIA_CACHED', `medium ${medium.label} was read from memory, perhaps`);
  const body = { files, bytes, readBack: how, volumeUuid: facts.uuid, fileSystem: facts.fileSystem };
  return { ...report, medium: await recordMediumStep(deps, medium, { type: 'medium.verified', body }, signal) };
}

/** What every file must hash to: by those lists on the medium that are what was written, and for the lists by the ledger. */
async function expectedSums(
  volume: Volume,
  folder: string,
  content: MediumContent,
  signal: AbortSignal,
): Promise<{ readonly sums: ReadonlyMap<string, Partial<FileSum>>; readonly complete: boolean }> {
  const read = async (name: string): Promise<Buffer | null> => {
    const written = content.sums.find((one) => one.name === name);
    if (written === undefined) return null;
    const bytes = await readWhole(volume, `${folder}/${name}`, written.bytes, signal);
    return bytes !== null && isAsWritten(bytes, written) ? bytes : null;
  };
  const lists = { sha256: await read(SUMS_FILES.sha256), sha512: await read(SUMS_FILES.sha512) };
  const sums = new Map([...readSums(lists), ...content.sums.map((one) => [one.name, one] as const)]);
  return { sums, complete: lists.sha256 !== null || lists.sha512 !== null };
}

function isAsWritten(bytes: Uint8Array, written: MediumSumsFile): boolean {
  const hashes = bothHashes();
  hashes.update(bytes);
  const { sha256, sha512 } = hashes.digest();
  return sha256 === written.sha256 && sha512 === written.sha512;
}
