import { mediaError, type Volume } from '../connectors/media/index.ts';
import { type OnProgress, throwIfAborted } from '../core/index.ts';
import type { Medium, ReadBack } from '../domain/index.ts';
import { type MediumDeps, mediumOf, recordMediumStep, requireStep } from './media-of.ts';
import { requireSerial } from './write-medium.ts';

export interface WipeMediumDeps extends MediumDeps {
  readonly volume: Volume;
  readonly onProgress: OnProgress;
}

export interface WipeMediumRequest {
  readonly label: string;
  readonly serial: string;
  /** What did the wiping, as the record names it. */
  readonly tool: string;
}

export interface WipeReport {
  readonly medium: Medium;
  readonly files: number;
  readonly bytes: number;
  readonly readBack: ReadBack;
  /** Files in which something other than zeros was read afterwards, or that could not be read. */
  readonly notZero: readonly string[];
}

/**
 * Overwrites every file of the package's folder once where it lies, reads it back, and removes the folder: "Clear" of NIST
 * SP 800-88r2 for these files only. Devices are never formatted, and what a flash controller keeps in spare cells is out of
 * reach: the record says so. A file that does not read as zeros keeps the medium from being wiped: the act says `failed`.
 */
export async function wipeMedium(
  deps: WipeMediumDeps,
  request: WipeMediumRequest,
  signal: AbortSignal,
): Promise<WipeReport> {
  const { volume, onProgress } = deps;
  const medium = await mediumOf(deps.ledger, request.label, request.serial);
  requireStep(medium, 'medium.wiped');
  const facts = await volume.facts();
  requireSerial(facts, request.serial);
  if (facts.readOnly) throw mediaError('MEDIA_READ_ONLY', `${facts.mountPoint} is read-only`);

  // Unknown for a writing that was cut off.
  const total = medium.content === null ? {} : { total: medium.content.bytes };
  const folders = [`${medium.folder}.partial`, medium.folder];
  const wiped: string[] = [];
  let bytes = 0;
  for (const folder of folders) {
    for await (const { path, kind } of volume.list(folder, signal)) {
      if (kind !== 'file') continue;
      bytes += await volume.overwrite(path, signal);
      wiped.push(path);
      onProgress({ step: 'wipe', done: bytes, ...total, unit: 'bytes' });
    }
  }
  await volume.flush(signal);
  const checked = await findNotZero(volume, wiped, signal);
  if (checked.notZero.length === 0) for (const folder of folders) await volume.remove(folder);
  await volume.flush(signal);

  const readBack: ReadBack = checked.direct ? 'direct' : 'cached';
  const body = {
    method: 'overwrite of the package files, once, zeros (NIST SP 800-88r2 Clear, files only)',
    tool: request.tool,
    serial: request.serial,
    files: wiped.length,
    bytes,
    readBack,
    result: checked.notZero.length === 0 ? 'ok' : 'failed',
    notZero: checked.notZero.slice(0, 100),
    outOfReach: 'spare cells of flash memory, earlier blocks of a journal or copy-on-write file system',
  };
  const now = await recordMediumStep(deps, medium, { type: 'medium.wiped', body }, signal);
  return { medium: now, files: wiped.length, bytes, readBack, notZero: checked.notZero };
}

async function findNotZero(
  volume: Volume,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly direct: boolean; readonly notZero: readonly string[] }> {
  const notZero: string[] = [];
  const zeros = Buffer.alloc(1 << 20);
  let direct = true;
  for (const path of paths) {
    throwIfAborted(signal);
    const reading = await volume.read(path, signal);
    direct &&= reading.direct;
    for await (const chunk of reading.bytes) {
      if (isZero(chunk, zeros)) continue;
      notZero.push(path);
      break;
    }
  }
  return { direct, notZero };
}

function isZero(chunk: Uint8Array, zeros: Buffer): boolean {
  for (let at = 0; at < chunk.byteLength; at += zeros.byteLength) {
    const piece = chunk.subarray(at, at + zeros.byteLength);
    if (!zeros.subarray(0, piece.byteLength).equals(piece)) return false;
  }
  return true;
}
