import PQueue from 'p-queue';
import type { JobQueue } from './job-queue.ts';

export interface LocalQueueLimits {
  /** Over all lanes. */
  readonly total: number;
  /** Per lane, by name; lanes not named get `total`. */
  readonly lanes: Readonly<Record<string, number>>;
}

/** A queue inside this process: one p-queue a lane (a source), and one over all of them. First come, first served. */
export function createLocalQueue(limits: LocalQueueLimits): JobQueue {
  const all = new PQueue({ concurrency: limits.total });
  const lanes = new Map<string, PQueue>();

  function lane(name: string): PQueue {
    const existing = lanes.get(name);
    if (existing !== undefined) return existing;
    const made = new PQueue({ concurrency: Math.max(1, Math.min(limits.total, limits.lanes[name] ?? limits.total)) });
    lanes.set(name, made);
    return made;
  }

  return {
    // After an abort the running jobs end by their own signal and the waiting ones are turned away as their turn comes.
    add: (name, work, signal) =>
      lane(name).add(() =>
        all.add(() => {
          signal.throwIfAborted();
          return work();
        }),
      ),
    size: () => {
      const queues = [...lanes.values()];
      const waiting = queues.reduce((sum, one) => sum + one.size, 0) + all.size;
      return { waiting, running: all.pending };
    },
  };
}
