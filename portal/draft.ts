import { createHash } from 'node:crypto';
import { canonicalJson } from '../core/index.ts';
import type { ContestReason, CutoverHow, ItemsView } from './views.ts';

/** What the client is about to declare, gathered over pages and shown whole before the code is asked for. */
export interface Draft {
  /** Round and package that were shown: what is declared is declared of these. */
  readonly round: number;
  readonly root: string | null;
  /** Who signs it, and so gets the code. */
  readonly signatory: string;
  readonly confirm: readonly string[];
  readonly contest: readonly string[];
  /** Null until it was said; one for all contested items of this declaration. */
  readonly grounds: { readonly reason: ContestReason; readonly text: string } | null;
  readonly cutover: { readonly how: CutoverHow; readonly on: string } | null;
  /** Declares that all was recovered: what ends the contract. */
  readonly conclude: boolean;
  /** Nothing would be left open: the sentence has to be typed. */
  readonly everything: boolean;
  readonly statement: string | null;
}

type Shown = Pick<ItemsView, 'round' | 'root' | 'signatory'>;

/** A declaration about what is shown, that says nothing yet. */
export function emptyDraft({ round, root, signatory }: Shown): Draft {
  return {
    round,
    root,
    signatory: signatory.name,
    confirm: [],
    contest: [],
    grounds: null,
    cutover: null,
    conclude: false,
    everything: false,
    statement: null,
  };
}

/**
 * True where another round or package was delivered since, because an item's id may stand for other bytes by now; and where
 * another person signs, because the code went to the one before.
 */
export function isStale(draft: Draft, { round, root, signatory }: Shown): boolean {
  return draft.round !== round || draft.root !== root || draft.signatory !== signatory.name;
}

/** True where it says something, and why. */
export function isComplete(draft: Draft): boolean {
  if (draft.contest.length > 0 && draft.grounds === null) return false;
  return draft.confirm.length > 0 || draft.contest.length > 0 || draft.cutover !== null || draft.conclude;
}

/** True where the sentence was typed as well, if it needs one: only then a code is sent for it. */
export function isReady(draft: Draft): boolean {
  return isComplete(draft) && (draft.statement !== null || !(draft.everything || draft.conclude));
}

/** What a code is bound to: a draft that changed after the code was sent needs a new one. */
export function draftDigest(draft: Draft): string {
  const plain = { ...draft, grounds: draft.grounds === null ? null : { ...draft.grounds } };
  const cutover = draft.cutover === null ? null : { ...draft.cutover };
  return createHash('sha256')
    .update(canonicalJson({ ...plain, cutover }))
    .digest('hex');
}

/** Whether the sentence is the one that was asked for, forgiving case, accents, white space, apostrophes and the full stop. */
export function sameSentence(typed: string, wanted: string): boolean {
  return plainWords(typed) === plainWords(wanted);
}

function plainWords(text: string): string {
  return text
    .slice(0, 1000)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();
}
