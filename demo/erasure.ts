import { paper, proof } from './papers.ts';
import type { Stage } from './stage.ts';
import type { Tell } from './tell.ts';
import type { Terminal } from './terminal.ts';
import { GROWING, LEAVING, PEOPLE, STAYING } from './world.ts';

const DAY_MS = 86_400_000;

/** A later act of its own: refused before its conditions, then carried out by two persons, certified with what is left. */
export async function playErasure(stage: Stage, { type, ask }: Terminal, tell: Tell): Promise<void> {
  const technician = { as: PEOPLE.technician };
  const approver = { as: PEOPLE.approver };
  await type(['keys', 'erase', LEAVING], { ...technician, code: 4, show: 2 });
  tell({
    fr: '  … un mois plus tard ; le démon était arrêté, et demande à une personne si son horloge dit vrai.',
    en: '  … a month later; the daemon was stopped, and asks a person whether its clock is right.',
  });
  await stage.later(32 * DAY_MS);
  await type(
    ['contract', 'event', LEAVING, 'clock.acknowledged', '--set', 'reason=arrêt prévu du serveur, date vérifiée'],
    { ...technician, show: 1 },
  );
  await stage.tend();
  await type(
    [
      ...['contract', 'event', LEAVING, 'erase.instructed', '--set', 'instruction=erase'],
      ...['--set', `reference=${paper('instruction.txt')}`, ...proof('signed-pdf', 'instruction.txt')],
    ],
    { ...technician, show: 2 },
  );
  const { plan } = await ask<{ plan: { sha256: string } }>(['keys', 'erase', LEAVING, '--dry-run'], technician);
  const approval = ['contract', 'event', LEAVING, 'erase.approved', '--set', `planSha256=${plan.sha256}`];
  const { proposal } = await ask<{ proposal: { id: string } }>(approval, technician);
  await type(['contract', 'event', LEAVING, '--approve', proposal.id], { ...technician, code: 4, show: 1 });
  await type(['contract', 'event', LEAVING, '--approve', proposal.id], { ...approver, show: 1 });
  await type(['keys', 'erase', LEAVING, '--pdf', 'certificat-effacement.pdf'], technician);
  await type(['snapshots', '--tenant', LEAVING], { ...technician, show: 1 });
  const { snapshots } = await ask<{ snapshots: readonly { id: string; mailbox: string; verdict: string }[] }>(
    ['snapshots', '--tenant', STAYING, '--verdict', 'CLEAN'],
    technician,
  );
  const other = snapshots.find((one) => one.mailbox === GROWING)?.id.slice(0, 10) ?? '';
  await type(['restore', other, '--to', 'pst:restored/claire-apres-effacement.pst', '--cause', 'verification'], {
    ...technician,
    show: 2,
  });
  await type(['verify', '--level', 'structure'], { ...technician, show: 1 });
  await type(['audit', 'verify'], { ...technician, show: 1 });
}
