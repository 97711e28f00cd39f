import { describe, expect, it } from 'vitest';
import type { RestoreTerms } from './facts.ts';
import { type RestoreFacts, restoreCharge } from './restore-charge.ts';

const none: RestoreTerms = { support: 'none', tariffCents: 12_000 };
const hourly: RestoreTerms = { support: 'hourly', hourCents: 9000, rounding: 'per-minute' };
const quarters: RestoreTerms = { support: 'hourly', hourCents: 9000, rounding: 'quarter-started' };
const asked = (change: Partial<RestoreFacts> = {}): RestoreFacts => ({
  minutes: 47,
  cause: 'client',
  acceptedCents: 20_000,
  ...change,
});

describe('a restore that the client asked for', () => {
  it.each([
    ['no support contract: the tariff', none, {}, 12_000, 'charge'],
    ['no tariff in the configuration: only a quote', { support: 'none', tariffCents: null }, {}, 0, 'quote-only'],
    ['a price that was not accepted before the work', none, { acceptedCents: null }, 0, 'not-accepted'],
    [
      'support that leaves messaging out: as without',
      { support: 'without-messaging', tariffCents: 12_000 },
      {},
      12_000,
      'charge',
    ],
    ['support at a flat rate', { support: 'flat' }, { acceptedCents: null }, 0, 'in-flat'],
    ['support by the hour, to the minute', hourly, {}, 7050, 'charge'],
    ['support by the hour, each quarter started', quarters, {}, 9000, 'charge'],
    ['a quarter that is just full', quarters, { minutes: 45 }, 6750, 'charge'],
    ['exactly the accepted ceiling', hourly, { acceptedCents: 7050 }, 7050, 'charge'],
    ['above it: the ceiling, and the client is asked again', hourly, { acceptedCents: 7049 }, 7049, 'ask-again'],
    ['no labour: nothing, without asking', hourly, { minutes: 0, acceptedCents: null }, 0, 'charge'],
  ] as const)('%s', (_, terms, change, amountCents, verdict) => {
    expect(restoreCharge(terms, asked(change))).toMatchObject({ amountCents, verdict });
  });

  it('shows what was computed beside what may be charged', () => {
    expect(restoreCharge(hourly, asked({ acceptedCents: 100 }))).toEqual({
      amountCents: 100,
      computedCents: 7050,
      quantity: 47,
      unit: 'minute',
      verdict: 'ask-again',
    });
  });
});

describe('a restore of another cause', () => {
  it.each(['provider', 'rehearsal', 'verification', 'hand-over'] as const)('%s is free under all terms', (cause) => {
    for (const terms of [none, hourly, quarters, { support: 'flat' } as const]) {
      expect(restoreCharge(terms, asked({ cause }))).toMatchObject({ amountCents: 0, verdict: 'free' });
    }
  });
});

it('labour is whole minutes', () => {
  for (const minutes of [-1, 1.5, Number.NaN]) {
    expect(() => restoreCharge(hourly, asked({ minutes }))).toThrow(RangeError);
  }
});
