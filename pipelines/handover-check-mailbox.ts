import { createHash } from 'node:crypto';
import { canonicalJson, toCodedError } from '../core/index.ts';
import {
  type CheckedBag,
  type FrozenPart,
  type PackageFinding,
  parseItemLine,
  pstPath,
  textLines,
} from '../handover/index.ts';
import { type ByteSource, openPst } from '../pst/index.ts';
import { isObject } from './handover-configuration.ts';
import type { PackageView } from './handover-package-view.ts';
import { partItems } from './handover-part-items.ts';

/** What a recount of one part found. */
export interface RecountedPart {
  readonly item: string;
  readonly lines: number;
  readonly pstItems: number;
}

export interface MailboxCheck {
  readonly view: PackageView;
  readonly bag: CheckedBag;
  readonly parts: readonly FrozenPart[];
  /** Of `reconciliation.json`: parts by item. */
  readonly reconciled: ReadonlyMap<unknown, unknown>;
  readonly onFinding: (finding: PackageFinding) => void;
  readonly signal: AbortSignal;
}

const ITEMS = 'data/items.jsonl';

/**
 * Counts a mailbox's bag again from its bytes: each PST is the frozen one, its own trees count as many items as there are lines
 * and as the reconciliation says, and the lines are those that its items give when they are read anew.
 */
export async function checkMailboxBag(check: MailboxCheck): Promise<readonly RecountedPart[]> {
  const { view, bag, signal } = check;
  const found = (path: string, message: string): void =>
    check.onFinding({ kind: 'different', bag: bag.name, path, message });
  const lines = await countLines(check, found);
  const again = createHash('sha256');
  const recounted: RecountedPart[] = [];
  for (const part of check.parts) {
    let pstItems = 0;
    let own = 0;
    for (const [at, { bytes, sha256, counts }] of part.parts.entries()) {
      const path = pstPath(part.kind, at, part.parts.length);
      const file = bag.files.get(path);
      own += lines.get(path) ?? 0;
      if (file === undefined || file.sha256 !== sha256 || file.bytes !== bytes) {
        found(path, 'is not the file of the frozen snapshot');
        continue;
      }
      if (counts === null) continue;
      const source: ByteSource = {
        size: bytes,
        read: (offset, length, stop) => view.read(bag.name, path, offset, length, stop),
      };
      try {
        const sound = part.status === 'ok' || !part.exceptions.some((one) => one.class === 'damaged');
        const pst = await openPst(source, { mode: sound ? 'strict' : 'salvage', signal });
        const counted = await pst.counts(signal);
        pstItems += counted.items;
        if (sound && counted.items !== (lines.get(path) ?? 0)) {
          found(ITEMS, `has ${lines.get(path) ?? 0} lines of ${path}, which holds ${counted.items} items`);
        }
        const request = { file: path, fileSha256: sha256, sound, onFolder: () => undefined, signal };
        for await (const line of partItems(source, request)) again.update(line);
      } catch (error) {
        signal.throwIfAborted();
        found(path, `cannot be counted: ${toCodedError(error).message}`);
      }
    }
    recounted.push({ item: part.item, lines: own, pstItems });
    compareWithReconciliation(check, part, { lines: own, pstItems });
  }
  const items = bag.files.get(ITEMS);
  if (items !== undefined && items.sha256 !== again.digest('hex')) {
    found(ITEMS, 'is not what the items of its PSTs give when they are read again');
  }
  return recounted;
}

/** Lines for each PST; a line that does not read as one is a finding. */
async function countLines(
  { view, bag, signal }: MailboxCheck,
  found: (path: string, message: string) => void,
): Promise<ReadonlyMap<string, number>> {
  const lines = new Map<string, number>();
  if (!bag.files.has(ITEMS)) return lines;
  let number = 0;
  for await (const { text, ended } of textLines(view.open(bag.name, ITEMS, signal))) {
    number++;
    const line = ended ? parseItemLine(text) : null;
    if (line === null) {
      found(ITEMS, `line ${number} is no item`);
      continue;
    }
    if (bag.files.get(line.file)?.sha256 !== line.fileSha256) found(ITEMS, `line ${number} names another file`);
    lines.set(line.file, (lines.get(line.file) ?? 0) + 1);
  }
  return lines;
}

function compareWithReconciliation(
  check: MailboxCheck,
  part: FrozenPart,
  counted: { readonly lines: number; readonly pstItems: number },
): void {
  const row = check.reconciled.get(part.item);
  const pst = isObject(row) && isObject(row['pst']) ? row['pst']['items'] : null;
  const delivered = isObject(row) ? row['delivered'] : null;
  if (pst === counted.pstItems && delivered === counted.lines) return;
  const message = `${part.mailbox} (${part.kind}): ${counted.pstItems} items in the PST and ${counted.lines} lines, and reconciliation.json says ${canonicalJson(pst ?? null)} and ${canonicalJson(delivered ?? null)}`;
  check.onFinding({ kind: 'different', bag: check.bag.name, path: ITEMS, message });
}
