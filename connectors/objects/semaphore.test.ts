import { expect, test } from 'vitest';
import { neverAborted } from '../../core/index.ts';
import { Semaphore } from './semaphore.ts';

test('lets waiters in one after another, in the order in which they came', async () => {
  const semaphore = new Semaphore(1);
  const order: number[] = [];
  const first = await semaphore.acquire(neverAborted);
  const others = [1, 2, 3].map(async (number) => {
    const release = await semaphore.acquire(neverAborted);
    order.push(number);
    release();
  });
  expect(order).toEqual([]);
  first();
  await Promise.all(others);
  expect(order).toEqual([1, 2, 3]);
});

test('a permit given to somebody who gives up at that very moment is not lost', async () => {
  const semaphore = new Semaphore(1);
  const release = await semaphore.acquire(neverAborted);
  const controller = new AbortController();
  const waiting = semaphore.acquire(controller.signal);
  release();
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  const again = await semaphore.acquire(neverAborted);
  again();
});
