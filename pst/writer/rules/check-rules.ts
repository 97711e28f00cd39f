import type { ByteSource } from '../../byte-source.ts';
import { FindingSink } from '../../finding-sink.ts';
import { NodeDatabase } from '../../ndb/node-database.ts';
import { checkTrees } from '../../verify/check-trees.ts';
import { fileRules } from './file-rules.ts';
import { itemRules } from './item-rules.ts';
import type { PstRule } from './rule.ts';
import { storeRules } from './store-rules.ts';

/**
 * What ScanPST and Outlook hold against a file beyond what a reader needs, as far as it is known: each rule was measured on real files
 * of Outlook. They come on top of `verifyPst`, which proves checksums, references and trees.
 */
export const pstRules: readonly PstRule[] = [...fileRules, ...storeRules, ...itemRules];

export interface RuleBreach {
  readonly rule: string;
  /** The first places, at most 10; `count` counts all. */
  readonly where: readonly string[];
  readonly count: number;
}

/** Rules that a Unicode file breaks. Throws what a strict reader throws, where the file is damaged. */
export async function checkRules(
  source: ByteSource,
  signal: AbortSignal,
  rules: readonly PstRule[] = pstRules,
): Promise<RuleBreach[]> {
  const db = await NodeDatabase.open(source, new FindingSink({ strict: true }), signal);
  const header = Buffer.from(await source.read(0, 564, signal));
  const subject = { db, header, walk: await checkTrees(db, signal), bytes: source.size };
  const breaches: RuleBreach[] = [];
  for (const rule of rules) {
    const where: string[] = [];
    let count = 0;
    for await (const place of rule.check(subject, signal)) {
      count++;
      if (where.length < 10) where.push(place);
    }
    if (count > 0) breaches.push({ rule: rule.name, where, count });
  }
  return breaches;
}
