import type { Verdict } from '../snapshot.ts';
import { compareFacts, type FactsComparison } from './compare-facts.ts';
import type { FactsStream } from './facts-codec.ts';

/** A reason as a neutral code with counts, for templates in any language, and as an English sentence. */
export interface VerdictReason {
  readonly code:
    | 'S0-changed'
    | 'S1-magic'
    | 'S1-turned'
    | 'S6-gone'
    | 'case-open'
    | 'unexamined'
    | 'first-night'
    | 'facts-missing'
    | 'baseline-missing';
  readonly params: Readonly<Record<string, number>>;
  readonly text: string;
}

export interface NightFacts {
  /** Tonight's facts; null where there are none: then the verdict is UNSCANNED. */
  readonly current: FactsStream | null;
  /**
   * Facts of the baseline ({@link chooseBaseline}); null on the first night of a mailbox; `missing` where a baseline
   * exists and its facts cannot be read: nothing may then be called clean.
   */
  readonly previous: FactsStream | 'missing' | null;
  /** A snapshot of this mailbox is SUSPECT or COMPROMISED and no person has lowered it: nothing is CLEAN meanwhile. */
  readonly caseOpen?: boolean;
  readonly signal: AbortSignal;
}

export interface NightVerdict {
  readonly verdict: Verdict;
  /** At most three, the gravest first. */
  readonly reasons: readonly VerdictReason[];
  /** Null where there were no facts. */
  readonly facts: FactsComparison | null;
}

/** Thresholds of ransomware.md § 4. Smaller alarms on everyday corrections, larger lets a small encryption pass. */
const S0 = { noticeItems: 5, suspectItems: 20, suspectShare: 0.01, compromisedShare: 0.1 };
const S1 = { leastFiles: 5, share: 0.05 };
const S6 = { leastItems: 100, share: 0.5, emptiedItems: 10 };
const MAX_UNREADABLE_SHARE = 0.05;

export type SignalLevel = 'none' | 'notice' | 'suspect' | 'compromised';

/** S0: `changed` of `carried` delivered items differ. */
export function changedLevel(changed: number, carried: number): SignalLevel {
  if (changed >= S0.suspectItems && changed >= carried * S0.compromisedShare) return 'compromised';
  if (changed >= S0.suspectItems && changed >= carried * S0.suspectShare) return 'suspect';
  return changed >= S0.noticeItems ? 'notice' : 'none';
}

/** S1 on the items of S0: attachments of delivered mail that lost their type. Two families about the same bytes, so five are enough. */
export function turnedFires(turned: number): boolean {
  return turned >= S1.leastFiles;
}

/** S1: `wrong` of `checked` attachments of new and changed items begin otherwise than their type says. Never below five. */
export function magicFires(wrong: number, checked: number): boolean {
  return wrong >= Math.max(S1.leastFiles, Math.ceil(checked * S1.share));
}

/**
 * S6, deletion: at least 100 items and more than half of the mailbox are gone. A mailbox too small for that fires only when
 * it had at least 10 items and is emptied: half of a few messages goes every day.
 */
export function deletionFires(gone: number, before: number): boolean {
  if (gone >= S6.leastItems && gone > before * S6.share) return true;
  return before >= S6.emptiedItems && gone === before;
}

async function* nothing(): AsyncGenerator<Buffer> {
  // No records: every item of tonight is new.
}

/**
 * The verdict on tonight's items against those of the baseline, by the signals S0, S1 and S6 and the lattice of
 * ransomware.md § 6 as far as these carry it. An opinion with reasons: CLEAN means that none of them fired, no more.
 *
 * On a first night only S1 can be judged, over all attachments; it may be CLEAN, with the reason `first-night`.
 * UNSCANNED: no facts, a baseline that cannot be read, an item that could be read before and cannot now, or more than 5 %
 * of the items unreadable. Not looked for: structure, random runs, text-like ciphertext, ransom words, churn per folder.
 */
export async function judgeNight(input: NightFacts): Promise<NightVerdict> {
  const { current, previous, signal } = input;
  if (current === null) return { verdict: 'UNSCANNED', reasons: [reason('facts-missing', {})], facts: null };
  const known = previous === null || previous === 'missing' ? nothing() : previous;
  const facts = await compareFacts(known, current, signal);
  return {
    ...judgeFacts(
      facts,
      previous === null ? 'first' : previous === 'missing' ? 'missing' : 'known',
      input.caseOpen === true,
    ),
    facts,
  };
}

/** The rule itself, over counts. */
export function judgeFacts(
  facts: FactsComparison,
  baseline: 'known' | 'first' | 'missing',
  caseOpen: boolean,
): { readonly verdict: Verdict; readonly reasons: readonly VerdictReason[] } {
  const { carried, changed, gone, previousItems, attachmentsChecked, attachmentsWrong } = facts;
  const s0 = changedLevel(changed, carried);
  const s1 = magicFires(attachmentsWrong, attachmentsChecked);
  const turned = turnedFires(facts.attachmentsTurned);
  const s6 = deletionFires(gone, previousItems);
  const blind =
    facts.carriedUnreadable > 0 ||
    facts.unreadable > facts.currentItems * MAX_UNREADABLE_SHARE ||
    baseline === 'missing';

  const reasons: VerdictReason[] = [];
  if (s0 !== 'none') reasons.push(reason('S0-changed', { changed, carried }));
  if (turned) reasons.push(reason('S1-turned', { turned: facts.attachmentsTurned, changed }));
  else if (s1) reasons.push(reason('S1-magic', { wrong: attachmentsWrong, checked: attachmentsChecked }));
  if (s6) reasons.push(reason('S6-gone', { gone, before: previousItems }));
  if (baseline === 'missing') reasons.push(reason('baseline-missing', {}));
  if (facts.carriedUnreadable > 0 || facts.unreadable > facts.currentItems * MAX_UNREADABLE_SHARE) {
    reasons.push(
      reason('unexamined', {
        unreadable: facts.unreadable,
        carried: facts.carriedUnreadable,
        items: facts.currentItems,
      }),
    );
  }
  if (caseOpen) reasons.push(reason('case-open', {}));
  if (baseline === 'first') reasons.push(reason('first-night', { items: facts.currentItems }));
  return { verdict: verdictOf({ s0, s1, turned, s6, blind, caseOpen, baseline }), reasons: reasons.slice(0, 3) };
}

function verdictOf(signals: {
  readonly s0: SignalLevel;
  readonly s1: boolean;
  readonly turned: boolean;
  readonly s6: boolean;
  readonly blind: boolean;
  readonly caseOpen: boolean;
  readonly baseline: 'known' | 'first' | 'missing';
}): Verdict {
  const { s0, s1, turned, s6, blind, caseOpen, baseline } = signals;
  if (s0 === 'compromised') return 'COMPROMISED';
  if (s0 === 'suspect' || turned || (s6 && (s1 || s0 === 'notice'))) return 'SUSPECT';
  // Without the baseline the strongest signal was not even looked at: a NOTICE would open the gate.
  if (baseline === 'missing') return 'UNSCANNED';
  if (s0 === 'notice' || s1 || s6) return 'NOTICE';
  if (blind) return 'UNSCANNED';
  return caseOpen ? 'NOTICE' : 'CLEAN';
}

function reason(code: VerdictReason['code'], params: Readonly<Record<string, number>>): VerdictReason {
  return { code, params, text: sentence(code, params) };
}

function sentence(code: VerdictReason['code'], params: Readonly<Record<string, number>>): string {
  const { changed, carried, turned, wrong, checked, gone, before, unreadable, items } = params;
  switch (code) {
    case 'S0-changed':
      return `${changed} of ${carried} delivered items are not what they were`;
    case 'S1-magic':
      return `${wrong} of ${checked} new attachments do not begin as their type says`;
    case 'S1-turned':
      return `${turned} attachments of ${changed} changed delivered items no longer begin as their type says`;
    case 'S6-gone':
      return `${gone} of ${before} items are gone`;
    case 'unexamined':
      return `${unreadable} of ${items} items could not be read, ${carried} of them could before`;
    case 'case-open':
      return 'an earlier night is suspect and no person has closed the case';
    case 'first-night':
      return `first night: ${items} items, nothing to compare them with`;
    case 'facts-missing':
      return 'no facts about the items of this night';
    case 'baseline-missing':
      return 'the facts of the last clean night cannot be read';
  }
}
