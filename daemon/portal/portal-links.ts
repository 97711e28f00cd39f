import { hasCode } from '../../core/index.ts';
import type { ContractState, Link } from '../../domain/index.ts';
import {
  createLink,
  exchangeLink,
  findLink,
  type LinkDeps,
  linkActs,
  recordContractEvent,
  recordServed,
  renewableLink,
} from '../../pipelines/index.ts';
import type { PortalLinks } from '../../portal/index.ts';
import { mailLink, tellReuse } from './client-mails.ts';
import type { Picture } from './picture.ts';

/**
 * How old an answer about a link may be: the ledger is read whole each time, and a download program asks for many small files
 * in a second. Far below the minute within which a revocation counts.
 */
const ROW_LIVES_MS = 2000;

/** A link that is presented again and again is told this often: whoever holds it must not fill two mailboxes. */
const REUSES_TOLD = 5;

/** Links of the ledger for the portal; commands beside the daemon write to the same ledger. */
export function portalLinks(picture: Picture, deps: () => Promise<LinkDeps>, origin: string): PortalLinks {
  const { app } = picture;
  const rows = new Map<string, { readonly at: number; readonly row: Promise<Link | null> }>();

  const read = async (id: string): Promise<Link | null> => {
    const found = await findLink(await deps(), id);
    if (found === null) return null;
    const { link, servedBytes } = found;
    const { state } = await picture.contract(link.tenant);
    // a session that has its package open holds the keys of what is being destroyed
    const scopes = isErased(state) ? (['view'] as const) : link.scopes;
    // what this link may still hand out counts what all its renewals handed out
    return { ...link, scopes, bytesServed: servedBytes };
  };

  return {
    exchange: async (token, signal) => {
      const answer = await exchangeLink(await deps(), token, signal);
      if (answer.kind === 'spent' && answer.link.refused < REUSES_TOLD) tellReuse(picture, answer.link, signal);
      return answer;
    },
    find: (id) => {
      const now = app.clock.monotonic();
      const known = rows.get(id);
      if (known !== undefined && now - known.at < ROW_LIVES_MS) return known.row;
      for (const [old, { at }] of rows) if (now - at >= ROW_LIVES_MS) rows.delete(old);
      const row = read(id);
      rows.set(id, { at: now, row });
      row.catch(() => rows.delete(id));
      return row;
    },
    renew: async (token, language, signal) => {
      const links = await deps();
      const old = await renewableLink(links, token);
      if (old === null || !(await dataAreThere(picture, old, signal))) return;
      const { tenant, recipient, scopes, packageId, maxBytes, id } = old;
      const request = { tenant, recipient, scopes, packageId, maxBytes, renews: id, actor: 'coffre' };
      const { link, token: fresh } = await createLink(links, request, signal);
      // revoked at the same moment: it opens nothing
      if (link.revoked !== null) return;
      await mailLink(picture, link, `${origin}/l/${fresh}`, language, signal);
    },
    served: async (link, session, files, signal) => {
      const { ledger } = await deps();
      const told = files.map((one) => ({ ...one }));
      await recordServed({ ledger }, link, { session, files: told }, signal);
      rows.delete(link.id);
      if (files.some((one) => one.complete)) await recordCovered(picture, link, signal);
    },
  };
}

async function dataAreThere(picture: Picture, link: Link, signal: AbortSignal): Promise<boolean> {
  const { state } = await picture.contract(link.tenant);
  if (isErased(state)) return false;
  return link.packageId === null || (await picture.packageOf(link, signal)) !== null;
}

/** True from the approval of the erasure on. */
function isErased({ lifecycle }: ContractState): boolean {
  return lifecycle.kind === 'erasing' || lifecycle.kind === 'erased' || lifecycle.kind === 'closed';
}

/** Items of which every byte of every file was sent: a proof of sending (contract.md § 5 d), told once each. */
async function recordCovered(picture: Picture, link: Link, signal: AbortSignal): Promise<void> {
  const { app } = picture;
  const found = await picture.packageOf(link, signal);
  if (found === null || found.built === null) return;
  const ledger = await app.ledger();
  const complete = new Set<string>();
  for (const { body } of await ledger.events({ tenant: link.tenant, type: linkActs.served })) {
    if (body['packageId'] !== found.packageId || !Array.isArray(body['files'])) continue;
    for (const one of body['files'] as readonly { readonly file?: unknown; readonly complete?: unknown }[]) {
      if (one.complete === true && typeof one.file === 'string') complete.add(one.file);
    }
  }
  const { state } = await picture.contract(link.tenant);
  const empty = new Set(found.built.files.filter(({ bytes }) => bytes === 0).map(({ id }) => id));
  const items = found.built.items
    .filter(
      ({ id, files }) => !state.handover.covered.has(id) && files.every((one) => complete.has(one) || empty.has(one)),
    )
    .map(({ id }) => id);
  if (items.length === 0) return;
  const body = { type: 'bytes.covered', packageId: found.packageId, items } as const;
  const act = { tenant: link.tenant, actor: { id: 'coffre', role: 'system' } as const, body, proofs: [] };
  await recordContractEvent({ ledger, clock: app.clock, random: app.random }, act, signal).catch((error: unknown) => {
    // a package that was replaced meanwhile proves nothing any more
    if (!hasCode(error, 'CONTRACT_REFUSED')) throw error;
  });
}
