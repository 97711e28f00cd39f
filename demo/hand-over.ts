import { join } from 'node:path';
import { formatBytes } from '../core/index.ts';
import { downloadPackage } from './download.ts';
import { paper, proof, writePapers } from './papers.ts';
import { type PortalVisitor, portalVisitor } from './portal-visitor.ts';
import type { Stage } from './stage.ts';
import type { Tell } from './tell.ts';
import type { Terminal } from './terminal.ts';
import { LEAVING, PEOPLE, STAYING } from './world.ts';

/** What the client types by itself: the portal greets it in French. */
const SENTENCE = 'J’ai récupéré l’intégralité de mes données et configurations';

/** A client's way out: signature and notice, quote, package, portal, contest, confirmation; the contract ends by that alone. */
export class HandOver {
  readonly #stage: Stage;
  readonly #terminal: Terminal;
  readonly #tell: Tell;

  constructor(stage: Stage, terminal: Terminal, tell: Tell) {
    this.#stage = stage;
    this.#terminal = terminal;
    this.#tell = tell;
  }

  /** Before the first night: who signed what, and the letter that came in August. */
  async contracts(): Promise<void> {
    await writePapers(this.#stage.folder);
    const sign = (tenant: string, subscribed: string): Promise<string> =>
      this.#terminal.type(
        [
          ...['contract', 'event', tenant, 'contract.signed', '--text', paper('contrat.txt')],
          ...['--subscribed', subscribed, ...proof('signed-pdf', 'contrat.txt')],
        ],
        { as: PEOPLE.technician, show: 1 },
      );
    await sign(STAYING, '2026-02-01');
    await sign(LEAVING, '2023-12-01');
    const letter =
      '{"form":"lrar","dispatched":"2026-08-20","firstPresented":"2026-08-24","received":"2026-08-24","outcome":"delivered"}';
    await this.#terminal.type(
      [
        ...['contract', 'event', LEAVING, 'notice.received', '--set', 'by=client', '--set', 'form=lrar'],
        ...['--set', 'capacity=gérante', '--set', `letter=${letter}`],
        ...proof('letter', 'preavis.txt'),
        ...proof('slip', 'depot.txt'),
      ],
      { as: PEOPLE.technician, show: 2 },
    );
  }

  async prepare(): Promise<void> {
    const { type } = this.#terminal;
    const as = PEOPLE.technician;
    await type(['reversibility', 'request', LEAVING, '--paper', paper('demande.txt')], { as, show: 1 });
    await type(['reversibility', 'quote', LEAVING, '--pdf', 'devis.pdf', '--issue'], { as });
    await type(['reversibility', 'prepare', LEAVING], { as, show: 1 });
    await type(['reversibility', 'status', LEAVING], { as, show: 6 });
  }

  /** The link, the download, a contest that reopens one item alone, its rework. */
  async portal(): Promise<void> {
    const { folder } = this.#stage;
    const visitor = await this.#visit(await this.#deliver());
    const { files, bytes, resumed } = await downloadPackage(visitor, this.#stage.origin, join(folder, 'package'));
    this.#tell({
      fr: `  le client télécharge ${files} fichiers (${formatBytes(bytes)}) ; ${resumed.path} coupé à ${formatBytes(resumed.from)}, repris là`,
      en: `  the client downloads ${files} files (${formatBytes(bytes)}); ${resumed.path} cut at ${formatBytes(resumed.from)}, gone on with from there`,
    });
    this.#tell({
      fr: '  ce que le client a : sha512sum -c, dans package/',
      en: '  what the client has: sha512sum -c, in package/',
    });
    const [contested] = await this.#declare(visitor, 'n');
    this.#tell({
      fr: `  il conteste un élément, confirme les ${(await this.#items()).confirmed} autres : seul ${contested} se rouvre`,
      en: `  it contests one item and confirms the ${(await this.#items()).confirmed} others: only ${contested} is open again`,
    });
    const as = PEOPLE.technician;
    await this.#terminal.type(['reversibility', 'close', LEAVING], { as, code: 4, show: 4 });
    await this.#terminal.type(['reversibility', 'prepare', LEAVING], { as, show: 1 });
    const again = await this.#visit(await this.#deliver());
    await this.#declare(again, 'y');
    await this.#cutover(again);
    await this.#conclude(again);
    await this.#terminal.type(['reversibility', 'close', LEAVING], { as });
    await this.#terminal.type(['reversibility', 'receipt', LEAVING, '--minutes', '--pdf', 'proces-verbal.pdf'], { as });
  }

  /** What the client that leaves owes or gets back, and the restores of the one that stays. */
  async money(): Promise<void> {
    const as = PEOPLE.technician;
    for (const [tenant, files] of [
      [LEAVING, ['--lines', 'lignes-de-facture.csv', '--ics', 'echeances.ics']],
      [STAYING, ['--lines', 'lignes-de-facture-morvan.json']],
    ] as const) {
      const { lines } = await this.#terminal.ask<{ lines: readonly Line[] }>(['contract', 'show', tenant, ...files], {
        as,
      });
      for (const one of lines) {
        const amount = `${(one.amountCents / 100).toFixed(2).replace('.', ',')} €`;
        this.#tell(`    ${amount.padStart(12)}  ${one.kind}  art. ${one.clause}  ${one.status}  ${one.textFr}`);
      }
    }
  }

  /** The link comes by mail, as the client finds it. */
  async #deliver(): Promise<string> {
    const before = this.#stage.outbox().length;
    await this.#terminal.type(['reversibility', 'deliver', LEAVING], { as: PEOPLE.technician });
    const mail = this.#stage
      .outbox()
      .slice(before)
      .find((one) => one.id.startsWith('portal-link'));
    const [url] = /https?:\S+\/l\/\S+/.exec(mail?.text ?? '') ?? [];
    if (url === undefined) throw new Error('no link was mailed');
    return url;
  }

  async #visit(url: string): Promise<PortalVisitor> {
    const visitor = portalVisitor(this.#stage.origin);
    const token = url.slice(url.lastIndexOf('/') + 1);
    const opened = await visitor.open(token);
    if (opened.status !== 303) throw new Error(`the link does not open: ${opened.status}`);
    return visitor;
  }

  /** Marks every item that is open: the first one `first`, all others as recovered. Gives the names of those contested. */
  async #declare(visitor: PortalVisitor, first: 'y' | 'n'): Promise<readonly string[]> {
    const { text } = await visitor.get('/confirm');
    const fields = [...new Set([...text.matchAll(/name="(i[0-9a-f]{12})"/g)].map(([, name = '']) => name))];
    const marks = Object.fromEntries(fields.map((name, at) => [name, at === 0 ? first : 'y']));
    await visitor.submit('/confirm', '/confirm/items', marks);
    if (first === 'n') {
      await visitor.submit('/confirm/grounds', '/confirm/grounds', {
        reason: 'count-differs',
        text: 'Il manque le dossier « Clients » dans la boîte de l’accueil.',
      });
    }
    await this.#sign(visitor);
    const { contested } = await this.#items();
    return contested;
  }

  async #cutover(visitor: PortalVisitor): Promise<void> {
    const on = new Date(this.#stage.clock.now()).toISOString().slice(0, 10);
    await visitor.submit('/confirm', '/confirm/cutover', { how: 'mx-moved', on });
    await this.#sign(visitor);
  }

  async #conclude(visitor: PortalVisitor): Promise<void> {
    await visitor.submit('/confirm', '/confirm/conclude');
    await this.#sign(visitor);
    this.#tell({
      fr: `  il signe : « ${SENTENCE} », avec le code reçu par courriel`,
      en: `  it signs: “${SENTENCE}”, with the code that came by mail`,
    });
  }

  /** What stands there once more, the sentence where it is asked for, then the code from the signatory's mailbox. */
  async #sign(visitor: PortalVisitor): Promise<void> {
    const before = this.#stage.outbox().length;
    await visitor.submit('/confirm/check', '/confirm/check', { sentence: SENTENCE });
    const mail = this.#stage
      .outbox()
      .slice(before)
      .find((one) => one.id.startsWith('portal-code'));
    const code = /(\d{3}) ?(\d{3,5})/.exec(mail?.text ?? '');
    if (code === null) throw new Error('no code was mailed to the signatory');
    const done = await visitor.submit('/confirm/code', '/confirm/code', { code: `${code[1]}${code[2]}` });
    if (done.status !== 200) throw new Error(`the declaration was not taken: ${done.status}\n${done.text}`);
  }

  async #items(): Promise<{ readonly confirmed: number; readonly contested: readonly string[] }> {
    const { items } = (await this.#stage.contract(LEAVING)).handover;
    return {
      confirmed: items.filter((one) => one.status === 'confirmed').length,
      contested: items.filter((one) => one.status === 'contested').map((one) => one.id),
    };
  }
}

interface Line {
  readonly kind: string;
  readonly clause: string;
  readonly amountCents: number;
  readonly status: string;
  readonly textFr: string;
}
