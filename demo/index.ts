/**
 * The whole story on the embedded default, in about a minute: a played Exchange server filled with real PST files, nights
 * through the real daemon with a simulated calendar, mail that changes, a virus, the restore gate, restores proven to the
 * byte, retention, a client who leaves, downloads, contests and confirms, what is owed, a lost state folder, a damaged store,
 * an erasure.
 *
 * `played-exchange` speaks the daemon's own conversation over real SSH and SFTP; the tests use the same player. Nothing in
 * the daemon knows that it is on stage: what is played is the server and the calendar. The folder is left to look at.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../core/index.ts';
import { keepServing } from './keep-serving.ts';
import { openStage } from './stage.ts';
import { playStory, type StoryFacts } from './story.ts';
import type { Tell } from './tell.ts';
import { openTerminal, type RunCommand } from './terminal.ts';
import { WORLD } from './world.ts';

export interface DemoOptions {
  /** Where the folder is left; a new one under the temporary folder where absent. */
  readonly out?: string | undefined;
  readonly cwd: string;
  readonly tell: Tell;
  readonly language: 'fr' | 'en';
  /** How the story types commands. */
  readonly coffre: RunCommand;
  /** After the story, a portal to click in until the signal aborts. */
  readonly keepServing: boolean;
  readonly signal: AbortSignal;
}

export interface DemoReport {
  readonly folder: string;
  readonly seconds: number;
  readonly nights: readonly { readonly night: string; readonly status: string }[];
  readonly restored: readonly string[];
  readonly acts: number;
}

export async function runDemo(options: DemoOptions): Promise<DemoReport> {
  const { tell, signal } = options;
  const startedMs = systemClock.monotonic();
  const stage = await openStage(options.out, options.cwd, signal);
  try {
    const mailboxes = WORLD.reduce((sum, one) => sum + one.mailboxes.length, 0);
    tell({
      fr: `Un hébergeur, un serveur Exchange joué (SSH sur 127.0.0.1:${stage.server.port}), ${WORLD.length} clients, ${mailboxes} boîtes.`,
      en: `A hoster, a played Exchange server (SSH on 127.0.0.1:${stage.server.port}), ${WORLD.length} clients, ${mailboxes} mailboxes.`,
    });
    const { folder: cwd, clock, config, mailer } = stage;
    const terminal = openTerminal(options.coffre, { cwd, clock, mailer, config, language: options.language }, tell);
    const facts = await playStory(stage, terminal, tell, signal);
    const seconds = Math.round((systemClock.monotonic() - startedMs) / 1000);
    const report = reportOf(stage.folder, seconds, facts);
    await writeFile(join(stage.folder, 'LISEZ-MOI.txt'), readMe(report));
    if (options.keepServing) await keepServing(stage, terminal, tell, signal);
    return report;
  } finally {
    await stage.close();
  }
}

function reportOf(folder: string, seconds: number, facts: StoryFacts): DemoReport {
  const nights = facts.nights.map(({ night, status }) => ({ night, status }));
  return { folder, seconds, nights, restored: facts.restored, acts: facts.acts };
}

function readMe(report: DemoReport): string {
  return `Ce que la démonstration a laissé / What the demo left

coffre.yaml      configuration ; coffre --config coffre.yaml snapshots (ls, verify, audit list …)
vault/           le coffre, chiffré / the vault, encrypted
state/           catalogue et copie du registre : se refont / catalogue and ledger copy: can be made again
restored/        ${report.restored.length} PST restaurés / restored; sha256sum -c SHA256SUMS
package/         ce que le client a téléchargé / what the client downloaded; sha512sum -c manifest-sha512.txt
devis.pdf, proces-verbal.pdf, certificat-effacement.pdf, lignes-de-facture.csv, echeances.ics
papers/          les papiers que le registre cite / the papers that the ledger cites
mail/            rapports et alarmes / reports and alarms
acts.jsonl       ${report.acts} actes, un par ligne / acts, one a line
attacked.pst     la boîte après le virus / the mailbox after the virus
damaged-copy/    une copie du coffre, un octet changé / a copy of the vault, one byte changed
coffre-kit.txt   le kit de secours / the recovery kit
daemon.log       le journal du démon / the daemon's log

Le serveur Exchange joué n'est plus là : les sauvegardes ne reprennent pas d'ici.
The played Exchange server is gone: backups do not go on from here.
`;
}
