import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { neverAborted, SimulatedClock } from '../core/index.ts';
import { linkKeys, linkStanding } from '../domain/index.ts';
import { type Ledger, openLedger } from '../ledger/index.ts';
import { directoryActStore } from '../test/fakes/directory-act-store.ts';
import {
  createLink,
  exchangeLink,
  findLink,
  knownLink,
  type LinkDeps,
  linkOfToken,
  listLinks,
  recordServed,
  renewableLink,
  revokeLink,
} from './index.ts';

const NOW = Date.parse('2027-07-08T09:00:00Z');
const DAY = 86_400_000;
const request = {
  tenant: 'acme',
  actor: 'claire',
  recipient: { name: 'Élodie Martin', email: 'elodie@acme.example' },
  scopes: ['view', 'download'],
  packageId: 'pkg-1',
} as const;

let root: string;
let clock: SimulatedClock;
const opened: Ledger[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'coffre-links-'));
  clock = new SimulatedClock(NOW);
});
afterEach(async () => {
  for (const ledger of opened.splice(0)) await ledger.close();
  await rm(root, { recursive: true });
});

/** A process: its own connection to the same ledger, or one whose state folder is lost. */
async function process(state = 'state'): Promise<LinkDeps> {
  const store = directoryActStore(join(root, 'acts'));
  const ledger = await openLedger({ path: join(root, state, 'ledger.sqlite'), store, clock, signal: neverAborted });
  opened.push(ledger);
  let drawn = 0;
  const random = (bytes: number): Uint8Array => Buffer.alloc(bytes, `${opened.length} ${drawn++} `);
  return { ledger, clock, random, keys: linkKeys(Buffer.alloc(32, 3)) };
}

describe('a link', () => {
  test('opens once; the next try is refused, told apart, and counted', async () => {
    const deps = await process();
    const { token, link } = await createLink(deps, request, neverAborted);
    expect(link).toMatchObject({ exchanged: null, expiresAt: NOW + 7 * DAY, bytesServed: 0 });
    expect(linkStanding(link, NOW)).toBe('ready');
    expect((await exchangeLink(deps, token, neverAborted)).kind).toBe('opened');
    expect((await exchangeLink(deps, token, neverAborted)).kind).toBe('spent');
    expect(await knownLink(deps, link.id.slice(0, 8))).toMatchObject({ refused: 1 });
  });

  test('opened by many processes at once opens for exactly one', async () => {
    const first = await process();
    const { token, link } = await createLink(first, request, neverAborted);
    const all = [first, await process(), await process(), await process()];
    const answers = await Promise.all([...all, ...all].map((deps) => exchangeLink(deps, token, neverAborted)));
    expect(answers.filter(({ kind }) => kind === 'opened')).toHaveLength(1);
    expect(answers.filter(({ kind }) => kind === 'spent')).toHaveLength(7);
    expect((await knownLink(first, link.id)).refused).toBe(7);
  });

  test('and its revocation survive the loss of the state folder', async () => {
    const before = await process();
    const one = await createLink(before, request, neverAborted);
    const two = await createLink(before, request, neverAborted);
    await revokeLink(before, { id: two.link.id, actor: 'claire', reason: 'lost' }, neverAborted);
    const after = await process('elsewhere');
    expect((await exchangeLink(after, one.token, neverAborted)).kind).toBe('opened');
    expect((await exchangeLink(after, two.token, neverAborted)).kind).toBe('refused');
  });

  test('revoked in one process is revoked in the other, opened or not; twice changes nothing', async () => {
    const [serve, command] = [await process(), await process()];
    const { token, link } = await createLink(serve, request, neverAborted);
    await exchangeLink(serve, token, neverAborted);
    const asked = { id: link.id, actor: 'claire', reason: 'lost telephone' };
    expect((await revokeLink(command, asked, neverAborted)).recorded).toBe(true);
    expect((await revokeLink(command, asked, neverAborted)).recorded).toBe(false);
    expect((await findLink(serve, link.id))?.link.revoked).toMatchObject({ by: 'claire', reason: 'lost telephone' });
  });

  test('is not opened by a forged, edited, foreign or guessed token, nor before its time or after', async () => {
    const deps = await process();
    const { token } = await createLink(deps, request, neverAborted);
    const [head, body = '', mac = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
    const edited = Buffer.from(JSON.stringify({ ...claims, ten: 'beta' })).toString('base64url');
    const stranger = { ...deps, keys: linkKeys(Buffer.alloc(32, 9)) };
    const { token: foreign } = await createLink(stranger, { ...request, tenant: 'beta' }, neverAborted);
    for (const bad of [`${head}.${edited}.${mac}`, `${head}.${body}.${'A'.repeat(43)}`, foreign, 'guess', '']) {
      expect((await exchangeLink(deps, bad, neverAborted)).kind).toBe('refused');
      expect(await linkOfToken(deps, bad)).toBeNull();
    }
    for (const days of [7, 49, -3]) {
      clock.jumpTo(NOW + days * DAY);
      expect((await exchangeLink(deps, token, neverAborted)).kind).toBe('refused');
    }
    // a machine's clock that is wrong by two days opens what is good
    clock.jumpTo(NOW - 2 * DAY);
    expect((await exchangeLink(deps, token, neverAborted)).kind).toBe('opened');
  });

  test('counts what it and those it renews handed out', async () => {
    const deps = await process();
    const { link } = await createLink(deps, request, neverAborted);
    const files = Array.from({ length: 250 }, (_, index) => ({ file: `f${index}`, bytes: 2 }));
    await recordServed(deps, link, { session: 's', files }, neverAborted);
    expect(await deps.ledger.events({ type: 'bytes.served' })).toHaveLength(3);
    const renewed = await createLink(deps, { ...request, renews: link.id }, neverAborted);
    await recordServed(deps, renewed.link, { session: 's', files: [{ file: 'f1', bytes: 7 }] }, neverAborted);
    const sister = await createLink(deps, { ...request, renews: link.id }, neverAborted);
    for (const one of [link, renewed.link, sister.link]) {
      expect((await findLink(deps, one.id))?.servedBytes).toBe(507);
    }
    expect(await listLinks(deps, 'beta')).toEqual([]);
    expect(await listLinks(deps, 'acme')).toHaveLength(3);
  });

  test('is renewed once it opens no more, three times a day for all its renewals together', async () => {
    const deps = await process();
    const { token, link } = await createLink(deps, request, neverAborted);
    expect(await renewableLink(deps, token)).toBeNull();
    clock.advance(8 * DAY);
    const tokens = [token];
    for (let renewal = 0; renewal < 3; renewal++) {
      const old = await renewableLink(deps, tokens.at(-1) ?? '');
      const made = await createLink(deps, { ...request, lifetimeMs: 1000, renews: old?.id ?? '' }, neverAborted);
      tokens.push(made.token);
      clock.advance(2000);
    }
    for (const one of tokens) expect(await renewableLink(deps, one)).toBeNull();
    clock.advance(DAY);
    expect(await renewableLink(deps, token)).toMatchObject({ id: link.id });
  });

  test('that was revoked ends its renewals, and those it renews bring none forth', async () => {
    const deps = await process();
    const first = await createLink(deps, request, neverAborted);
    clock.advance(8 * DAY);
    const second = await createLink(deps, { ...request, renews: first.link.id }, neverAborted);
    clock.advance(8 * DAY);
    expect(await renewableLink(deps, first.token)).not.toBeNull();
    await revokeLink(deps, { id: second.link.id, actor: 'claire', reason: 'left the company' }, neverAborted);
    for (const { token } of [first, second]) expect(await renewableLink(deps, token)).toBeNull();
  });

  test('revoked by any of its names is out by all: renewals end with it, also one that is made at the same moment', async () => {
    const deps = await process();
    const first = await createLink(deps, request, neverAborted);
    clock.advance(8 * DAY);
    const second = await createLink(deps, { ...request, renews: first.link.id }, neverAborted);
    await exchangeLink(deps, second.token, neverAborted);
    const asked = { id: first.link.id, actor: 'claire', reason: 'left the company' };
    expect(await revokeLink(deps, asked, neverAborted)).toMatchObject({ recorded: true, link: { id: first.link.id } });
    expect((await findLink(deps, second.link.id))?.link.revoked).toMatchObject({ by: 'claire' });
    const late = await createLink(deps, { ...request, renews: second.link.id }, neverAborted);
    expect(late.link.revoked).not.toBeNull();
    expect((await exchangeLink(deps, late.token, neverAborted)).kind).toBe('refused');
    expect((await revokeLink(deps, asked, neverAborted)).recorded).toBe(false);
    // made by hand, it is a new beginning
    expect((await createLink(deps, request, neverAborted)).link.revoked).toBeNull();
  });

  test('keeps nothing that opens it', async () => {
    const deps = await process();
    const { token } = await createLink(deps, request, neverAborted);
    const kept = JSON.stringify(await deps.ledger.events());
    for (const part of [token, ...token.split('.').slice(1)]) expect(kept).not.toContain(part);
  });

  test.each([
    [{ recipient: { name: 'x', email: 'nobody' } }],
    [{ recipient: { name: 'x\n', email: 'a@b.example' } }],
    [{ recipient: { name: '', email: 'a@b.example' } }],
    [{ recipient: { name: 'x', email: 'a\u001b[2J@b.example' } }],
    [{ lifetimeMs: 0 }],
    [{ lifetimeMs: 400 * DAY }],
    [{ scopes: [] }],
  ])('of nonsense is not made: %j', async (change) => {
    const deps = await process();
    await expect(createLink(deps, { ...request, ...change }, neverAborted)).rejects.toMatchObject({
      code: 'LINK_INVALID',
    });
    expect(await deps.ledger.events()).toEqual([]);
  });
});
