/** How a story ends: confirmation or documented fallback, late claims, erasure, and the tries that must fail before. */
import { monthsOn } from './count.ts';
import { type Day, startOf, textOf } from './day-table.ts';
import { deliverAll, fullHandOver } from './generate-hand-over.ts';
import type { Agreement } from './scenario.ts';
import type { Pen } from './story.ts';

/** A client that takes everything and never says so. */
export function neverConfirms(p: Pen, from: Day): void {
  const { dice } = p;
  const items = deliverAll(p, from);
  const delivered = p.today();
  if (dice.oneIn(3)) p.soon({ do: 'confirm', items: dice.some(items), by: 'client', paper: null });
  const signed = dice.oneIn(2);
  const half = items.slice(0, -1);
  if (!signed) p.soon({ do: 'served', items: half });
  for (const step of [7, 14, 21]) p.on(Math.max(delivered + step, p.today()), { do: 'remind', step, letter: false });
  const close = (reference: string): void => {
    const when = p.now() + 2 * 3_600_000;
    p.at(when, { do: 'close-case', reference, pair: p.pair(when, 1_000_000) });
  };
  if (dice.oneIn(2)) p.on(delivered + 30, { do: 'open-case' });
  p.on(delivered + dice.pick([31, 75, 75]), { do: 'open-case' });
  if (dice.oneIn(2)) close('counsel 1');
  p.soon({ do: 'remind', step: 30, letter: true });
  if (dice.oneIn(2)) close('counsel 2');
  if (signed) p.soon({ do: 'receipt', differences: 0, signed: true });
  else p.soon({ do: 'served', items });
  if (dice.oneIn(3)) close('');
  if (dice.oneIn(3)) {
    const when = p.now() + 2 * 3_600_000;
    p.at(when, { do: 'close-case', reference: 'counsel 3', pair: { proposedAt: when - 60_000, alone: true } });
  }
  close('counsel 4');
}

function tryErase(p: Pen, day: Day, wrongOneIn = 1_000_000): void {
  const when = Math.max(startOf(day) + p.dice.between(1, 20) * 3_600_000, p.now() + 2 * 3_600_000);
  p.at(when, { do: 'erase', pair: p.pair(when, wrongOneIn) });
}

/** Claims, holds, objections and at last the erasure. `ended` is the day of effective termination. */
export function eraseAll(p: Pen, agreement: Agreement, ended: Day, items: readonly string[]): void {
  const { dice } = p;
  const delay = agreement.profile === 'public-buyer' ? monthsOn(ended, 3) : ended + 30;
  tryErase(p, Math.max(p.today(), ended) + 1);
  p.on(p.today() + dice.between(1, 5), { do: 'instruct' });
  if (dice.oneIn(3)) p.soon({ do: 'export' });
  const early = Math.max(ended, delay);
  if (dice.oneIn(3) && p.today() < early - 3) {
    const claimed = dice.some(items);
    p.on(p.today() + 1, { do: 'claim', items: claimed });
    if (dice.oneIn(2)) tryErase(p, early + 1);
    p.soon({ do: 'rework', items: claimed });
    p.soon({ do: 'confirm', items: claimed, by: 'client', paper: null });
  }
  const hold = p.key('hold');
  const held = dice.oneIn(3);
  const objected = dice.oneIn(4);
  if (held) p.soon({ do: 'hold', key: hold });
  if (objected) p.soon({ do: 'object', onData: dice.oneIn(2) });
  // The last day of the delay is not over; the day after it is.
  if (p.today() < delay) tryErase(p, delay);
  tryErase(p, Math.max(p.today(), delay + 1), 4);
  if (held) {
    const when = p.now() + 2 * 3_600_000;
    p.at(when, { do: 'release', key: hold, pair: { proposedAt: when - 60_000, alone: true } });
    p.at(when + 3_600_000, { do: 'release', key: hold, pair: { proposedAt: when + 3_540_000, alone: false } });
  }
  if (objected) p.soon({ do: 'agree' });
  if (dice.oneIn(5)) return;
  tryErase(p, p.today() + 1);
  p.soon({ do: 'keys' });
  const locked = dice.oneIn(2) ? dice.between(1, 900) : 0;
  const until = locked > 0 ? p.today() + dice.between(1, 40) : null;
  p.soon({ do: 'purge', locked, until: until === null ? null : textOf(until) });
  if (until !== null && dice.oneIn(2)) p.on(until, { do: 'unlocked', absent: true });
  const after = (until ?? p.today()) + 1;
  if (dice.oneIn(3)) p.on(Math.max(after, p.today()), { do: 'unlocked', absent: false });
  p.on(Math.max(after, p.today()), { do: 'unlocked', absent: true });
}

/** Hand-over and end of a transition that began on the day after `end`. */
export function leave(p: Pen, agreement: Agreement, end: Day): void {
  const { dice } = p;
  const start = Math.max(end + 1, p.today());
  if (dice.oneIn(5)) {
    neverConfirms(p, start + dice.between(0, 20));
    eraseAll(p, agreement, p.today(), ['i1', 'i2']);
    return;
  }
  if (dice.oneIn(12)) {
    p.on(start + 2, { do: 'cancel', by: ['client'] });
    p.on(start + 4, { do: 'cancel', by: ['client', 'provider'] });
    return;
  }
  const items = fullHandOver(p, start + dice.pick([0, 0, dice.between(0, 40)]));
  waiveFee(p);
  if (dice.oneIn(5)) p.soon({ do: 'recover', factor: false, paper: null });
  if (dice.oneIn(5)) {
    for (const wrong of [dice.pick([1, 2]), 1_000_000]) {
      const when = p.now() + 3_600_000;
      p.at(when, { do: 'recover', factor: false, paper: p.pair(when, wrong) });
    }
  }
  p.on(p.today() + dice.between(0, 20), { do: 'recover', factor: true, paper: null });
  eraseAll(p, agreement, Math.max(p.today(), end), items);
}

/** A fee that two persons waive. */
export function waiveFee(p: Pen): void {
  if (p.dice.oneIn(3)) p.soon({ do: 'export' });
  if (!p.dice.oneIn(8)) return;
  const when = p.now() + 3_600_000;
  p.at(when, { do: 'waive-fee', pair: p.pair(when, 3) });
}
