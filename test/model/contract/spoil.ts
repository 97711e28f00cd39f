import { type ContractEventBody, type LocalDate, localDate, parisDay, plusDays } from '../../../domain/index.ts';
import type { Dice } from './dice.ts';
import { DAY_MS, type Draft, HOUR_MS, hashes, people, proofOf } from './draft.ts';

/** Which thing about an event is made wrong: part of its frame, or a field of its payload. */
export type Aspect = 'actor' | 'proofs' | 'tenant' | 'at' | `body.${string}`;

export interface Spoilt {
  readonly draft: Draft;
  readonly aspect: Aspect;
}

/** One thing about an event made wrong, as people, programs and attackers do; any thing, or the named one. */
export function spoil(draft: Draft, dice: Dice, aspect: Aspect = anyAspect(draft, dice)): Spoilt {
  switch (aspect) {
    case 'actor':
      return { aspect, draft: { ...draft, actor: dice.pick(Object.values(people)) } };
    case 'proofs':
      return { aspect, draft: { ...draft, proofs: dice.chance(0.5) ? [] : [proofOf('other')] } };
    case 'tenant':
      return { aspect, draft: { ...draft, tenant: 'delmas' } };
    case 'at':
      return {
        aspect,
        draft: { ...draft, at: draft.at - dice.pick([HOUR_MS, 2 * HOUR_MS, DAY_MS, 3 * DAY_MS, 40 * DAY_MS]) },
      };
    default:
      return { aspect, draft: { ...draft, body: spoiltBody(draft.body, aspect.slice(5), parisDay(draft.at), dice) } };
  }
}

function anyAspect({ body }: Draft, dice: Dice): Aspect {
  const roll = dice.below(20);
  if (roll < 3) return 'actor';
  if (roll < 6) return 'proofs';
  if (roll < 7) return 'tenant';
  if (roll < 10) return 'at';
  const known = Object.keys(body).filter((key) => wrong[key] !== undefined);
  return known.length === 0 ? 'actor' : `body.${known.includes('act') ? 'act' : dice.pick(known)}`;
}

type Fields = Readonly<Record<string, unknown>>;

function spoiltBody(body: ContractEventBody, key: string, today: LocalDate, dice: Dice): ContractEventBody {
  const fields = body as unknown as Fields;
  const change = wrong[key];
  if (change === undefined || !(key in fields)) return body;
  return { ...fields, [key]: change(fields[key], today, dice) } as unknown as ContractEventBody;
}

/** Any field that has a wrong value. */
function spoiltAct(act: ContractEventBody, today: LocalDate, dice: Dice): ContractEventBody {
  const known = Object.keys(act).filter((key) => wrong[key] !== undefined);
  return known.length === 0 ? act : spoiltBody(act, dice.pick(known), today, dice);
}

type Change = (value: unknown, today: LocalDate, dice: Dice) => unknown;

const amounts: Change = (_, __, dice) => dice.pick([-1, 0.5, 9_000_000, Number.NaN]);
const days: Change = (_, today, dice) => plusDays(today, dice.pick([-400, -40, -1, 1, 2, 40, 300]));
const blank: Change = () => ' ';

function spoiledLetter(letter: object, today: LocalDate, dice: Dice): object {
  const changes: readonly Fields[] = [
    { dispatched: null },
    { received: plusDays(today, 3) },
    { dispatched: plusDays(today, 5), firstPresented: null, received: null, outcome: null },
    { firstPresented: localDate('2020-01-01') },
    { form: 'lre' },
  ];
  return { ...letter, ...dice.pick(changes) };
}

/** By the name of a field: values that are possible and should not be taken. */
const wrong: Readonly<Record<string, Change>> = {
  terms: (value, _, dice) => ({
    ...(value as object),
    ...dice.pick<Fields>([{ textSha256: '' }, { contractId: 'C-2' }, { monthlyPriceCents: -5 }]),
  }),
  act: (value, today, dice) => {
    if (dice.chance(0.1)) return { type: 'notice.ended' };
    return spoiltAct(value as ContractEventBody, today, dice);
  },
  signatory: (value) => (typeof value === 'string' ? 'Quelqu’un' : value),
  period: (value, _, dice) => (value as number) + dice.pick([-1, 1]),
  from: days,
  to: (value, today, dice) => (/^\d{4}-/.test(String(value)) ? days(value, today, dice) : ' '),
  exitRight: (value) => value !== true,
  form: (_, __, dice) => dice.pick(['email', 'lre']),
  letter: (value, today, dice) => (typeof value === 'boolean' ? !value : spoiledLetter(value as object, today, dice)),
  capacity: blank,
  notice: () => 'none',
  agreedBy: (_, __, dice) => dice.pick([[], ['client'], ['provider'], ['client', 'client']]),
  until: (_, today, dice) => plusDays(today, dice.pick([-400, 1, 300, 300])),
  insolvency: () => true,
  round: (value) => (value as number) + 1,
  root: (_, __, dice) => dice.pick([hashes.a, hashes.c, hashes.d]),
  secondFactor: (value) => value !== true,
  counselReference: blank,
  eraseOn: (_, today) => plusDays(today, 59),
  stillLocked: (value) => (value === 0 ? 3 : 0),
  absent: () => false,
  quoteId: () => 'q-9',
  amountCents: amounts,
  mailboxes: () => -2,
  frozenAt: () => '2200-01-01T00:00:00Z',
  userMailboxes: () => 99,
  notCaptured: () => [{ what: 'rules', why: ' ' }],
  items: (value, _, dice) =>
    dice.pick([[], ['m-9'], [...(value as readonly string[]), 'm-9'], ['m-1', 'm-1'], ['m-2']]),
  exit: () => 1,
  unexplained: () => 2,
  packageId: () => 'p-9',
  receipt: () => null,
  on: (_, today) => plusDays(today, 1),
  step: (_, __, dice) => dice.pick([7, 8, 21, 30]),
  announced: () => false,
  whyNotAnnounced: () => null,
  since: () => '2200-01-01T00:00:00Z',
  charterSha256: () => null,
  ownDelayDays: () => 1,
  cause: (_, __, dice) => dice.pick(['charter', 'requisition', 'emergency']),
  mailedOn: (_, today, dice) => dice.pick([null, plusDays(today, 90)]),
  versionSha256: (_, __, dice) => dice.pick([hashes.b, hashes.c, hashes.d]),
  holdId: (_, __, dice) => dice.pick(['hold-0', 'hold-9']),
  lineIds: () => ['none'],
  directCostCents: amounts,
  priceCents: amounts,
  minutes: amounts,
  disclosedOn: (_, today) => plusDays(today, 1),
  month: (_, today, dice) => dice.pick([today.slice(0, 7), '2026-13', 'soon']),
  downMs: amounts,
  lastSeenAt: () => '2200-01-01T00:00:00Z',
  proposalId: (_, __, dice) => dice.pick(['act-0', 'act-1', 'act-2']),
};
