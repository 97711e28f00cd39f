/** The hand-over part of a story: quotes, packages, confirmations, contests, reworks, deltas, receipts. */
import { twoPersons } from './case.ts';
import type { Day } from './day-table.ts';
import type { FeeWay } from './money.ts';
import type { Pen } from './story.ts';

const feeWays: readonly FeeWay[] = ['F-prorata', 'F-started', 'F-complete'];

function names(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);
}

/** From the request to the verified package. */
function prepare(p: Pen, day: Day): { readonly items: string[]; readonly medium: boolean } {
  const { dice } = p;
  const users = dice.pick([1, 9, 10, 11, 19, 20, 37, 95, dice.between(1, 260)]);
  const all = users + dice.between(0, 25);
  const items = names('i', dice.between(2, 6));
  p.on(day, { do: 'ask' });
  // A quote in scope is no higher than the documented cost, so the cost sheet comes first.
  if (!dice.oneIn(3)) p.soon({ do: 'cost', cents: BigInt(dice.between(0, 150_000)) });
  const quoted = !dice.oneIn(6);
  const medium = quoted && dice.oneIn(3);
  if (quoted) {
    const key = p.key('quote');
    p.soon({ do: 'quote', key, way: dice.pick(feeWays), medium, boxes: dice.pick([users, all, all + 20]) });
    if (medium || dice.oneIn(2)) p.soon({ do: 'accept', key });
    else p.soon({ do: 'free-route' });
  } else p.soon({ do: 'free-route' });
  if (dice.oneIn(4)) p.soon({ do: 'verify', exit: 0, unexplained: 0, items });
  p.soon({ do: 'freeze', users, all, items });
  if (dice.oneIn(6)) p.soon({ do: 'verify', exit: 1, unexplained: 0, items });
  if (dice.oneIn(6)) p.soon({ do: 'verify', exit: 0, unexplained: 3, items });
  p.soon({ do: 'verify', exit: 0, unexplained: 0, items });
  if (medium) {
    p.soon({ do: 'buy-medium', price: BigInt(dice.between(4_000, 20_000)), carriage: BigInt(dice.between(0, 3_000)) });
    if (dice.oneIn(6)) p.soon({ do: 'deliver', medium: true, receipt: false });
  } else if (dice.oneIn(6)) p.soon({ do: 'buy-medium', price: 8_000n, carriage: 990n });
  return { items, medium };
}

/** A request, a package and its delivery. Returns the items delivered. */
export function deliverAll(p: Pen, day: Day): string[] {
  const { items, medium } = prepare(p, day);
  p.on(p.today() + p.dice.between(1, 12), { do: 'deliver', medium, receipt: true });
  return items;
}

/** Two persons give up items; true if it was done as it must be. */
function waiveItems(p: Pen, items: readonly string[]): boolean {
  const at = p.now() + 3_600_000;
  const pair = p.pair(at, 3);
  p.at(at, { do: 'waive', items, pair });
  return twoPersons(pair, at);
}

/** The client confirms what is open, in one or several goes, with contests that are worked over. */
export function confirmAll(p: Pen, items: readonly string[]): void {
  const { dice } = p;
  if (dice.oneIn(6)) p.soon({ do: 'confirm', items, by: 'technician', paper: null });
  if (dice.oneIn(8)) p.soon({ do: 'confirm', items: ['unknown'], by: 'client', paper: null });
  if (dice.oneIn(6)) p.soon({ do: 'cutover' });
  let open = [...items];
  if (dice.oneIn(2) && open.length > 1) {
    const first = dice.some(open.slice(1));
    p.on(p.today() + dice.between(0, 6), { do: 'confirm', items: first, by: 'client', paper: null });
    open = open.filter((id) => !first.includes(id));
  }
  if (dice.oneIn(3)) {
    const contested = dice.some(dice.oneIn(3) ? items : open);
    p.on(p.today() + dice.between(0, 6), { do: 'contest', items: contested });
    if (dice.oneIn(3)) p.soon({ do: 'recover', factor: true, paper: null });
    const waived = dice.oneIn(3) && waiveItems(p, contested);
    if (!waived) p.on(p.today() + dice.between(1, 9), { do: 'rework', items: contested });
    open = open.filter((id) => !contested.includes(id)).concat(waived ? [] : contested);
  }
  if (dice.oneIn(4)) p.soon({ do: 'recover', factor: true, paper: null });
  if (dice.oneIn(6) && open.length > 0) {
    const when = p.now() + 3_600_000;
    p.at(when, { do: 'confirm', items: open, by: 'client', paper: p.pair(when, 3) });
  }
  if (open.length > 0) p.on(p.today() + dice.between(0, 9), { do: 'confirm', items: open, by: 'client', paper: null });
}

/** New mail after the freeze: a round for it alone. */
export function deltaRound(p: Pen, round: number): void {
  const items = names(`d${round}-`, p.dice.between(1, 3));
  p.soon({ do: 'delta' });
  if (p.dice.oneIn(4)) p.soon({ do: 'recover', factor: true, paper: null });
  p.soon({ do: 'verify', exit: 0, unexplained: 0, items });
  p.soon({ do: 'deliver', medium: false, receipt: false });
  p.on(p.today() + p.dice.between(0, 4), { do: 'confirm', items, by: 'client', paper: null });
}

/** Everything up to the declared cut-over; the confirmation of the whole is left to the caller. */
export function fullHandOver(p: Pen, day: Day): string[] {
  const items = deliverAll(p, day);
  if (p.dice.oneIn(4)) p.soon({ do: 'receipt', differences: 0, signed: true });
  confirmAll(p, items);
  let round = 1;
  while (p.dice.oneIn(4) && round < 4) {
    round += 1;
    deltaRound(p, round);
  }
  if (p.dice.oneIn(4)) p.soon({ do: 'recover', factor: true, paper: null });
  if (p.dice.oneIn(4)) p.soon({ do: 'export' });
  p.on(p.today() + p.dice.between(0, 3), { do: 'cutover' });
  return items;
}
