import {
  billedUntil,
  blocking,
  type ContractState,
  calendarFile,
  decide,
  dueEvents,
  dutiesOf,
  invoiceLines,
  lineProblems,
  replayDerivation,
  timersOf,
  utcText,
} from '../../../domain/index.ts';
import { eventOf, HOUR_MS, people, TENANT } from './draft.ts';
import type { Step } from './walk.ts';

/** Invariants of contract.md § 12 that hold from one state to the next; what is broken, by number. */
export function brokenBetween({ before, event, decision }: Step): readonly string[] {
  const broken: string[] = [];
  const law = (name: string, holds: boolean): void => {
    if (!holds) broken.push(`${name} after ${event.id} ${event.body.type}`);
  };
  law('28 a duplicate changes something', (decision.kind === 'duplicate') === before.seen.has(event.id));
  if (decision.kind !== 'accepted') return broken;
  const { state } = decision;
  const body = event.body.type === 'act.approved' ? actOf(before, event.body.proposalId) : event.body;
  law('28 the same event is taken twice', decide(state, event).kind === 'duplicate');
  if (body?.type === 'suspension.started' || body?.type === 'suspension.cured') {
    const { lifecycle, handover, notices, termsOverlay, holds } = state;
    const same = lifecycle === before.lifecycle && handover === before.handover && notices === before.notices;
    law('8 a suspension moves something else', same && termsOverlay === before.termsOverlay && holds === before.holds);
  }
  const named: readonly string[] = body !== undefined && 'items' in body ? body.items : [];
  if (body?.type === 'items.contested' || body?.type === 'items.claimed-late') {
    const others = before.handover.items.filter((item) => !named.includes(item.id));
    law(
      '10 a contest moves another item',
      others.every((item) => state.handover.items.includes(item)),
    );
  }
  const anew = body?.type === 'transition.cancelled' || body?.type === 'reversibility.requested';
  const lost = before.handover.items
    .filter((item) => item.status === 'confirmed' && !named.includes(item.id))
    .some((item) => !state.handover.items.some((one) => one.id === item.id && one.status === 'confirmed'));
  law('11 a confirmation is lost', anew || !lost);
  law('23 a refused version is applied', !state.termsOverlay.refused.includes(state.termsOverlay.appliedSha256));
  law(
    '29 an exported line changes',
    before.lines.every((line, at) => state.lines[at] === line),
  );
  law('1 ended without confirmation or fallback', endedRightly(state));
  return broken;
}

const actOf = ({ proposals }: ContractState, id: string) => proposals.find((one) => one.id === id)?.act;

function endedRightly({ lifecycle, confirmation }: ContractState): boolean {
  return !('effectiveTermination' in lifecycle) || lifecycle.fallback || confirmation !== null;
}

/** Invariants that hold in every state, asked now and then because they look at everything. */
export function brokenIn(state: ContractState, now: number): readonly string[] {
  const broken: string[] = [];
  const law = (name: string, holds: boolean): void => {
    if (!holds) broken.push(`${name} in ${state.lifecycle.kind}, ${utcText(now)}`);
  };
  const lines = invoiceLines(state, now);
  const unsound = lines.flatMap((line) => lineProblems(line));
  law(`15, 16 a line is unsound: ${unsound.join(', ')}`, unsound.length === 0);
  law('15 two lines of one id', new Set(lines.map((line) => line.lineId)).size === lines.length);
  const until = billedUntil(state);
  const credits = lines.filter((line) => line.kind === 'subscription-credit' && line.correctsLineId === null);
  const ready = credits.filter((line) => line.status === 'ready' && !state.lines.includes(line));
  law('5 a credit for a day that is due', until === null || ready.every((line) => (line.periodStart ?? '') > until));
  const price = state.terms?.monthlyPriceCents ?? 0;
  law(
    '5 more is credited than was paid',
    credits.every((line) => -line.amountCents <= price || state.lines.includes(line)),
  );
  const timers = timersOf(state, now);
  law(
    '20 a derivation does not replay',
    timers.every((one) => sameText(one, replayDerivation(one), one.timer)),
  );
  const file = calendarFile(state, now);
  law('the calendar has another count of entries', file.split('BEGIN:VEVENT').length - 1 === timers.length);
  law(
    'a line of the calendar is too long',
    file.split('\r\n').every((line) => Buffer.byteLength(line) <= 75),
  );
  const keys = dutiesOf(state, now).map((one) => one.key);
  law('two duties of one key', new Set(keys).size === keys.length);
  law(
    'a rule without words',
    blocking(state, now).every((one) => one.message.fr !== '' && one.unlockedBy.en !== ''),
  );
  law(
    '32 a jump of the clock brings something',
    dueEvents(state, laterThanSure(state, now), now - HOUR_MS).length === 0,
  );
  const refused = dueRefused(state, now);
  law(`what is due is refused: ${refused.join(', ')}`, refused.length === 0);
  return broken;
}

/** 26 hours after everything that is known. */
function laterThanSure({ sureAt }: ContractState, now: number): number {
  return Math.max(sureAt, now) + 26 * HOUR_MS;
}

function sameText(one: object, other: object, timer: string): boolean {
  return JSON.stringify({ ...other, timer }) === JSON.stringify(one);
}

/** The daemon records what is due, in order, until nothing is: none of it is refused. */
function dueRefused(start: ContractState, now: number): readonly string[] {
  let state = start;
  for (let round = 0; round < 20; round += 1) {
    const [body] = dueEvents(state, now, now - HOUR_MS);
    if (body === undefined) return [];
    const event = { body, actor: people.system, proofs: [], at: now, tenant: TENANT };
    const decision = decide(state, eventOf(event, `due-${round}`), now);
    if (decision.kind !== 'accepted')
      return [body.type, ...(decision.kind === 'refused' ? decision.reasons.map((one) => one.rule) : [])];
    state = decision.state;
  }
  return ['it never ends'];
}
