import { appendFile, mkdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { canonicalJson, formatBytes, hasCode, noProgress } from '../core/index.ts';
import {
  planSnapshotRetention,
  type RestoreTarget,
  restoreSnapshot,
  type Snapshot,
  verifyVault,
} from '../daemon/index.ts';
import { openDamagedCopy } from './damaged-copy.ts';
import type { PlayedNight, Stage } from './stage.ts';
import { infect } from './virus.ts';
import { ATTACKED, ATTACKED_PST, GROWING, GROWTH } from './world.ts';

/** A sentence of the story, in both languages. */
export type Tell = (text: { readonly fr: string; readonly en: string } | string) => void;

/** Nights of the story; the virus comes before the fifth. */
const NIGHTS = 9;
const ATTACK_NIGHT = 5;

export interface StoryFacts {
  readonly nights: readonly PlayedNight['run'][];
  readonly restored: readonly string[];
  readonly acts: number;
}

/** The story of product.md § 6, as far as the product goes: nights, a virus, restores, a lost state folder, a damaged store. */
export async function playStory(stage: Stage, tell: Tell, signal: AbortSignal): Promise<StoryFacts> {
  const story = new Story(stage, tell, signal);
  await story.nights();
  await story.gate();
  await story.restores();
  await story.retention();
  await story.lostState();
  await story.damagedStore();
  return story.facts();
}

class Story {
  readonly #stage: Stage;
  readonly #tell: Tell;
  readonly #signal: AbortSignal;
  readonly #nights: PlayedNight['run'][] = [];
  readonly #restored: string[] = [];
  #acts = 0;

  constructor(stage: Stage, tell: Tell, signal: AbortSignal) {
    this.#stage = stage;
    this.#tell = tell;
    this.#signal = signal;
  }

  async nights(): Promise<void> {
    const { server, folder } = this.#stage;
    this.#chapter('1. Des nuits', '1. Nights');
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
    this.#chapter('2. Un client appelle : « tout est illisible »', '2. A client calls: “nothing opens any more”');
    const attacked = await this.#newest(ATTACKED);
    try {
      await this.#restore(attacked, { kind: 'pst', path: join(this.#stage.folder, 'never.pst') }, null);
      throw new Error('the gate stood open');
    } catch (error) {
      if (!hasCode(error, 'RESTORE_GATE')) throw error;
      this.#command(`coffre restore ${attacked.id.slice(0, 10)} --to pst:never.pst`);
      this.#tell({ fr: `  refusé (4) : ${error.message}`, en: `  refused (4): ${error.message}` });
      this.#tell(`  ${error.hint}`);
    }
  }

  async restores(): Promise<void> {
    this.#chapter('3. Des restaurations, prouvées', '3. Restores, proven');
    const { folder, server } = this.#stage;
    const restored = join(folder, 'restored');
    await mkdir(restored, { recursive: true });
    const clean = await this.#lastClean(ATTACKED);
    await this.#toFile(clean, join(restored, `direction-${clean.night}.pst`), null);
    const early = await this.#ofNight(GROWING, this.#nights[1]?.night ?? '');
    await this.#toFile(early, join(restored, `claire-${early.night}.pst`), null);
    const attacked = await this.#newest(ATTACKED);
    const reason = 'le client veut comparer les deux états';
    await this.#toFile(attacked, join(restored, `direction-${attacked.night}-telle-quelle.pst`), reason);
    await this.#toMailbox(clean);
    const imported = server.imports().at(-1);
    this.#tell({
      fr: `  dans la boîte, dossier « ${imported?.targetRootFolder} » ; plus rien sur le serveur : ${server.requests().length} demande, ${server.files().length} fichier`,
      en: `  in the mailbox, folder “${imported?.targetRootFolder}”; nothing left on the server: ${server.requests().length} requests, ${server.files().length} files`,
    });
  }

  async retention(): Promise<void> {
    this.#chapter('4. Sept nuits glissantes, et la dernière saine', '4. Seven rolling nights, and the last clean one');
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
    this.#chapter('5. Le dossier d’état est perdu', '5. The state folder is lost');
    const stage = this.#stage;
    const before = await this.#everything();
    await stage.stopDaemon();
    await rm(join(stage.folder, 'state'), { recursive: true });
    const events = await stage.look(async (app) => {
      const after = await (await app.catalog()).snapshots.list({});
      if (JSON.stringify(before) !== JSON.stringify(after)) throw new Error('the rebuilt catalogue differs');
      const ledger = await app.ledger();
      const findings = await ledger.verify(this.#signal);
      if (findings.length > 0) throw new Error(`the ledger does not verify: ${findings[0]?.message}`);
      return ledger.events();
    });
    await stage.startDaemon();
    this.#acts = events.length;
    await appendFile(join(stage.folder, 'acts.jsonl'), events.map((one) => `${canonicalJson({ ...one })}\n`).join(''));
    this.#tell({
      fr: `  catalogue refait depuis le coffre : ${before.length} points de restauration, les mêmes ; ${events.length} actes, chaîne intacte`,
      en: `  catalogue made again from the vault: ${before.length} restore points, the same; ${events.length} acts, chain intact`,
    });
  }

  async damagedStore(): Promise<void> {
    this.#chapter('6. Un disque ment', '6. A disk lies');
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

  #chapter(fr: string, en: string): void {
    this.#tell('');
    this.#tell({ fr, en });
  }

  #command(line: string): void {
    this.#tell(`  $ ${line}`);
  }

  async #toFile(snapshot: Snapshot, path: string, acknowledgement: string | null): Promise<void> {
    const report = await this.#restore(snapshot, { kind: 'pst', path }, acknowledgement);
    this.#restored.push(path);
    await appendFile(
      join(this.#stage.folder, 'SHA256SUMS'),
      `${report.sha256}  ${relative(this.#stage.folder, path)}\n`,
    );
    const risk = acknowledgement === null ? '' : ` --acknowledge-risk "${acknowledgement}"`;
    this.#command(`coffre restore ${snapshot.id.slice(0, 10)} --to pst:${relative(this.#stage.folder, path)}${risk}`);
    this.#tell({
      fr: `  ${report.items} éléments, ${formatBytes(report.bytes)}, SHA-256 de l'export retrouvé : ${report.sha256.slice(0, 16)}…`,
      en: `  ${report.items} items, ${formatBytes(report.bytes)}, SHA-256 of the export found again: ${report.sha256.slice(0, 16)}…`,
    });
  }

  async #toMailbox(snapshot: Snapshot): Promise<void> {
    const app = this.#stage.app();
    const { target } = await app.sourceOf(snapshot.tenant);
    if (target === null) throw new Error('the played server takes nothing back');
    const spoolDir = join(this.#stage.folder, 'state', 'restores');
    await mkdir(spoolDir, { recursive: true, mode: 0o700 });
    const folder = `Restauration ${snapshot.night}`;
    const wanted: RestoreTarget = { kind: 'mailbox', address: ATTACKED, target, spoolDir, folder };
    const report = await this.#restore(snapshot, wanted, null);
    this.#command(`coffre restore ${snapshot.id.slice(0, 10)} --to ${report.target}`);
  }

  async #restore(snapshot: Snapshot, target: RestoreTarget, acknowledgement: string | null) {
    const app = this.#stage.app();
    const [vault, catalog, ledger] = [await app.vault(), await app.catalog(), await app.ledger()];
    const deps = { vault, catalog, ledger, clock: app.clock, random: app.random, onProgress: noProgress };
    const signal = this.#signal;
    return restoreSnapshot(deps, { snapshot, target, actor: 'technicien', acknowledgement, signal });
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

function must<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the story lacks ${what}`);
  return value;
}
