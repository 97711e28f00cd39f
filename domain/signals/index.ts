/**
 * Was what Exchange gave already damaged? Facts of items (`facts-codec`, a compact sorted stream kept in the vault between
 * nights) are compared with those of the last clean night (`choose-baseline`, `compare-facts`) and judged (`judge-night`).
 * `magic` says whether an attachment begins as its type says.
 *
 * Pure: no file is opened here. Judged are changed delivered items (S0), wrong beginnings (S1) and mass deletion (S6); the
 * other signals of the design are not looked for, and CLEAN promises nothing about them. Reasons hold counts only.
 */
export { type Baseline, chooseBaseline } from './choose-baseline.ts';
export { compareFacts, type FactsComparison } from './compare-facts.ts';
export { type AttachmentFact, decodeFacts, encodeFacts, type FactsStream, type ItemFact } from './facts-codec.ts';
export {
  changedLevel,
  deletionFires,
  judgeFacts,
  judgeNight,
  magicFires,
  type NightFacts,
  type NightVerdict,
  type SignalLevel,
  type VerdictReason,
} from './judge-night.ts';
export { type MagicHints, magicMatches } from './magic.ts';
