import { describe, expect, it } from 'vitest';
import { neverAborted } from '../../core/index.ts';
import { createLocalQueue } from './local-queue.ts';

/** Jobs that run until they are let go, and how many of each lane run at once. */
function jobs() {
  const running: string[] = [];
  const started: string[] = [];
  const gates = new Map<string, () => void>();
  const job = (name: string) => async (): Promise<string> => {
    running.push(name);
    started.push(name);
    await new Promise<void>((resolve) => gates.set(name, resolve));
    running.splice(running.indexOf(name), 1);
    return name;
  };
  return { running, started, job, release: (name: string) => gates.get(name)?.() };
}

/** Everything that is ready to run has begun. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the local queue', () => {
  it('keeps to the limit of each lane and to the one over all of them, first come, first served', async () => {
    const queue = createLocalQueue({ total: 3, lanes: { slow: 1 } });
    const { running, started, job, release } = jobs();
    const added = ['slow-1', 'slow-2', 'fast-1', 'fast-2', 'fast-3'].map((name) =>
      queue.add(name.split('-')[0] ?? '', job(name), neverAborted),
    );
    await settled();
    expect(running).toEqual(['slow-1', 'fast-1', 'fast-2']);
    expect(queue.size().running).toBe(3);
    release('fast-1');
    await settled();
    expect(running).toEqual(['slow-1', 'fast-2', 'fast-3']);
    release('slow-1');
    await settled();
    expect(running).toEqual(['fast-2', 'fast-3', 'slow-2']);
    for (const name of ['fast-2', 'fast-3', 'slow-2']) release(name);
    expect(await Promise.all(added)).toEqual(['slow-1', 'slow-2', 'fast-1', 'fast-2', 'fast-3']);
    expect(started).toHaveLength(5);
    expect(queue.size()).toEqual({ waiting: 0, running: 0 });
  });

  it('counts every waiting job once', async () => {
    const queue = createLocalQueue({ total: 1, lanes: {} });
    const { job, release, started } = jobs();
    const added = ['a', 'b', 'c'].map((name) => queue.add(name, job(name), neverAborted));
    await settled();
    expect(queue.size()).toEqual({ waiting: 2, running: 1 });
    for (const name of ['a', 'b', 'c']) {
      release(name);
      await settled();
    }
    await Promise.all(added);
    expect(started).toEqual(['a', 'b', 'c']);
  });

  it('turns waiting jobs away after an abort and starts none of them', async () => {
    const queue = createLocalQueue({ total: 1, lanes: {} });
    const { job, release, started } = jobs();
    const stop = new AbortController();
    const first = queue.add('x', job('first'), stop.signal);
    const second = queue.add('x', job('second'), stop.signal);
    const refused = expect(second).rejects.toThrow('stopped');
    await settled();
    stop.abort(new Error('stopped'));
    release('first');
    await first;
    await refused;
    expect(started).toEqual(['first']);
  });

  it('goes on after a job that failed', async () => {
    const queue = createLocalQueue({ total: 1, lanes: {} });
    const failing = queue.add('x', () => Promise.reject(new Error('broken')), neverAborted);
    await expect(failing).rejects.toThrow('broken');
    await expect(queue.add('x', () => Promise.resolve(7), neverAborted)).resolves.toBe(7);
  });
});
