/**
 * Scenarios by seed: contracts of 36 to 96 months and every way they go on, end, or fail to end. Dates are put beside the
 * deadlines they test, so the generator counts with the oracle's own tables; what must come of it, only `judge` says.
 */
import { latestNotice, monthsOn, suspensionOver, termEnds } from './count.ts';
import { type Day, dayAt, dayOf, startOf, textOf } from './day-table.ts';
import { makeAgreement } from './generate-agreement.ts';
import { meanwhile } from './generate-during.ts';
import { eraseAll, leave } from './generate-ending.ts';
import { fullHandOver } from './generate-hand-over.ts';
import type { Party } from './letters.ts';
import type { Agreement, LetterFacts, Scenario } from './scenario.ts';
import { type Pen, pen } from './story.ts';

export const endings = [
  'renewed',
  'client in time',
  'client late',
  'client at the limit',
  'provider',
  'disputed',
  'withdrawn',
  'switch',
  'switch beside a notice',
  'cause',
  'confirmed early',
] as const;
type Ending = (typeof endings)[number];

function letter(p: Pen, dispatched: Day, outcome: LetterFacts['outcome'] = 'delivered'): LetterFacts {
  const presented = dispatched + p.dice.between(1, 4);
  const received = outcome === 'delivered' ? presented + p.dice.between(0, 6) : null;
  return {
    dispatched: textOf(dispatched),
    presented: outcome === 'lost' ? null : textOf(presented),
    received: received === null ? null : textOf(received),
    outcome,
  };
}

/** A letter sent on `day`, recorded once its way is known; returns its key. */
function notify(p: Pen, by: Party, day: Day, outcome: LetterFacts['outcome'] = 'delivered'): string {
  const key = p.key('notice');
  const facts = letter(p, day, outcome);
  const known = dayOf(facts.received ?? facts.presented ?? facts.dispatched);
  p.on(Math.max(known, p.today()) + p.dice.between(0, 2), { do: 'notice', key, by, letter: facts });
  return key;
}

function limits(a: Agreement, end: Day, by: Party): { readonly first: Day; readonly last: Day } {
  const ways = a.notice.filter((way) => by === 'provider' || way !== 'CIV3');
  const days = (ways.length > 0 ? ways : a.notice).map((way) => latestNotice(end, way, a.holidays));
  return { first: Math.min(...days), last: Math.max(...days) };
}

function forCause(p: Pen, a: Agreement, day: Day): void {
  const { dice } = p;
  const cause = dice.pick(['non-payment', 'security-risk', 'requisition', 'unlawful-use', 'maintenance'] as const);
  const ownDays = cause === 'requisition' && dice.oneIn(2) ? dice.between(3, 30) : null;
  const since = startOf(day) + dice.between(0, 22 * 60) * 60_000;
  const planned = dice.oneIn(2) ? textOf(day + dice.between(5, 150)) : null;
  p.at(since, { do: 'suspend', cause, since, planned, ownDays, charter: false });
  const rights = a.suspension.map((way) => suspensionOver(since, way, a.holidays, ownDays ?? 15).rightMs);
  const right = Math.max(...rights);
  const decide = (at: number, alone: boolean, insolvent: boolean): void => {
    const when = Math.max(at, p.now() + 3_600_000);
    const sent = letter(p, Math.min(day + dice.between(1, 12), dayAt(when) - 1));
    const today = textOf(dayAt(when));
    // Nobody knows on the day of the decision how a letter will fare later.
    const known = (date: string | null): string | null => (date !== null && date < today ? date : null);
    p.at(when, {
      do: 'end-for-cause',
      letter: {
        ...sent,
        presented: known(sent.presented),
        received: known(sent.received),
        outcome: known(sent.received) === null ? null : sent.outcome,
      },
      insolvent,
      pair: { proposedAt: when - 30_000, alone },
    });
  };
  if (dice.oneIn(2)) decide(right - dice.pick([1, 120_000]), false, false);
  if (dice.oneIn(4)) decide(right + 3_600_000, true, false);
  if (dice.oneIn(4)) decide(right + 7_200_000, false, true);
  decide(right + dice.pick([0, 0, 1, 9 * 24 * 3_600_000]), false, false);
  if (cause === 'maintenance') p.soon({ do: 'cure' });
}

function end(p: Pen, a: Agreement, ending: Ending, term: Day, next: Day): void {
  const { dice } = p;
  const client = limits(a, term, 'client');
  const provider = limits(a, term, 'provider');
  const room = Math.max(p.today() + 2, client.first - dice.between(5, 60));
  switch (ending) {
    case 'renewed':
      p.on(term - dice.between(0, 20), { do: 'informal' });
      return;
    case 'client in time':
      notify(p, 'client', room);
      leave(p, a, term);
      return;
    case 'client at the limit':
      notify(p, 'client', client.last);
      leave(p, a, term);
      return;
    case 'client late':
      notify(p, 'client', client.last + dice.between(1, 30));
      if (dice.oneIn(3)) p.on(p.today() + dice.between(1, 15), { do: 'withdraw', by: ['client'] });
      else leave(p, a, next);
      return;
    case 'provider': {
      const onLimit = provider.first - dice.between(-12, 25);
      const outcome = dice.pick(['delivered', 'delivered', 'delivered', 'refused', 'unclaimed', 'lost'] as const);
      const key = notify(p, 'provider', Math.max(p.today() + 1, onLimit - 8), outcome);
      if (outcome !== 'delivered') p.on(p.today() + dice.between(1, 20), { do: 'settle', key, valid: dice.oneIn(2) });
      if (dice.oneIn(5)) p.on(p.today() + 40, { do: 'withdraw', by: ['provider'] });
      leave(p, a, dice.oneIn(2) ? term : next);
      return;
    }
    case 'disputed': {
      const key = notify(p, 'client', room);
      p.on(p.today() + dice.between(0, 20), { do: 'dispute', key });
      const after = dice.oneIn(2) ? term + dice.between(1, 40) : p.today() + dice.between(0, 20);
      p.on(Math.max(after, p.today()), { do: 'settle', key, valid: dice.oneIn(2) });
      leave(p, a, Math.max(term, p.today()));
      return;
    }
    case 'withdrawn':
      notify(p, 'client', room);
      p.on(p.today() + dice.between(0, 20), { do: 'withdraw', by: ['client'] });
      p.on(p.today() + dice.between(0, 10), { do: 'withdraw', by: ['client', 'provider'] });
      return;
    case 'switch beside a notice':
    case 'switch': {
      if (ending === 'switch beside a notice') notify(p, 'client', room);
      const asked = Math.max(p.today(), dayOf('2025-09-12'), term - dice.between(20, 300));
      const days = dice.oneIn(2) ? dice.between(1, 55) : null;
      if (asked > term) {
        leave(p, a, Math.max(term, p.today()));
        return;
      }
      p.on(asked, { do: 'switch', to: dice.pick(['switch', 'on-premises']), days });
      if (a.scope === 'no') {
        if (ending === 'switch beside a notice') leave(p, a, Math.max(term, p.today()));
        return;
      }
      if (days === null && dice.oneIn(3)) {
        const limit = monthsOn(monthsOn(asked, 2), 7);
        const until = textOf(dice.pick([asked + dice.between(100, 230), limit, limit + 1]));
        p.on(asked + dice.pick([1, 10, 18, 19, 20, 21, 22, 30]), { do: 'infeasible', until });
      }
      if (dice.oneIn(3)) {
        const items = fullHandOver(p, p.today());
        p.soon({ do: 'recover', factor: true, paper: null });
        eraseAll(p, a, p.today(), items);
        return;
      }
      const over = Math.max(p.today(), asked + (days ?? 62));
      if (dice.oneIn(2)) {
        p.on(over + 3, { do: 'extend', until: textOf(over + dice.between(60, 300)) });
        p.on(over + 5, { do: 'extend', until: textOf(over + 400) });
      }
      leave(p, a, Math.max(p.today(), over));
      return;
    }
    case 'cause':
      forCause(p, a, Math.max(p.today() + 1, term - dice.between(120, 300)));
      leave(p, a, p.today());
      return;
    case 'confirmed early': {
      notify(p, 'client', room);
      const items = fullHandOver(p, p.today());
      p.on(p.today(), { do: 'recover', factor: true, paper: null });
      eraseAll(p, a, Math.max(term, p.today()), items);
      return;
    }
  }
}

export function makeScenario(seed: number): Scenario {
  const p = pen(seed);
  const { dice } = p;
  const agreement = makeAgreement(dice);
  const from = { 'T-A': agreement.subscribed, 'T-B': agreement.signed, 'T-C': agreement.serviceFrom }[agreement.start];
  const ends = termEnds(dayOf(from), agreement.end, agreement.renewal, 8);
  if (dice.oneIn(10)) p.on(dayOf(agreement.signed) - 1, { do: 'ask' });
  p.on(dayOf(agreement.signed), { do: 'sign' });
  const period = dice.between(0, 4);
  const term = ends[period] ?? 0;
  const next = ends[period + 1] ?? 0;
  const starts = period === 0 ? dayOf(agreement.signed) : (ends[period - 1] ?? 0) + 1;
  const limit = limits(agreement, term, 'provider').first - 70;
  meanwhile(p, agreement, dayOf(agreement.signed), Math.min(limit, term - 330));
  // What ends a period falls into it, so that the period before is renewed first.
  const ending = dice.pick(endings);
  const quiet = Math.max(starts + 1, p.today() + 1);
  p.on(quiet, { do: 'informal' });
  end(p, agreement, ending, term, next);
  const until = textOf(p.today() + dice.between(5, 400));
  // The days on which the law of the fee changes, and one in the middle of nothing.
  const looks = ['2024-01-11', '2027-01-12', textOf(p.today() - dice.between(0, 300))];
  return { name: `seed ${seed}: ${ending} in period ${period}`, agreement, acts: p.acts, looks, until };
}
