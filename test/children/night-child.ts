/**
 * `CONFIG kill STEP before|after N`, `CONFIG lost-kill PART N`, `CONFIG lost PART N` or `CONFIG plain`: the scheduler of
 * `coffre serve` until the night is done. It says `began` when the first mailbox is about to be saved, `again` when a night is tried
 * again, and `done` at the end. `kill`: says `dying` and kills itself without a chance to clean up at the N-th time that STEP is
 * announced. `lost-kill`: at the N-th put of a key that has PART in it the object is stored, then the same. `lost`: the object
 * is stored, the reply is not, and the process goes on after saying `lost`.
 */
import { writeSync } from 'node:fs';
import type { ObjectStore } from '../../connectors/objects/index.ts';
import { createLogger, systemClock } from '../../core/index.ts';
import { decideNight, runScheduler } from '../../daemon/index.ts';
import { faultyStore, storeFault } from '../faults/faulty-store.ts';
import { openWritten } from '../harness/written-platform.ts';

/** Longer than any wait inside a night of small files. */
const LONG_MS = 30_000;
/** A night that fails this often is not cut off, it is broken. */
const MOST_ATTEMPTS = 5;

const [config = '', mode = 'plain', ...rest] = process.argv.slice(2);
/** Synchronous: a line that is said just before SIGKILL must have left. */
const say = (line: string): void => void writeSync(1, `${line}\n`);

function die(): never {
  say('dying');
  process.kill(process.pid, 'SIGKILL');
  // The signal is delivered before anything else runs.
  for (;;);
}

function countTo(limit: number): () => boolean {
  let seen = 0;
  return () => ++seen === limit;
}

function losing(inner: ObjectStore): ObjectStore {
  const [part = '', nth = '1'] = rest;
  const isThis = countTo(Number(nth));
  const { store } = faultyStore(inner, systemClock);
  return {
    ...store,
    put: async (key, body, options) => {
      const result = await inner.put(key, body, options);
      if (!key.includes(part) || !isThis()) return result;
      if (mode === 'lost-kill') die();
      say('lost');
      throw storeFault('OBJECTS_UNCERTAIN');
    },
  };
}

const [step = '', moment = '', nth = '1'] = rest;
const isThis = countTo(Number(nth));
let hasBegun = false;
let attempts = 0;
const app = await openWritten(config, {
  onStep: (at, when) => {
    if (mode === 'kill' && at === step && when === moment && isThis()) die();
    if (at === 'lease-granted' && when === 'before' && !hasBegun) {
      hasBegun = true;
      say('began');
    }
  },
  clock: { ...systemClock, sleep },
  log: createLogger({ level: 'error' }),
  ...(mode === 'lost' || mode === 'lost-kill' ? { wrapStore: losing } : {}),
});
const stop = new AbortController();

/** Where the daemon would wait for a long time, the night is done or is tried again at once. */
async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (ms < LONG_MS) return systemClock.sleep(ms, signal);
  const catalog = await app.catalog();
  const isDone = !(await decideNight(app, catalog)).due && (await catalog.runs.unfinished()).length === 0;
  if (isDone) stop.abort(new DOMException('done', 'AbortError'));
  else if (++attempts > MOST_ATTEMPTS) stop.abort(new Error('the night does not get done'));
  else say('again');
  return systemClock.sleep(200, signal);
}

await runScheduler(app, stop.signal).catch((error: unknown) => {
  if (!stop.signal.aborted || attempts > MOST_ATTEMPTS) throw error;
});
await app.close();
say('done');
