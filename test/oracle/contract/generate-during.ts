/** What happens beside the term while a contract runs: suspensions, restores, versions of the terms, rehearsals, calls. */

import { rolled } from './count.ts';
import { type Day, startOf, textOf } from './day-table.ts';
import { deliverAll } from './generate-hand-over.ts';
import type { Agreement, Cause } from './scenario.ts';
import type { Pen } from './story.ts';

const causes: readonly Cause[] = [
  'unlawful-use',
  'security-risk',
  'non-payment',
  'charter',
  'requisition',
  'maintenance',
  'emergency',
];

/** A suspension that is cured; returns nothing but time passed. */
export function suspension(p: Pen, day: Day): void {
  const { dice } = p;
  const cause = dice.pick(causes);
  p.on(day, {
    do: 'suspend',
    cause,
    since: Math.max(startOf(day), p.now()),
    planned: dice.oneIn(2) ? textOf(day + dice.between(1, 40)) : null,
    ownDays: cause === 'requisition' && dice.oneIn(2) ? dice.between(2, 40) : null,
    charter: cause === 'charter' && !dice.oneIn(3),
  });
  if (dice.oneIn(4))
    p.soon({ do: 'suspend', cause: 'non-payment', since: p.now(), planned: null, ownDays: null, charter: false });
  p.on(p.today() + dice.between(0, 25), { do: 'cure' });
}

function restores(p: Pen, day: Day): void {
  const { dice } = p;
  p.on(day, {
    do: 'restore',
    key: p.key('restore'),
    minutes: dice.pick([1, 14, 15, 16, 60, dice.between(1, 400)]),
    cause: dice.pick(['client', 'client', 'client', 'provider', 'rehearsal', 'verification', 'hand-over']),
    accepted: dice.oneIn(4) ? BigInt(dice.between(100, 3_000)) : 10_000_000n,
  });
}

/** A new version of the terms, offered properly or not, refused in time, late, or used. */
function newTerms(p: Pen, agreement: Agreement, day: Day): void {
  const { dice } = p;
  const key = p.key('terms');
  const force = day + dice.between(5, 45);
  const mailed = dice.pick([day, day, force, null]);
  p.on(day, { do: 'offer-terms', key, mailed: mailed === null ? null : textOf(mailed), force: textOf(force) });
  const by = rolled(force + 30, agreement.holidays);
  const choice = dice.between(1, 5);
  if (choice === 1) p.on(force + dice.between(0, 25), { do: 'refuse-terms', key });
  if (choice === 2) p.on(by, { do: 'refuse-terms', key });
  if (choice === 3) p.on(by + 1, { do: 'refuse-terms', key });
  if (choice === 4) p.on(force + dice.between(0, 25), { do: 'use-terms', key });
  if (choice === 5) p.on(day + 1, { do: 'refuse-terms', key });
  p.on(Math.max(p.today(), by + 2), { do: 'informal' });
}

/** Fills the time from `from` to `to` with what a client and a hoster live through. */
export function meanwhile(p: Pen, agreement: Agreement, from: Day, to: Day): void {
  const { dice } = p;
  let day = from;
  for (let n = dice.between(0, 5); n > 0; n -= 1) {
    day = Math.max(day, p.today()) + dice.between(3, 120);
    if (day > to - 110) return;
    const what = dice.between(1, 7);
    if (what <= 2) suspension(p, day);
    else if (what <= 4) restores(p, day);
    else if (what === 5) newTerms(p, agreement, day);
    else if (what === 6) p.on(day, { do: 'informal' });
    else if (dice.oneIn(2)) {
      // A rehearsal has no legal effect and costs nothing.
      p.on(day, { do: 'ask' });
    } else deliverAll(p, day);
  }
}
