import { paper } from './papers.ts';
import type { Stage } from './stage.ts';
import type { Tell } from './tell.ts';
import type { Terminal } from './terminal.ts';
import { PEOPLE, STAYING } from './world.ts';

/**
 * A portal to click in, for whoever watches: the client that stays has its hand-over rehearsed, which has no effect on its
 * contract, and a link to it. Codes that the portal mails are shown here. Ends when the signal aborts.
 */
export async function keepServing(stage: Stage, terminal: Terminal, tell: Tell, signal: AbortSignal): Promise<void> {
  const as = PEOPLE.technician;
  tell('');
  tell({ fr: 'Un portail où cliquer (Ctrl-C pour finir)', en: 'A portal to click in (Ctrl-C to end)' });
  const request = ['reversibility', 'request', STAYING, '--paper', paper('demande.txt'), '--channel', 'essai'];
  await terminal.type(request, { as, show: 1 });
  await terminal.type(['reversibility', 'prepare', STAYING, '--acknowledge-risk', 'essai'], { as, show: 1 });
  await terminal.type(['reversibility', 'deliver', STAYING], { as });
  let shown = stage.outbox().length;
  while (!signal.aborted) {
    for (const mail of stage.outbox().slice(shown)) tell(`  ✉ ${mail.subject}: ${mail.text.split('\n')[0] ?? ''}`);
    shown = stage.outbox().length;
    await stage.pause(signal);
  }
}
