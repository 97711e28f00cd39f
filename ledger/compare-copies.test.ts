import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, sha256Hex } from '../core/index.ts';
import { compareCopies } from './compare-copies.ts';
import { decodeEvent, nextEvent } from './event.ts';
import type { LedgerEvent, LedgerFinding } from './ledger.ts';
import type { EventRow } from './local-copy.ts';

type Stored =
  | { readonly seq: number; readonly key: string; readonly body: Uint8Array }
  | { readonly seq: number; readonly key: string; readonly code: string; readonly message: string };

interface State {
  readonly rows: EventRow[];
  readonly acts: Stored[];
}

function chain(bodies: readonly string[]): readonly LedgerEvent[] {
  const events: LedgerEvent[] = [];
  for (const text of bodies) {
    const act = { actor: 'marie', type: 'test.done', tenant: null, body: { text } };
    events.push(nextEvent(events.at(-1) ?? null, act, '2027-03-01T20:00:00Z').event);
  }
  return events;
}

const spell = (event: LedgerEvent): string => canonicalJson({ ...event });
const stored = (event: LedgerEvent): Stored => ({
  seq: event.seq,
  key: `acts/${event.seq}`,
  body: Buffer.from(spell(event)),
});

/** The event with another body, and, as a careful forger would, its hash made right again. */
function forge(event: LedgerEvent): LedgerEvent {
  const { hash: _, ...fields } = { ...event, body: { forged: true } };
  return { ...fields, hash: sha256Hex(Buffer.from(canonicalJson(fields))) };
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

/** What `Ledger.verify` reports of these copies. */
async function findings({ rows, acts }: State): Promise<readonly LedgerFinding[]> {
  const found: LedgerFinding[] = [];
  const localHead = Math.max(0, ...rows.map(({ seq }) => seq));
  const local = each(rows.toSorted((a, b) => a.seq - b.seq));
  const { vaultHead } = await compareCopies({ local, localHead, vault: each(acts) }, (one) => found.push(one));
  if (vaultHead > localHead) found.push({ severity: 'error', code: 'tail-cut', seq: localHead + 1, message: '' });
  return found;
}

/** Each damage changes the state and says which findings it must give; `at` is in 1…n, `other` another such number. */
type Damage = (state: State, at: number, other: number) => readonly (readonly [LedgerFinding['code'], number])[];

const rowOf = ({ rows }: State, seq: number): number => rows.findIndex((row) => row.seq === seq);
const actOf = ({ acts }: State, seq: number): number => acts.findIndex((act) => act.seq === seq);

const damages: Readonly<Record<string, Damage>> = {
  'an edited row': (state, at) => {
    const index = rowOf(state, at);
    const document = state.rows[index]?.document.replace('"marie"', '"pierre"') ?? '';
    state.rows[index] = { seq: at, document };
    return [['edited', at]];
  },
  'an edited row with its hash made right': (state, at) => {
    const index = rowOf(state, at);
    const decoded = decodeEvent(state.rows[index]?.document ?? '');
    if ('event' in decoded) state.rows[index] = { seq: at, document: spell(forge(decoded.event)) };
    return [['edited', at]];
  },
  'a row that is no JSON': (state, at) => {
    state.rows[rowOf(state, at)] = { seq: at, document: '{' };
    return [['edited', at]];
  },
  'a removed row': (state, at) => {
    const last = at === state.rows.length;
    state.rows.splice(rowOf(state, at), 1);
    return [[last ? 'tail-cut' : 'removed', at]];
  },
  'two rows swapped': (state, at, other) => {
    if (at === other) return [];
    const [a, b] = [rowOf(state, at), rowOf(state, other)];
    const [one, two] = [state.rows[a], state.rows[b]];
    state.rows[a] = { seq: at, document: two?.document ?? '' };
    state.rows[b] = { seq: other, document: one?.document ?? '' };
    return [
      ['reordered', at],
      ['reordered', other],
    ];
  },
  'a tail cut back': (state, at) => {
    state.rows.splice(at - 1);
    return [['tail-cut', at]];
  },
  'an object that does not open': (state, at) => {
    const unreadable = { seq: at, key: `acts/${at}`, code: 'VAULT_OBJECT_CORRUPT', message: 'does not open' };
    state.acts[actOf(state, at)] = unreadable;
    return [['vault-damaged', at]];
  },
  'an object with other bytes': (state, at) => {
    state.acts[actOf(state, at)] = { seq: at, key: `acts/${at}`, body: Buffer.from([0xff, 0x7b]) };
    return [['vault-damaged', at]];
  },
  'an object that holds another event': (state, at, other) => {
    if (at === other) return [];
    const act = state.acts[actOf(state, other)];
    if (act === undefined || !('body' in act)) return [];
    state.acts[actOf(state, at)] = { seq: at, key: `acts/${at}`, body: act.body };
    return [['vault-damaged', at]];
  },
  'a missing object': (state, at) => {
    const last = at === state.acts.length;
    state.acts.splice(actOf(state, at), 1);
    return [[last ? 'vault-behind' : 'vault-damaged', at]];
  },
  'an object twice': (state, at) => {
    const index = actOf(state, at);
    const act = state.acts[index];
    if (act !== undefined) state.acts.splice(index, 0, act);
    return [['vault-damaged', at]];
  },
  'a vault cut back': (state, at) => {
    state.acts.splice(at - 1);
    return [['vault-behind', at]];
  },
};

const inOrder = (a: string, b: string): number => (a < b ? -1 : 1);
const bodies = fc.array(fc.string({ maxLength: 20 }), { minLength: 1, maxLength: 9 });
const place = fc.nat();

function copiesOf(events: readonly LedgerEvent[]): State {
  return { rows: events.map((event) => ({ seq: event.seq, document: spell(event) })), acts: events.map(stored) };
}

describe('two copies of a chain', () => {
  test('that are whole give no finding', async () => {
    await fc.assert(
      fc.asyncProperty(bodies, async (texts) => {
        expect(await findings(copiesOf(chain(texts)))).toEqual([]);
      }),
    );
  });

  test('that are empty give none either', async () => {
    expect(await findings({ rows: [], acts: [] })).toEqual([]);
  });

  test.each(Object.entries(damages))('with %s: exactly that is found', async (_, damage) => {
    await fc.assert(
      fc.asyncProperty(bodies, place, place, async (texts, a, b) => {
        const state = copiesOf(chain(texts));
        const expected = damage(state, (a % texts.length) + 1, (b % texts.length) + 1);
        const found = (await findings(state)).map(({ code, seq }) => `${seq} ${code}`);
        expect(found.toSorted(inOrder)).toEqual(expected.map(([code, seq]) => `${seq} ${code}`).toSorted(inOrder));
      }),
    );
  });

  test('with any two damages in either: something is found', async () => {
    const names = Object.keys(damages);
    const which = fc.constantFrom(...names);
    await fc.assert(
      fc.asyncProperty(bodies, which, which, place, place, async (texts, first, second, a, b) => {
        const state = copiesOf(chain(texts));
        const before = JSON.stringify(state);
        const inside = (list: readonly unknown[], n: number): number => (n % Math.max(1, list.length)) + 1;
        damages[first]?.(state, inside(texts, a), inside(texts, b));
        const left = Math.min(state.rows.length, state.acts.length);
        const whole = [...Array(left).keys()].every((i) => rowOf(state, i + 1) >= 0 && actOf(state, i + 1) >= 0);
        if (left > 0 && whole) damages[second]?.(state, (b % left) + 1, (a % left) + 1);
        if (JSON.stringify(state) === before || sameTailCut(state, texts.length)) return;
        expect(await findings(state)).not.toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('with a whole chain forged in the local file: each event from the forged one on is found', async () => {
    const events = chain(['a', 'b', 'c', 'd']);
    const forged = [...chain(['a', 'b', 'X', 'd'])];
    const state = { ...copiesOf(events), rows: copiesOf(forged).rows };
    expect((await findings(state)).map(({ code, seq }) => [code, seq])).toEqual([
      ['edited', 3],
      ['edited', 4],
    ]);
  });

  test('with a link broken in the vault alone: the vault is named', async () => {
    const events = chain(['a', 'b', 'c']);
    const state = copiesOf(events);
    const forged = events[1] === undefined ? undefined : forge(events[1]);
    if (forged !== undefined) state.acts[1] = stored(forged);
    expect((await findings(state)).map(({ code, seq }) => [code, seq])).toEqual([
      ['edited', 2],
      ['vault-damaged', 3],
    ]);
  });
});

/** The one damage that two copies cannot show: the same tail missing from both, or the same swap undone. */
function sameTailCut({ rows, acts }: State, length: number): boolean {
  const events = rows.length;
  if (events !== acts.length) return false;
  const same = rows.every((row, index) => {
    const act = acts[index];
    return (
      act !== undefined && 'body' in act && act.seq === row.seq && Buffer.from(act.body).toString() === row.document
    );
  });
  return same && rows.every(({ seq }, index) => seq === index + 1) && events <= length;
}
