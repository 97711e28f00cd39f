import { toCodedError } from '../core/index.ts';
import { chooseBaseline, decodeFacts, type FactsStream, judgeNight, type Snapshot } from '../domain/index.ts';
import type { CommittedManifest, Vault, VerdictNote } from '../vault/index.ts';

/** Stream of a snapshot that holds the facts of its items. */
export const FACTS_STREAM = 'facts/items';

/** Version of the rules in domain/signals; a later, stricter one may raise a verdict silently, never lower it. */
export const SCANNER = 'coffre-signals-1';

export interface Judgement {
  readonly verdict: VerdictNote['verdict'];
  readonly reasons: readonly string[];
}

/**
 * The verdict on a committed snapshot, from the facts of its items and those of the baseline among the `earlier` snapshots
 * of its mailbox. Read from the vault, so that it can be made again at any time.
 */
export async function judgeSnapshot(
  vault: Vault,
  committed: CommittedManifest,
  earlier: readonly Snapshot[],
  signal: AbortSignal,
): Promise<Judgement> {
  const { tenant, mailbox, kind, id } = committed.manifest;
  if (kind === 'configuration' || kind === 'package') return { verdict: 'CLEAN', reasons: [] };
  const key = { tenant, mailboxId: mailbox.id };
  const { snapshot, caseOpen } = chooseBaseline(earlier.filter((one) => one.kind === kind && one.id !== id));
  try {
    const current = await factsOf(vault, key, id, signal);
    const previous = snapshot === null ? null : ((await factsOf(vault, key, snapshot.id, signal)) ?? 'missing');
    const { verdict, reasons } = await judgeNight({ current, previous, caseOpen, signal });
    const texts = reasons.map((one) => one.text);
    const damaged = committed.manifest.exceptions.filter((one) => one.class === 'damaged').length;
    // A damaged export shows no sign of a virus and is no restore point to lean on either: it never becomes the anchor.
    if (damaged === 0 || verdict !== 'CLEAN') return { verdict, reasons: texts };
    return { verdict: 'NOTICE', reasons: [`the exported file is damaged: ${damaged} findings`, ...texts].slice(0, 3) };
  } catch (error) {
    signal.throwIfAborted();
    const { kind, code } = toCodedError(error);
    // Damage of an earlier night must not cost tonight's snapshot: it stays, and nobody calls it clean.
    if (kind !== 'integrity' && kind !== 'not-found') throw error;
    return { verdict: 'UNSCANNED', reasons: [`facts of items could not be read back (${code})`] };
  }
}

type Key = { readonly tenant: string; readonly mailboxId: string };

async function factsOf(vault: Vault, key: Key, id: string, signal: AbortSignal): Promise<FactsStream | null> {
  const reader = await vault.open(key, id, signal);
  const has = reader.committed.manifest.streams.some((stream) => stream.name === FACTS_STREAM);
  return has ? decodeFacts(reader.part(FACTS_STREAM, signal)) : null;
}
