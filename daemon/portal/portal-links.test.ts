import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { neverAborted, SimulatedClock } from '../../core/index.ts';
import { foldContract, type Lifecycle, linkKeys } from '../../domain/index.ts';
import { type Ledger, openLedger } from '../../ledger/index.ts';
import { createLink, type LinkDeps } from '../../pipelines/index.ts';
import { directoryActStore } from '../../test/fakes/directory-act-store.ts';
import type { Picture } from './picture.ts';
import { portalLinks } from './portal-links.ts';

let root: string;
let ledger: Ledger;
const clock = new SimulatedClock(Date.parse('2027-07-08T09:00:00Z'));
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'coffre-portal-links-'));
  const store = directoryActStore(join(root, 'acts'));
  ledger = await openLedger({ path: join(root, 'ledger.sqlite'), store, clock, signal: neverAborted });
});
afterEach(async () => {
  await ledger.close();
  await rm(root, { recursive: true });
});

test('once the erasure is approved a link shows, and gives no file any more, whatever a session still holds', async () => {
  let lifecycle = 'erasable';
  const state = () => ({ ...foldContract('acme', []), lifecycle: { kind: lifecycle } as Lifecycle });
  const picture = { app: { clock }, contract: async () => ({ state: state(), events: [] }) } as unknown as Picture;
  const deps: LinkDeps = {
    ledger,
    clock,
    random: (bytes) => Buffer.alloc(bytes, 7),
    keys: linkKeys(Buffer.alloc(32, 3)),
  };
  const links = portalLinks(picture, async () => deps, 'https://portal.example');
  const recipient = { name: 'Élodie Martin', email: 'elodie@acme.example' };
  const scopes = ['view', 'download', 'confirm'] as const;
  const request = { tenant: 'acme', actor: 'claire', recipient, scopes, packageId: 'p1' };
  const { link } = await createLink(deps, request, neverAborted);
  expect((await links.find(link.id, neverAborted))?.scopes).toEqual(scopes);
  for (lifecycle of ['erasing', 'erased', 'closed']) {
    clock.advance(3000);
    expect((await links.find(link.id, neverAborted))?.scopes).toEqual(['view']);
  }
});
