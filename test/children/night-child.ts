/**
 * `CONFIG kill STEP before|after N`, `CONFIG lost-kill PREFIX N`, `CONFIG lost PREFIX N` or `CONFIG plain`: the scheduler of
 * `coffre serve` until the night is done. It says `outcome TENANT MAILBOX KIND SNAPSHOT` as soon as an outcome stands in the
 * catalogue, `again` when a night is tried again, and `done` at the end. `kill`: says `dying` and kills itself without a chance
 * to clean up at the N-th time that STEP is announced. `lost-kill`: at the N-th put under PREFIX the object is stored, then the
 * same. `lost`: the object is stored, the reply is not, and the process goes on after saying `lost`.
 */
import { writeSync } from 'node:fs';
import type { ObjectStore } from '../../connectors/objects/index.ts';
import { systemClock } from '../../core/index.ts';
import { decideNight, runScheduler } from '../../daemon/index.ts';
import { faultyStore, storeFault } from '../faults/faulty-store.ts';
import { openWritten } from '../harness/written-platform.ts';

/** Longer than any wait inside a night of small files. */
const LONG_MS = 30_000;

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
  const [prefix = '', nth = '1'] = rest;
  const isThis = countTo(Number(nth));
  const { store } = faultyStore(inner, systemClock);
  return {
    ...store,
    put: async (key, body, options) => {
      const result = await inner.put(key, body, options);
      if (!key.startsWith(prefix) || !isThis()) return result;
      if (mode === 'lost-kill') die();
      say('lost');
      throw storeFault('OBJECTS_UNCERTAIN');
    },
  };
}

const [step = '', moment = '', nth = '1'] = rest;
const isThis = countTo(Number(nth));
const app = await openWritten(config, {
  onStep: async (at, when) => {
    if (mode === 'kill' && at === step && when === moment && isThis()) die();
    if (at !== 'catalogued' || when !== 'after') return;
    const catalog = await app.catalog();
    const [run] = await catalog.runs.unfinished();
    if (run === undefined) return;
    for (const one of await catalog.runs.outcomes(run.id)) {
      say(`outcome ${one.tenant} ${one.mailbox} ${one.kind} ${one.snapshot ?? '-'}`);
    }
  },
  clock: { ...systemClock, sleep },
  ...(mode === 'lost' || mode === 'lost-kill' ? { wrapStore: losing } : {}),
});
const stop = new AbortController();

/** Where the daemon would wait for a long time, the night is done or is tried again at once. */
async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (ms < LONG_MS) return systemClock.sleep(ms, signal);
  const catalog = await app.catalog();
  const isDone = !(await decideNight(app, catalog)).due && (await catalog.runs.unfinished()).length === 0;
  if (isDone) stop.abort(new DOMException('done', 'AbortError'));
  else say('again');
  return systemClock.sleep(200, signal);
}

await runScheduler(app, stop.signal).catch((error: unknown) => {
  if (!stop.signal.aborted) throw error;
});
await app.close();
say('done');
