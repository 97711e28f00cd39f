/**
 * `append PATH STORE NAME COUNT [STEP MOMENT]`: appends COUNT acts and prints `acknowledged NAME N SEQ` for each; at the step
 * named it kills itself without a chance to clean up. `race`: waits for a line on standard input before the first.
 */
import { once } from 'node:events';
import { neverAborted, systemClock } from '../../core/index.ts';
import { openLedger } from '../../ledger/index.ts';
import { directoryActStore } from '../fakes/directory-act-store.ts';

const [mode = '', path = '', root = '', name = '', count = '', step = '', moment = ''] = process.argv.slice(2);
const ledger = await openLedger({
  path,
  store: directoryActStore(root),
  clock: systemClock,
  signal: neverAborted,
  onStep: (at, when) => {
    if (at === step && when === moment) process.kill(process.pid, 'SIGKILL');
  },
});
if (mode === 'race') {
  process.stdout.write('ready\n');
  await once(process.stdin, 'data');
  process.stdin.destroy();
}
for (let number = 1; number <= Number(count); number++) {
  const act = { actor: name, type: 'test.done', tenant: null, body: { number } };
  const { seq } = await ledger.append(act, neverAborted);
  process.stdout.write(`acknowledged ${name} ${number} ${seq}\n`);
}
await ledger.close();
