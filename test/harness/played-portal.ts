import { createCipheriv, createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Clock,
  type JsonValue,
  type Logger,
  neverAborted,
  SimulatedClock,
  silentLogger,
} from '../../core/index.ts';
import { createHttpServer } from '../../daemon/http/index.ts';
import { type Link, type LinkScope, linkKeys } from '../../domain/index.ts';
import { type Ledger, openLedger } from '../../ledger/index.ts';
import {
  createLink,
  exchangeLink,
  findLink,
  type LinkDeps,
  recordServed,
  renewableLink,
  revokeLink,
} from '../../pipelines/index.ts';
import {
  type ActOutcome,
  type ContractView,
  type ItemView,
  maskAddress,
  type OpenPackage,
  type PackageFile,
  type PortalOptions,
  portalRoutes,
} from '../../portal/index.ts';
import { directoryActStore } from '../fakes/directory-act-store.ts';

export const TENANT = 'acme';
export const PORTAL_START = Date.parse('2027-07-08T09:00:00+02:00');

/** The portal on its real server and ledger, with a contract and a package that are played. */
export interface PlayedPortal {
  readonly url: string;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly deps: LinkDeps;
  readonly pack: OpenPackage;
  /** What the client declared, in order. */
  readonly declared: readonly { readonly type: string; readonly body: object }[];
  /** Codes sent to the signatory, newest last. */
  readonly codes: readonly string[];
  /** Tokens of the links mailed anew. */
  readonly renewed: readonly string[];
  /** How often a spent link was reported. */
  readonly reported: readonly string[];
  /** Reads of a link's row. */
  readonly looks: () => number;
  link(change?: {
    readonly scopes?: readonly LinkScope[];
    readonly tenant?: string;
    readonly packageId?: string | null;
    readonly maxBytes?: number;
    readonly lifetimeMs?: number;
  }): Promise<{ readonly link: Link; readonly token: string }>;
  revoke(link: Link): Promise<void>;
  /** Ends the server; the ledger can still be read. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export interface PlayedOptions {
  readonly clock?: Clock;
  readonly publicUrl?: string | null;
  readonly log?: Logger;
  readonly change?: (options: PortalOptions, state: PlayedState) => PortalOptions;
  readonly files?: readonly { readonly bag: string; readonly path: string; readonly bytes: number }[];
  readonly contract?: Partial<ContractView>;
  readonly items?: readonly ItemView[];
}

export interface PlayedState {
  items: ItemView[];
  cutover: string | null;
  concluded: boolean;
}

const KEYS = linkKeys(Buffer.alloc(32, 7));
const BAG = 'coffre-AC-2024-017-r1';
const defaultFiles = [
  { bag: BAG, path: 'data/LISEZ-MOI.txt', bytes: 1843 },
  { bag: BAG, path: 'data/bags.json', bytes: 912 },
  { bag: BAG, path: 'tagmanifest-sha512.txt', bytes: 640 },
  { bag: `${BAG}-mbx-7f3c9a`, path: 'data/mail.pst', bytes: 3_355_443 },
  { bag: `${BAG}-mbx-7f3c9a`, path: 'data/items.jsonl', bytes: 88_120 },
  { bag: `${BAG}-mbx-19d0e2`, path: 'data/mail.pst', bytes: 271_360 },
  { bag: `${BAG}-mbx-19d0e2`, path: 'data/archive.pst', bytes: 0 },
];

const defaultItems: readonly ItemView[] = [
  [
    'mbx-1',
    'Élodie Martin <elodie.martin@acme.example>',
    { fr: '12 431 éléments, 3,36 Mo', en: '12,431 items, 3.36 MB' },
  ],
  ['mbx-2', 'Accueil (boîte partagée)', { fr: '208 éléments', en: '208 items' }],
  ['mbx-2-archive', 'Accueil – archive', { fr: 'vide', en: 'empty' }],
  ['cfg-1', 'Groupes, droits et règles', { fr: '41 objets', en: '41 objects' }],
].map(
  ([id, label, detail]) => ({ id, label: { fr: label, en: label }, detail, status: 'open', reason: null }) as ItemView,
);

/** Starts it on a free port of this machine. */
export async function playedPortal(played: PlayedOptions = {}): Promise<PlayedPortal> {
  const root = await mkdtemp(join(tmpdir(), 'coffre-portal-'));
  const clock = played.clock ?? new SimulatedClock(PORTAL_START);
  const store = directoryActStore(join(root, 'acts'));
  const ledger = await openLedger({ path: join(root, 'ledger.sqlite'), store, clock, signal: neverAborted });
  let drawn = 0;
  // numbers that differ from each other and are the same in every run
  const random = (bytes: number): Uint8Array =>
    createHash('shake256', { outputLength: bytes }).update(`draw ${drawn++}`).digest();
  const deps: LinkDeps = { ledger, clock, random, keys: KEYS };
  const state: PlayedState = { items: [...(played.items ?? defaultItems)], cutover: null, concluded: false };
  const declared: { type: string; body: object }[] = [];
  const codes: string[] = [];
  const renewed: string[] = [];
  const reported: string[] = [];
  let looks = 0;
  const pack = playedPackage(played.files ?? defaultFiles);

  const declare = async (link: Link, type: string, body: Record<string, JsonValue>): Promise<ActOutcome> => {
    const event = await ledger.append({ actor: link.recipient.name, type, tenant: link.tenant, body }, neverAborted);
    declared.push({ type, body });
    return { kind: 'recorded', receipts: [`act-${event.seq}`] };
  };
  const mark = (ids: readonly string[], change: Partial<ItemView>): void => {
    state.items = state.items.map((one) => (ids.includes(one.id) ? { ...one, ...change } : one));
  };

  const options: PortalOptions = {
    publicUrl: played.publicUrl ?? null,
    organisation: { name: 'OPTIMA DSI', contact: 'reversibilite@optima.example' },
    timezone: 'Europe/Paris',
    clock,
    log: played.log ?? silentLogger,
    random,
    links: {
      exchange: async (token, signal) => {
        const answer = await exchangeLink(deps, token, signal);
        if (answer.kind === 'spent') reported.push(answer.link.id);
        return answer;
      },
      find: async (id) => {
        looks += 1;
        const found = await findLink(deps, id);
        return found === null ? null : { ...found.link, bytesServed: found.servedBytes };
      },
      renew: async (token, _language, signal) => {
        const old = await renewableLink(deps, token);
        if (old === null) return;
        const { tenant, recipient, scopes, packageId, maxBytes, id } = old;
        const request = { tenant, recipient, scopes, packageId, maxBytes, renews: id, actor: 'coffre' };
        renewed.push((await createLink(deps, request, signal)).token);
      },
      served: (link, session, files, signal) =>
        recordServed(deps, link, { session, files: files.map((one) => ({ ...one })) }, signal),
    },
    acts: {
      confirm: async (link, { items, statement }) => {
        mark(items, { status: 'confirmed', reason: null });
        return declare(link, 'items.confirmed', { items, statement });
      },
      contest: async (link, { items, reason, text }) => {
        mark(items, { status: 'contested', reason });
        return declare(link, 'items.contested', { items, reason, text });
      },
      declareCutover: async (link, { how, on }) => {
        state.cutover = on;
        return declare(link, 'cutover.declared', { how, on });
      },
      conclude: async (link, { statement }) => {
        if (state.cutover === null || state.items.some((one) => one.status !== 'confirmed')) {
          return { kind: 'refused', reasons: [refusal] };
        }
        state.concluded = true;
        return declare(link, 'recovery.confirmed', { statement });
      },
    },
    sendCode: async (_link, { code }) => {
      codes.push(code.reveal());
      return { to: maskAddress('signataire@acme.example') };
    },
    contract: async () => contractView(played.contract, state),
    inventory: async () => inventory,
    items: async () => ({
      round: 1,
      root: pack.root,
      signatory: { name: 'Jeanne Durand', capacity: 'gérante' },
      items: state.items,
      cutover: state.cutover,
      concluded: state.concluded,
    }),
    openPackage: async (link) => (link.tenant === TENANT && link.packageId === pack.id ? pack : null),
    receipts: async (link) =>
      (await ledger.events({ tenant: link.tenant }))
        .filter((one) => /^(items|cutover|recovery)\./.test(one.type))
        .map((one) => ({
          id: `act-${one.seq}`,
          at: one.at,
          type: one.type,
          actor: one.actor,
          summary: null,
          pdf: false,
        })),
    receipt: async (link, id, format) => {
      const event = (await ledger.events({ tenant: link.tenant })).find((one) => `act-${one.seq}` === id);
      return event === undefined || format === 'pdf' ? null : Buffer.from(JSON.stringify(event));
    },
    timeline: async (link) =>
      (await ledger.events({ tenant: link.tenant })).map(({ seq, at, type, actor, hash }) => ({
        seq,
        at,
        type,
        actor,
        hash,
        detail: null,
      })),
    restore: async () => restore,
  };
  const http = createHttpServer({
    status: () => Promise.reject(new Error('not asked here')),
    metrics: async () => '',
    log: options.log,
    port: 0,
    clock,
    routes: [portalRoutes(played.change?.(options, state) ?? options)],
  });
  const { url } = await http.start();

  return {
    url,
    clock,
    ledger,
    deps,
    pack,
    declared,
    codes,
    renewed,
    reported,
    looks: () => looks,
    link: (change = {}) => {
      const request = {
        tenant: TENANT,
        actor: 'claire',
        packageId: pack.id,
        scopes: ['view', 'download', 'confirm'] as const,
      };
      const recipient = { name: 'Élodie Martin', email: 'elodie.martin@acme.example' };
      return createLink(deps, { ...request, recipient, ...change }, neverAborted);
    },
    revoke: async (link) => {
      await revokeLink(deps, { id: link.id, actor: 'claire', reason: 'test' }, neverAborted);
    },
    stop: () => http.close(),
    close: async () => {
      await http.close();
      await ledger.close();
      await rm(root, { recursive: true });
    },
  };
}

/** Files of any size whose bytes come from a key stream: readable at every offset, held nowhere. */
export function playedPackage(
  shapes: readonly { readonly bag: string; readonly path: string; readonly bytes: number }[],
): OpenPackage {
  const seeds = new Map<string, Buffer>();
  const files = shapes.map((shape, index): PackageFile => {
    const seed = createHash('sha256').update(`file ${index}`).digest();
    const id = Array.from(seed.subarray(0, 26), (byte) => 'abcdefghijklmnopqrstuvwxyz234567'[byte & 31]).join('');
    seeds.set(id, seed);
    const [sha256, sha512] = [createHash('sha256'), createHash('sha512')];
    for (const piece of keyStream(seed, 0, shape.bytes)) {
      sha256.update(piece);
      sha512.update(piece);
    }
    return { id, ...shape, sha256: sha256.digest('hex'), sha512: sha512.digest('hex') };
  });
  const root = createHash('sha512')
    .update(files.map((one) => one.sha512).join(''))
    .digest('hex');
  return {
    id: 'pkg-ac-2024-017-r1',
    round: 1,
    root,
    files,
    read: async function* (id, offset, length, signal) {
      for (const piece of keyStream(seeds.get(id) ?? Buffer.alloc(32), offset, length)) {
        signal.throwIfAborted();
        yield piece;
      }
    },
  };
}

function* keyStream(seed: Buffer, offset: number, length: number): Generator<Buffer> {
  const counter = Buffer.alloc(16);
  counter.writeBigUInt64BE(BigInt(Math.floor(offset / 16)), 8);
  const cipher = createCipheriv('aes-256-ctr', seed, counter);
  cipher.update(Buffer.alloc(offset % 16));
  for (let left = length; left > 0; ) {
    const size = Math.min(left, 256 * 1024);
    yield cipher.update(Buffer.alloc(size));
    left -= size;
  }
}

const refusal = {
  rule: 'L9.not-confirmed',
  clause: '5',
  message: {
    fr: 'Tout n’est pas encore confirmé, ou la bascule n’est pas déclarée.',
    en: 'Not everything is confirmed yet, or the cut-over is not declared.',
  },
  unlockedBy: {
    fr: 'confirmez chaque élément, puis déclarez la bascule',
    en: 'confirm each item, then declare the cut-over',
  },
};

function contractView(change: Partial<ContractView> | undefined, state: PlayedState): ContractView {
  const all = state.items.every((one) => one.status === 'confirmed');
  return {
    tenantName: 'Acme SARL',
    contractId: 'AC-2024-017',
    lifecycle: state.concluded ? 'terminated' : 'transition',
    handover: state.items.some((one) => one.status === 'contested')
      ? 'contested'
      : !all
        ? 'delivered'
        : state.cutover === null
          ? 'acknowledged'
          : 'final',
    rehearsal: false,
    round: 1,
    suspended: false,
    contractEnd: '2027-06-30',
    effectiveTermination: state.concluded ? '2027-07-08' : null,
    deadlines: [
      {
        timer: 'reversibility.perform',
        clause: '17.2',
        readings: [
          { reading: 'cal', date: '2027-07-27' },
          { reading: 'jo', date: '2027-08-02' },
        ],
      },
      {
        timer: 'switch.retrieval',
        clause: 'Data Act 25(2)(g)',
        readings: [{ reading: 'cal', date: '2027-08-30' }],
      },
      {
        timer: 'erase.delay',
        clause: '–',
        readings: [
          { reading: 'cal', date: '2027-08-07' },
          { reading: 'cal-roll', date: '2027-08-07' },
        ],
      },
    ],
    billing: {
      monthlyCents: 93_10,
      currency: 'EUR',
      lastDay: state.concluded ? '2027-07-08' : null,
      due: [
        {
          label: { fr: 'Réversibilité, 37 boîtes', en: 'Hand-over, 37 mailboxes' },
          clause: '17.2',
          reading: null,
          amountCents: 0,
        },
      ],
    },
    blocking: state.concluded ? [] : [refusal],
    ...change,
  };
}

const inventory = {
  frozenAt: '2027-07-01T02:14:00+02:00',
  classes: [
    { label: { fr: 'Boîtes utilisateur', en: 'User mailboxes' }, count: 36, bytes: 412_000_000_000 },
    { label: { fr: 'Boîtes partagées', en: 'Shared mailboxes' }, count: 4, bytes: 8_400_000_000 },
    { label: { fr: 'Règles de boîte de réception', en: 'Inbox rules' }, count: 112, bytes: null },
  ],
  mailboxes: [
    {
      id: '1',
      name: 'Élodie Martin',
      part: 'primary',
      items: 12_431,
      bytes: 3_355_443,
      status: 'captured',
      verdict: 'CLEAN',
    },
    { id: '2', name: 'Accueil', part: 'primary', items: 208, bytes: 271_360, status: 'captured', verdict: 'NOTICE' },
    {
      id: '3',
      name: '<script>alert(1)</script> & Cie',
      part: 'archive',
      items: null,
      bytes: null,
      status: 'missing',
      verdict: null,
    },
  ],
  notCaptured: [{ what: 'Archive de « <b>Cie</b> »', why: 'archive distante, non exportable' }],
} as const;

const restore = {
  tariff: {
    fr: '95,00 € HT par restauration, accepté avant travaux.',
    en: '€95.00 before VAT a restore, accepted before work.',
  },
  points: [
    {
      id: 'a',
      mailbox: 'Élodie Martin',
      part: 'primary',
      night: '2027-07-07',
      verdict: 'CLEAN',
      verified: '2027-07-08T03:00:00+02:00',
      bytes: 3_355_443,
      status: 'ok',
    },
    {
      id: 'b',
      mailbox: 'Accueil',
      part: 'primary',
      night: '2027-07-07',
      verdict: 'SUSPECT',
      verified: null,
      bytes: 271_360,
      status: 'partial',
    },
  ],
} as const;
