import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ExportedPart } from '../connectors/sources/index.ts';
import type { OnProgress } from '../core/index.ts';
import {
  encodeFacts,
  type ItemFact,
  magicMatches,
  type PstCounts,
  type SnapshotException,
  type StoredFolder,
} from '../domain/index.ts';
import { type ByteSource, fileByteSource, itemFacts, openPst, type PstVerification, verifyPst } from '../pst/index.ts';
import { pipelineError } from './errors.ts';

/** At most this many findings are spelled out in a snapshot; the rest is one line with its number. */
const SPELLED_OUT = 20;

export interface InspectRequest {
  readonly parts: readonly ExportedPart[];
  /** File that receives the facts of the items of all parts, for the verdict. */
  readonly factsPath: string;
  /** Items that came at or after this instant (ISO 8601) are counted apart. */
  readonly frozenAt: string;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

export interface Inspection {
  /** Per part name; null where the trees of the file cannot be walked. */
  readonly counts: Readonly<Record<string, PstCounts | null>>;
  readonly folders: readonly StoredFolder[];
  /** Damage found, as exceptions of class `damaged`; empty is what makes an export good. */
  readonly damage: readonly SnapshotException[];
}

/**
 * Opens each staged PST, checks every layer, counts it and writes the facts of its items. BACKUP_NOT_A_PST for what is no
 * PST at all; a damaged one is described, never refused.
 */
export async function inspectExport(request: InspectRequest): Promise<Inspection> {
  const { parts, signal, onProgress } = request;
  const counts: Record<string, PstCounts | null> = {};
  const damage: SnapshotException[] = [];
  const arrived = new Map<string, number>();
  const sources = new Map<string, { readonly source: ByteSource; readonly checked: PstVerification }>();
  await using opened = new AsyncDisposableStack();
  for (const part of parts) {
    const source = opened.use(await fileByteSource(part.path));
    const checked = await verifyPst(source, { grade: 'full', signal, onProgress });
    if (checked.findings.some((one) => one.code === 'PST_NOT_A_PST')) {
      throw pipelineError('BACKUP_NOT_A_PST', 'the exported file is no PST');
    }
    counts[part.name] = checked.counts;
    damage.push(...damageOf(checked));
    sources.set(part.name, { source, checked });
  }
  const facts = factsOf([...sources.values()], Date.parse(request.frozenAt), arrived, signal);
  const file = createWriteStream(request.factsPath, { mode: 0o600 });
  await pipeline(Readable.from(encodeFacts(facts)), file, { signal });
  const folders = [...sources.values()].flatMap(({ checked }) =>
    checked.folders.map((one) => ({ ...one, arrivedAfterFreeze: arrived.get(folderKey(one.path)) ?? 0 })),
  );
  return { counts, folders, damage };
}

const folderKey = (path: readonly string[]): string => JSON.stringify(path);

async function* factsOf(
  sources: readonly { readonly source: ByteSource; readonly checked: PstVerification }[],
  frozenAtMs: number,
  arrived: Map<string, number>,
  signal: AbortSignal,
): AsyncIterable<ItemFact> {
  for (const { source, checked } of sources) {
    if (checked.counts === null) continue;
    const file = await openPst(source, { mode: checked.sound ? 'strict' : 'salvage', signal });
    for await (const item of itemFacts(file, { signal })) {
      const cameAt = (item.deliveryTime ?? item.lastModified)?.getTime();
      if (cameAt !== undefined && cameAt >= frozenAtMs) {
        const key = folderKey(item.folder);
        arrived.set(key, (arrived.get(key) ?? 0) + 1);
      }
      const attachments = item.attachments.map(({ name, mimeType, bytes, head, pdf }) => {
        return { name, bytes, magicOk: magicMatches(name, mimeType, head, { pdf }) };
      });
      const { identity, contentHash, messageClass, unsent } = item;
      yield { identity, contentHash, messageClass, draft: unsent, attachments };
    }
  }
}

function damageOf(checked: PstVerification): SnapshotException[] {
  const grouped = new Map<string, SnapshotException>();
  let rest = 0;
  for (const { severity, code, message, folder = null } of checked.findings) {
    if (severity !== 'error') continue;
    const key = JSON.stringify([code, message, folder]);
    const same = grouped.get(key);
    if (same === undefined && grouped.size >= SPELLED_OUT) rest++;
    else grouped.set(key, { class: 'damaged', folder, count: (same?.count ?? 0) + 1, message: `${code}: ${message}` });
  }
  const damage = [...grouped.values()];
  if (rest > 0) damage.push({ class: 'damaged', folder: null, count: rest, message: `${rest} more findings` });
  if (damage.length === 0 && !checked.sound) {
    damage.push({ class: 'damaged', folder: null, count: 1, message: 'the file did not pass its checks' });
  }
  return damage;
}
