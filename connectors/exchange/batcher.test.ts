import { describe, expect, test } from 'vitest';
import { neverAborted, SimulatedClock } from '../../core/index.ts';
import { batcher } from './batcher.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a batcher', () => {
  test('takes what waits while a run is under way into the next one', async () => {
    const runs: number[][] = [];
    const first = Promise.withResolvers<void>();
    const double = batcher<number, number>(
      async (items) => {
        runs.push([...items]);
        if (runs.length === 1) await first.promise;
        return items.map((one) => one * 2);
      },
      { clock: new SimulatedClock(0), everyMs: 0, max: 3, lifetime: neverAborted },
    );
    const one = double(1, neverAborted);
    await turn();
    const rest = [2, 3, 4, 5].map((item) => double(item, neverAborted));
    first.resolve();
    expect(await Promise.all([one, ...rest])).toEqual([2, 4, 6, 8, 10]);
    expect(runs).toEqual([[1], [2, 3, 4], [5]]);
  });

  test('with a pace runs once per interval for all who wait', async () => {
    const clock = new SimulatedClock(0);
    let runs = 0;
    const look = batcher<string, number>((items) => Promise.resolve(items.map(() => ++runs)), {
      clock,
      everyMs: 1000,
      max: 10,
      lifetime: neverAborted,
    });
    const both = Promise.all([look('a', neverAborted), look('b', neverAborted)]);
    await turn();
    expect(runs).toBe(0);
    clock.advance(1000);
    expect(await both).toEqual([1, 2]);
  });

  test('gives one failure to its own batch only', async () => {
    const pick = batcher<string, string>(
      (items) => (items.includes('bad') ? Promise.reject(new Error('no')) : Promise.resolve(items)),
      { clock: new SimulatedClock(0), everyMs: 0, max: 1, lifetime: neverAborted },
    );
    const [bad, good] = [pick('bad', neverAborted), pick('good', neverAborted)];
    await expect(bad).rejects.toThrow('no');
    await expect(good).resolves.toBe('good');
  });

  test('frees an aborted caller at once and serves the others', async () => {
    const gate = Promise.withResolvers<void>();
    const slow = batcher<number, number>(
      async (items) => {
        await gate.promise;
        return items;
      },
      { clock: new SimulatedClock(0), everyMs: 0, max: 10, lifetime: neverAborted },
    );
    const stop = new AbortController();
    const aborted = slow(1, stop.signal);
    const kept = slow(2, neverAborted);
    stop.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
    gate.resolve();
    await expect(kept).resolves.toBe(2);
  });

  test('ends all who wait when its owner closes, and refuses an answer of the wrong length', async () => {
    const closing = new AbortController();
    const paced = batcher<number, number>((items) => Promise.resolve(items), {
      clock: new SimulatedClock(0),
      everyMs: 1000,
      max: 10,
      lifetime: closing.signal,
    });
    const waiting = [paced(1, neverAborted), paced(2, neverAborted)];
    await turn();
    closing.abort(new Error('closed'));
    for (const one of waiting) await expect(one).rejects.toThrow('closed');
    const short = batcher<number, number>(() => Promise.resolve([]), {
      clock: new SimulatedClock(0),
      everyMs: 0,
      max: 10,
      lifetime: neverAborted,
    });
    await expect(short(1, neverAborted)).rejects.toThrow(RangeError);
  });
});
