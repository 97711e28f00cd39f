import { expect, test } from 'vitest';
import {
  type ContractEventBody,
  type ContractState,
  decide,
  dueEvents,
  endOfDay,
  foldContract,
  type LocalDate,
  latestNotice,
  localDate,
  plusDays,
} from '../../domain/index.ts';
import { type Dice, diceOf } from './contract/dice.ts';
import { allProofs, DAY_MS, eventOf, HOUR_MS, hashes, people, TENANT } from './contract/draft.ts';
import { randomTerms } from './contract/random-terms.ts';

const full = process.env['COFFRE_MODEL'] === 'full';
const seed = Number(process.env['COFFRE_MODEL_SEED'] ?? 1);
const CONTRACTS = full ? 1_000_000 : 100_000;

/** Days by the platform's own calendar, in UTC, where nothing changes clocks: not the code under test. */
const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const plus = (day: string, days: number): string => iso(Date.parse(day) + days * DAY_MS);
function months(day: string, count: number): { readonly day: string; readonly exists: boolean } {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + count, 0)).getUTCDate();
  return { day: iso(Date.UTC(year, month - 1 + count, Math.min(date, last))), exists: date <= last };
}

/** The last day of a term as § 6.2 says it: eve of the anniversary, or the month's last day where there is none. */
function lastDay(start: string, count: number, same: boolean): string {
  const { day, exists } = months(start, count);
  return exists && !same ? plus(day, -1) : day;
}

const paris = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris', dateStyle: 'short' });
const leapDays = ['2024-02-29', '2028-02-29', '2000-02-29', '2096-02-29'];
const edges = [
  '2026-03-29',
  '2026-10-25',
  '2027-03-28',
  '2027-03-29',
  '2024-12-31',
  '2025-01-31',
  '2027-08-31',
  '2025-11-30',
];

function startDay(dice: Dice): LocalDate {
  const roll = dice.below(4);
  if (roll === 0) return localDate(dice.pick(leapDays));
  if (roll === 1) return localDate(dice.pick(edges));
  if (roll === 2) return localDate(plus(months('1998-01-31', dice.below(900)).day, 0));
  return localDate(plus('1998-01-01', dice.below(28_000)));
}

interface Teller {
  readonly state: () => ContractState;
  /** The rules that refused it; null where it was taken. */
  readonly tell: (at: number, who: 'system' | 'technician' | 'client', body: ContractEventBody) => string | null;
  readonly put: (state: ContractState) => void;
}

function teller(): Teller {
  let state = foldContract(TENANT, []);
  let count = 0;
  const tell: Teller['tell'] = (at, who, body) => {
    count += 1;
    const decision = decide(
      state,
      eventOf({ body, actor: people[who], proofs: allProofs, at, tenant: TENANT }, `e-${count}`),
      at,
    );
    if (decision.kind === 'accepted') state = decision.state;
    return decision.kind === 'refused' ? decision.reasons.map((one) => one.rule).join(' ') : null;
  };
  return { state: () => state, tell, put: (next) => (state = next) };
}

test(
  `${CONTRACTS} contracts from seed ${seed}: terms, notices and ends fall on the days that the calendar says`,
  () => {
    const wrong: string[] = [];
    for (let number = 0; number < CONTRACTS && wrong.length < 5; number += 1) {
      const dice = diceOf(seed * 10_000_019 + number);
      const origin = startDay(dice);
      const agreed = randomTerms(dice);
      const readings = { ...agreed.readings, renewal: dice.pick(['N-origin', 'N-civil'] as const) };
      const terms = { ...agreed, readings, subscriptionDate: origin, signatureDate: origin, serviceStart: origin };
      const law = (what: string, is: unknown, should: unknown): void => {
        if (is !== should)
          wrong.push(
            `contract ${number} of ${origin}, ${readings.end} ${readings.renewal}: ${what} ${String(is)}, not ${String(should)}`,
          );
      };
      const { tell, state, put } = teller();
      const same = readings.end === 'E-same';
      const first = lastDay(origin, 36, same);
      const nextMonth = `${months(`${first.slice(0, 7)}-01`, 1).day.slice(0, 7)}-01`;
      const second = readings.renewal === 'N-origin' ? lastDay(origin, 48, same) : plus(months(nextMonth, 12).day, -1);

      tell(endOfDay(origin), 'technician', { type: 'contract.signed', terms });
      const signed = state();
      if (signed.lifecycle.kind !== 'active') throw new Error('a sound contract is refused');
      law('the first period ends', signed.lifecycle.termEnd, first);

      // Renewed at the first instant after it, and not before.
      const over = endOfDay(localDate(first));
      law('due a millisecond early', dueEvents(signed, over - 1, over - HOUR_MS).length, 0);
      const due = dueEvents(signed, over, over - HOUR_MS);
      for (const body of due) law('refused', tell(over, 'system', body), null);
      const renewed = state().lifecycle;
      law('renewed to', renewed.kind === 'active' ? renewed.termEnd : renewed.kind, second);

      // A letter on the last day of the kindest reading ends the first period, even recorded after its renewal; a day later, the second.
      const deadlines = readings.notice
        .filter((reading) => reading !== 'CIV3')
        .map((reading) => latestNotice(localDate(first), reading, readings.calendar).result);
      const last = deadlines.toSorted().at(-1) ?? origin;
      const late = dice.chance(0.3);
      const sent = late ? plusDays(last, 1) : last;
      const letter = { form: 'lrar', dispatched: sent, firstPresented: null, received: null, outcome: null } as const;
      law(
        'refused',
        tell(over + HOUR_MS, 'technician', {
          type: 'notice.received',
          by: 'client',
          form: 'lrar',
          letter,
          capacity: 'gérante',
        }),
        null,
      );
      const noticed = state().lifecycle;
      const end = late ? second : first;
      law('noticed for', noticed.kind === 'notice' ? noticed.noticeEnd : noticed.kind, end);

      // The end of that day in Paris, not a millisecond before.
      const ended = Math.max(endOfDay(localDate(end)), over + 2 * HOUR_MS);
      if (late) {
        tell(ended - 1, 'technician', { type: 'clock.acknowledged', reason: 'looked' });
        law('ended early by', tell(ended - 1, 'system', { type: 'notice.ended' }), 'L5.day');
      }
      law('refused', tell(ended, 'system', { type: 'notice.ended' }), null);
      const open = state().lifecycle;
      law('the contract ends', open.kind === 'transition' ? open.contractEnd : open.kind, end);

      // Confirmed at any instant near a midnight, a change of clocks, or weeks later.
      put(handedOver(state()));
      const shift = dice.pick([0, 1, HOUR_MS, DAY_MS - 1, dice.below(200) * HOUR_MS, dice.below(200 * DAY_MS)]);
      const at = ended + shift;
      const told = { round: 1, root: hashes.c, statement: 'tout', secondFactor: true, signatory: terms.signatory.name };
      law('refused', tell(at, 'client', { type: 'recovery.confirmed', ...told }), null);
      const done = state().lifecycle;
      if (!('effectiveTermination' in done)) throw new Error('not terminated');
      const day = paris.format(at);
      const effective = [day, end].toSorted()[1] ?? end;
      law('effective', done.effectiveTermination, effective);
      // CCAG 2021 holds from 2021-04-01 on.
      const publicRule = terms.profile === 'public-buyer' && effective >= '2021-04-01';
      law('kept until', done.retrievalUntil, publicRule ? months(effective, 3).day : plus(effective, 30));
    }
    expect(wrong).toEqual([]);
  },
  full ? 1_800_000 : 120_000,
);

/** As though everything had been delivered and confirmed: the dates are what is looked at here. */
function handedOver(state: ContractState): ContractState {
  const item = { id: 'm-1', round: 1, status: 'confirmed', reason: null, root: hashes.c } as const;
  const done = {
    kind: 'final',
    rehearsal: false,
    round: 1,
    root: hashes.c,
    items: [item],
    cutover: localDate('2020-01-01'),
  } as const;
  return { ...state, handover: { ...state.handover, ...done } };
}
