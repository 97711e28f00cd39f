/**
 * A process with the catalogue of its own. It says `ready`, waits for a line on standard input, then:
 * `open PATH`: opens it · `count PATH N`: adds 1 to the fact `counter` N times, one transaction each · `lease PATH NAME N`: takes
 * and releases the lease on `mailbox` N times, saying `fence F` · `write PATH NAME`: transactions of 50 snapshots, saying `begun K`
 * inside and `committed K` after each, until it is killed.
 */
import { once } from 'node:events';
import { openCatalog, snapshotFromManifest } from '../../catalog/index.ts';
import { hasCode, systemClock } from '../../core/index.ts';
import { sampleManifest } from '../fakes/sample-manifest.ts';

const [mode = '', path = '', ...rest] = process.argv.slice(2);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
process.stdin.destroy();
const catalog = await openCatalog({ path, clock: systemClock });

if (mode === 'count') {
  for (let done = 0; done < Number(rest[0]); done++) {
    await catalog.transaction(async ({ meta }) => {
      const counter = Number((await meta.get('counter')) ?? '0');
      await meta.set('counter', String(counter + 1));
    });
  }
}
if (mode === 'lease') {
  const [name = '', count = ''] = rest;
  for (let done = 0; done < Number(count); ) {
    try {
      const grant = await catalog.leases.acquire('mailbox', name, 60_000);
      process.stdout.write(`fence ${grant.fence}\n`);
      await catalog.leases.renew(grant, 60_000);
      await catalog.leases.release(grant);
      done++;
    } catch (error) {
      if (!hasCode(error, 'LEASE_HELD')) throw error;
    }
  }
}
if (mode === 'write') {
  for (let round = 1; ; round++) {
    await catalog.transaction(async ({ snapshots, meta }) => {
      for (let seq = 1; seq <= 50; seq++) {
        const mailbox = `${rest[0]}-${round}`;
        await snapshots.put(snapshotFromManifest(sampleManifest({ mailbox, seq }), []));
        if (seq === 25) process.stdout.write(`begun ${round}\n`);
      }
      await meta.set('round', String(round));
    });
    process.stdout.write(`committed ${round}\n`);
  }
}
await catalog.close();
