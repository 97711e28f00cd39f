import type { Guard } from './guard.ts';
import { endingGuards } from './guards-ending.ts';
import { clockGuards, frameGuards, paperGuards, twoPersonGuards } from './guards-frame.ts';
import { handoverGuards } from './guards-handover.ts';
import { lifecycleGuards } from './guards-lifecycle.ts';
import { moneyGuards } from './guards-money.ts';
import { overlayGuards } from './guards-overlays.ts';
import { standingGuards } from './guards-standing.ts';

export type GuardTable = Readonly<Record<string, Guard>>;

/**
 * Every rule that an event has to fulfil, by its name. There is no other check: with one of them taken out, the model test
 * finds a history that the contract forbids (test/model/contract-gate.test.ts).
 */
export const guards: GuardTable = Object.fromEntries(
  [
    ...frameGuards,
    ...twoPersonGuards,
    ...paperGuards,
    ...clockGuards,
    ...standingGuards,
    ...lifecycleGuards,
    ...endingGuards,
    ...handoverGuards,
    ...overlayGuards,
    ...moneyGuards,
  ].map((guard) => [guard.rule, guard]),
);
