import type { Actor, ContractState, Link, Proof } from '../../domain/index.ts';
import { linkKeys } from '../../domain/index.ts';
import {
  contractRefused,
  createLink,
  type LinkDeps,
  readContract,
  recordContractEvent,
  tryContractEvent,
} from '../../pipelines/index.ts';
import type { App } from '../app.ts';
import { daemonError } from '../errors.ts';
import { readMasterKey } from '../master-key.ts';

export interface DeliverRequest {
  readonly tenant: string;
  readonly actor: Actor;
  readonly to: { readonly name: string; readonly email: string };
  /** Of a medium: the receipt that the addressee signed. Null: a link is made. */
  readonly receipt: Proof | null;
  readonly signal: AbortSignal;
}

export interface Delivered {
  readonly packageId: string;
  readonly by: 'link' | 'medium';
  readonly to: string;
  /** The address that opens the portal, shown once and kept nowhere; null for a medium. */
  readonly url: string | null;
  readonly link: Link | null;
  readonly handover: ContractState['handover']['kind'];
}

/** What links are made with; their keys follow from the vault's master key. */
export async function linkDeps(app: App): Promise<LinkDeps> {
  const masterKey = (await readMasterKey(app.config.keys.masterFile)).reveal();
  return { ledger: await app.ledger(), clock: app.clock, random: app.random, keys: linkKeys(masterKey) };
}

/**
 * Hands the verified package over: by a link to a named person, or by a medium against a signed receipt. The delivery is an
 * act, a rework's too. CONTRACT_REFUSED where no package is verified; HTTP_NO_PUBLIC_URL where a link would lead nowhere.
 */
export async function deliverHandover(app: App, request: DeliverRequest): Promise<Delivered> {
  const { tenant, actor, to, receipt, signal } = request;
  const deps = await linkDeps(app);
  const { state } = await readContract(deps.ledger, tenant);
  const { handover } = state;
  const rework = handover.kind === 'contested' || handover.kind === 'rework';
  const found = rework ? handover.verified : null;
  const packageId = found?.packageId ?? handover.packageId;
  const by = receipt === null ? 'link' : 'medium';
  const body = rework
    ? ({
        type: 'rework.delivered',
        items: handover.items
          .filter((one) => one.status === 'contested' && found?.items.has(one.id))
          .map((one) => one.id),
        packageId: packageId ?? '-',
        root: found?.root ?? '0'.repeat(64),
      } as const)
    : ({ type: 'package.delivered', packageId: packageId ?? '-', by, to: to.email, receipt } as const);
  const act = { tenant, actor, body, proofs: receipt === null ? [] : [receipt] };
  const decision = await tryContractEvent(deps, act);
  if (decision.kind === 'refused') throw contractRefused(body.type, decision.reasons);
  const { publicUrl } = app.config.http;
  if (by === 'link' && publicUrl === undefined) {
    throw daemonError('HTTP_NO_PUBLIC_URL', 'a link needs the address under which clients reach the portal');
  }
  const made =
    by === 'medium'
      ? null
      : await createLink(
          deps,
          { tenant, actor: actor.id, recipient: to, scopes: ['view', 'download', 'confirm'], packageId },
          signal,
        );
  const outcome = await recordContractEvent(deps, act, signal);
  return {
    packageId: packageId ?? '',
    by,
    to: to.email,
    url: made === null ? null : `${(publicUrl ?? '').replace(/\/+$/, '')}/l/${made.token}`,
    link: made?.link ?? null,
    handover: outcome.state.handover.kind,
  };
}
