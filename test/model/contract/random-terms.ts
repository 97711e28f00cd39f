import { type ContractTerms, dayNumber, type LocalDate, localDate, ofDayNumber } from '../../../domain/index.ts';
import type { Dice } from './dice.ts';
import { hashes } from './draft.ts';

/** Days on which counting goes wrong most easily: leap days, ends of months, nights when clocks change, Easter. */
const awkward = [
  '2024-02-29',
  '2023-08-31',
  '2023-11-30',
  '2023-12-31',
  '2024-01-31',
  '2024-03-31',
  '2023-10-29',
  '2024-04-01',
  '2024-05-09',
  '2023-07-01',
].map(localDate);

const notices: readonly ContractTerms['readings']['notice'][] = [
  ['P3M'],
  ['63jo', 'P3M'],
  ['P3M-b', 'CIV3', '60jo'],
  ['78jb'],
];

/** Any contract: readings, dates, prices, scopes and profiles at random. */
export function randomTerms(dice: Dice): ContractTerms {
  const start: LocalDate = dice.chance(0.5)
    ? dice.pick(awkward)
    : ofDayNumber(dayNumber(localDate('2023-01-01')) + dice.below(900));
  const later = ofDayNumber(dayNumber(start) + dice.below(20));
  return {
    contractId: 'C-1',
    textSha256: hashes.a,
    signatory: { name: 'Hélène Roy', capacity: 'gérante', email: 'h.roy@acme.example' },
    subscriptionDate: start,
    signatureDate: later,
    serviceStart: later,
    monthlyPriceCents: dice.pick([0, 1, 9310, 10_000, 123_457]),
    currency: 'EUR',
    vatRateBp: 2000,
    dataAct: { scope: dice.pick(['yes', 'no', 'unsure', 'unsure']), reason: 'mutualised', reviewer: 'counsel' },
    profile: dice.pick(['company', 'public-buyer', 'non-professional']),
    restore: dice.pick<ContractTerms['restore']>([
      { support: 'none', tariffCents: 4500 },
      { support: 'flat' },
      { support: 'hourly', hourCents: 9000, rounding: 'quarter-started' },
    ]),
    readings: {
      calendar: dice.pick(['FR-metropole', 'FR-alsace-moselle']),
      start: dice.pick(['T-A', 'T-B', 'T-C']),
      end: dice.pick(['E-eve', 'E-same']),
      renewal: dice.pick(['N-origin', 'N-chain', 'N-civil']),
      notice: dice.pick(notices),
      perform: dice.pick(['cal', 'cal-roll', 'jo', 'jb']),
      suspension: dice.pick<ContractTerms['readings']['suspension']>([
        ['S-day'],
        ['S-hour', 'S-jo'],
        ['S-day', 'S-hour', 'S-jo'],
      ]),
      fee: dice.pick(['F-started', 'F-prorata', 'F-complete']),
      count: dice.pick(['B-user', 'B-all']),
      lastMonth: dice.pick(['P-day', 'P-none']),
    },
    packs: ['contract-fr@1'],
  };
}
