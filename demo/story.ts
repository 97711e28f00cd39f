import { appendFile, mkdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { formatBytes } from '../core/index.ts';
import { listLinks, planSnapshotRetention, type Snapshot, verifyVault } from '../daemon/index.ts';
import { openDamagedCopy } from './damaged-copy.ts';
import { playErasure } from './erasure.ts';
import { HandOver } from './hand-over.ts';
import type { PlayedNight, Stage } from './stage.ts';
import type { Tell } from './tell.ts';
import type { Terminal } from './terminal.ts';
import { infect } from './virus.ts';
import { ATTACKED, ATTACKED_PST, GROWING, GROWTH, LEAVING, PEOPLE } from './world.ts';

/** Nights of the story; the virus comes before the fifth. */
const NIGHTS = 9;
/** The client accepted the tariff of its contract for each restore. */
const PRICE = ['--accept-charge', '4500'] as const;
const ATTACK_NIGHT = 5;

export interface StoryFacts {
  readonly nights: readonly PlayedNight['run'][];
  readonly restored: readonly string[];
  readonly acts: number;
}

/**
 * The whole story: nights, a virus, restores, a client who leaves, downloads, contests and confirms, a lost state folder, a
 * damaged store, and a month later the erasure.
 */
export async function playStory(
  stage: Stage,
  terminal: Terminal,
  tell: Tell,
  signal: AbortSignal,
): Promise<StoryFacts> {
  const story = new Story(stage, terminal, tell, signal);
  const handOver = new HandOver(stage, terminal, tell);
  const chapter = (fr: string, en: string): void => {
    tell('');
    tell({ fr, en });
  };
  chapter('0. Deux contrats, et une lettre recommandée', '0. Two contracts, and a registered letter');
  await handOver.contracts();
  chapter('1. Des nuits', '1. Nights');
  await story.nights();
  chapter('2. Un client appelle : « tout est illisible »', '2. A client calls: “nothing opens any more”');
  await story.gate();
  chapter('3. Des restaurations, prouvées', '3. Restores, proven');
  await story.restores();
  chapter('4. Sept nuits glissantes, et la dernière saine', '4. Seven rolling nights, and the last clean one');
  await story.retention();
  chapter('5. Le contrat du Cabinet Leroux est fini', '5. The contract of Cabinet Leroux is over');
  await stage.tend();
  await handOver.prepare();
  chapter('6. Le client récupère, conteste, confirme', '6. The client recovers, contests, confirms');
  await handOver.portal();
  chapter('7. Ce qui est dû', '7. What is owed');
  await handOver.money();
  chapter('8. Le dossier d’état est perdu', '8. The state folder is lost');
  await story.lostState();
  chapter('9. Un disque ment', '9. A disk lies');
  await story.damagedStore();
  chapter('10. L’effacement, plus tard et à part', '10. The erasure, later and apart');
  await playErasure(stage, terminal, tell);
  await story.keepActs();
  return story.facts();
}

class Story {
  readonly #stage: Stage;
  readonly #terminal: Terminal;
  readonly #tell: Tell;
  readonly #signal: AbortSignal;
  readonly #nights: PlayedNight['run'][] = [];
  readonly #restored: string[] = [];
  #acts = 0;

  constructor(stage: Stage, terminal: Terminal, tell: Tell, signal: AbortSignal) {
    this.#stage = stage;
    this.#terminal = terminal;
    this.#tell = tell;
    this.#signal = signal;
  }

  async nights(): Promise<void> {
    const { server, folder } = this.#stage;
    for (let night = 1; night <= NIGHTS; night++) {
      const content = GROWTH[Math.min(night, GROWTH.length) - 1];
      if (content !== undefined && night > 1 && night <= GROWTH.length) server.setContent(GROWING, content);
      if (night === ATTACK_NIGHT) {
        const infected = join(folder, 'attacked.pst');
        const { attachments, bytes } = await infect(ATTACKED_PST, infected, 'story', this.#signal);
        server.setContent(ATTACKED, infected);
        this.#tell({
          fr: `  … l'après-midi, un virus chiffre ${attachments} pièces jointes de ${ATTACKED} (${formatBytes(bytes)}) ; le fichier reste valide.`,
          en: `  … in the afternoon a virus encrypts ${attachments} attachments of ${ATTACKED} (${formatBytes(bytes)}); the file stays valid.`,
        });
      }
      this.#tellNight(await this.#stage.playNight());
      if (night === ATTACK_NIGHT) await this.#tellAlarm();
    }
  }

  #tellNight({ run, outcomes }: PlayedNight): void {
    this.#nights.push(run);
    const ok = outcomes.filter((one) => one.status === 'ok').length;
    const source = formatBytes(outcomes.reduce((sum, one) => sum + one.sourceBytes, 0));
    const stored = formatBytes(outcomes.reduce((sum, one) => sum + one.storedBytes, 0));
    this.#tell({
      fr: `  nuit du ${run.night} : ${ok} sur ${outcomes.length} sauvegardées, ${source} exportés, ${stored} nouveaux dans le coffre`,
      en: `  night of ${run.night}: ${ok} of ${outcomes.length} saved, ${source} exported, ${stored} new in the vault`,
    });
  }

  async #tellAlarm(): Promise<void> {
    const attacked = await this.#newest(ATTACKED);
    const alarm = this.#stage.outbox().find((one) => one.id.startsWith('alarm'));
    this.#tell({
      fr: `  → verdict ${attacked.verdict} : ${attacked.reasons.join(' ; ')}`,
      en: `  → verdict ${attacked.verdict}: ${attacked.reasons.join('; ')}`,
    });
    if (alarm !== undefined)
      this.#tell({
        fr: `  → mail à l'exploitation : « ${alarm.subject} »`,
        en: `  → mail to the operator: “${alarm.subject}”`,
      });
  }

  async gate(): Promise<void> {
    const attacked = await this.#newest(ATTACKED);
    const args = ['restore', attacked.id.slice(0, 10), '--to', 'pst:never.pst', ...PRICE];
    await this.#terminal.type(args, { as: PEOPLE.technician, code: 4 });
  }

  async restores(): Promise<void> {
    const { folder, server } = this.#stage;
    const restored = join(folder, 'restored');
    await mkdir(restored, { recursive: true });
    const clean = await this.#lastClean(ATTACKED);
    const dry = ['restore', clean.id.slice(0, 10), '--to', `pst:restored/direction-${clean.night}.pst`, '--dry-run'];
    await this.#terminal.type(dry, { as: PEOPLE.technician });
    await this.#toFile(clean, join(restored, `direction-${clean.night}.pst`), null);
    const early = await this.#ofNight(GROWING, this.#nights[1]?.night ?? '');
    await this.#toFile(early, join(restored, `claire-${early.night}.pst`), null);
    const attacked = await this.#newest(ATTACKED);
    const reason = 'le client veut comparer les deux états';
    await this.#toFile(attacked, join(restored, `direction-${attacked.night}-telle-quelle.pst`), reason);
    await this.#restore(clean, `mailbox:${ATTACKED}`, null);
    const imported = server.imports().at(-1);
    this.#tell({
      fr: `  dans la boîte, dossier « ${imported?.targetRootFolder} » ; plus rien sur le serveur : ${server.requests().length} demande, ${server.files().length} fichier`,
      en: `  in the mailbox, folder “${imported?.targetRootFolder}”; nothing left on the server: ${server.requests().length} requests, ${server.files().length} files`,
    });
  }

  async retention(): Promise<void> {
    const app = this.#stage.app();
    const catalog = await app.catalog();
    const plan = await planSnapshotRetention({ catalog, clock: app.clock }, app.config.retention);
    const clean = await this.#lastClean(ATTACKED);
    const why = plan
      .find((one) => one.id === clean.id)
      ?.why.map((one) => one.text)
      .join(', ');
    const kept = plan.filter((one) => one.action === 'keep').length;
    this.#command('coffre retention plan');
    this.#tell({
      fr: `  ${kept} gardés, ${plan.length - kept} à écarter ; la nuit saine du ${clean.night} reste : ${why}`,
      en: `  ${kept} kept, ${plan.length - kept} to drop; the clean night of ${clean.night} stays: ${why}`,
    });
  }

  async lostState(): Promise<void> {
    const stage = this.#stage;
    const [before, contract] = [await this.#everything(), await this.#contract()];
    await stage.stopDaemon();
    await rm(join(stage.folder, 'state'), { recursive: true });
    const acts = await stage.look(async (app) => {
      const after = await (await app.catalog()).snapshots.list({});
      if (JSON.stringify(before) !== JSON.stringify(after)) throw new Error('the rebuilt catalogue differs');
      const ledger = await app.ledger();
      const findings = await ledger.verify(this.#signal);
      if (findings.length > 0) throw new Error(`the ledger does not verify: ${findings[0]?.message}`);
      return (await ledger.events()).length;
    });
    await stage.startDaemon();
    if ((await this.#contract()) !== contract) throw new Error('the contract is not where it was');
    this.#tell({
      fr: `  catalogue refait depuis le coffre : ${before.length} points de restauration, les mêmes ; ${acts} actes, chaîne intacte ; contrat et liens comme avant`,
      en: `  catalogue made again from the vault: ${before.length} restore points, the same; ${acts} acts, chain intact; contract and links as before`,
    });
  }

  /** Where the leaving client's contract stands, and its links, as text to compare. */
  async #contract(): Promise<string> {
    const { seen, ...state } = await this.#stage.contract(LEAVING);
    const links = await listLinks({ ledger: await this.#stage.app().ledger() });
    return JSON.stringify([state, [...seen], links]);
  }

  /** Everything that binds, in a file that other programs can check. */
  async keepActs(): Promise<void> {
    const { events } = await this.#terminal.ask<{ events: readonly unknown[] }>(['audit', 'list']);
    this.#acts = events.length;
    await this.#terminal.type(['audit', 'export', 'acts.jsonl'], { as: PEOPLE.technician, show: 1 });
  }

  async damagedStore(): Promise<void> {
    const stage = this.#stage;
    const good = await verifyVault(stage.app(), { ids: [], level: 'structure', by: 'demo', signal: this.#signal });
    if (good.failed > 0) throw new Error(`the vault does not verify: ${good.findings[0]?.message}`);
    const copy = await openDamagedCopy(stage, this.#signal);
    try {
      const report = await verifyVault(copy.app, { ids: [], level: 'full', by: 'demo', signal: this.#signal });
      const hit = new Set(report.findings.flatMap((one) => (one.snapshot === null ? [] : [one.snapshot])));
      if (report.failed === 0) throw new Error('a changed byte was not found');
      this.#command('coffre verify --level full');
      this.#tell({
        fr: `  un octet changé dans ${copy.object} (sur une copie) : trouvé, ${hit.size} points de restauration nommés, code 6`,
        en: `  one byte changed in ${copy.object} (in a copy): found, ${hit.size} restore points named, exit code 6`,
      });
    } finally {
      await copy.close();
    }
  }

  facts(): StoryFacts {
    return { nights: this.#nights, restored: this.#restored, acts: this.#acts };
  }

  #command(line: string): void {
    this.#tell(`  $ ${line}`);
  }

  async #toFile(snapshot: Snapshot, path: string, acknowledgement: string | null): Promise<void> {
    const shown = relative(this.#stage.folder, path);
    const report = await this.#restore(snapshot, `pst:${shown}`, acknowledgement);
    this.#restored.push(path);
    await appendFile(join(this.#stage.folder, 'SHA256SUMS'), `${report.sha256}  ${shown}\n`);
    this.#tell({
      fr: `    ${report.items} éléments, ${formatBytes(report.bytes)}, SHA-256 de l'export retrouvé : ${report.sha256.slice(0, 16)}…`,
      en: `    ${report.items} items, ${formatBytes(report.bytes)}, SHA-256 of the export found again: ${report.sha256.slice(0, 16)}…`,
    });
  }

  async #restore(snapshot: Snapshot, to: string, acknowledgement: string | null): Promise<Restored> {
    const risk = acknowledgement === null ? [] : ['--acknowledge-risk', acknowledgement];
    const args = ['restore', snapshot.id.slice(0, 10), '--to', to, ...PRICE, ...risk];
    return (await this.#terminal.ask<{ restore: Restored }>(args, { as: PEOPLE.technician })).restore;
  }

  async #everything(): Promise<readonly Snapshot[]> {
    return (await this.#stage.app().catalog()).snapshots.list({});
  }

  async #of(address: string): Promise<readonly Snapshot[]> {
    const all = await this.#everything();
    return all.filter((one) => one.mailbox === address && one.kind === 'primary');
  }

  async #newest(address: string): Promise<Snapshot> {
    return must((await this.#of(address)).at(-1), address);
  }

  async #ofNight(address: string, night: string): Promise<Snapshot> {
    return must(
      (await this.#of(address)).find((one) => one.night === night),
      `${address} ${night}`,
    );
  }

  async #lastClean(address: string): Promise<Snapshot> {
    const clean = (await this.#of(address)).filter((one) => one.verdict === 'CLEAN');
    return must(clean.at(-1), `${address} clean`);
  }
}

interface Restored {
  readonly items: number;
  readonly bytes: number;
  readonly sha256: string;
}

function must<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the story lacks ${what}`);
  return value;
}
