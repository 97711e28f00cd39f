import { canonicalJson, type JsonValue, type OnProgress, type OnStep, sha256Hex } from '../core/index.ts';
import {
  type ErasureCertificate,
  type ErasureCheck,
  type ErasurePlan,
  type LockedVersion,
  type Proof,
  parisDay,
  type Refusal,
  type TenantId,
} from '../domain/index.ts';
import type { TenantErasure, Vault } from '../vault/index.ts';
import { certifyErasure } from './certify-erasure.ts';
import type { ErasureAuthority, ErasureOrder } from './erasure-authority.ts';
import { pipelineError } from './errors.ts';
import { type LeaseOptions, withLease } from './lease.ts';
import { findLocalCopies, removeLocalCopies } from './local-copies.ts';
import { type PlanErasureDeps, planErasure, plannedCopy } from './plan-erasure.ts';

export interface EraseDeps extends PlanErasureDeps {
  readonly authority: ErasureAuthority;
  readonly lease: LeaseOptions;
  /** Where the objects are, in words, for the certificate. */
  readonly storeName: string;
  readonly onStep: OnStep;
  readonly onProgress: OnProgress;
}

export interface EraseRequest {
  readonly tenant: TenantId;
  /** Who runs the command. */
  readonly operator: string;
  readonly signal: AbortSignal;
}

export interface ErasureReport {
  readonly plan: ErasurePlan;
  readonly certificate: ErasureCertificate;
  /** SHA-256 of the certificate's canonical JSON: what the ledger names. */
  readonly certificateSha256: string;
  /** False where locked versions are left and a next certificate is due. */
  readonly complete: boolean;
  /** What keeps the contract from being closed although nothing is left: a clock that a person has to look at. */
  readonly open: readonly Refusal[];
}

/**
 * Erases a tenant whose erasure was ordered and approved: keys first, then every copy the store lets go, then what this
 * machine holds; looks again, certifies, and records `keys.destroyed` and `versions.purged`. Called again after a death it
 * goes on; called after the last lock it removes the rest and issues certificate 2 (`last-lock.expired`).
 *
 * ERASURE_REFUSED names every rule against it; the rules are asked again right before the first destruction. ERASURE_WAITING
 * while locks stand after certificate 1, ERASURE_UNVERIFIED where the second look finds what should be gone, LEASE_HELD
 * while a night is at work, VAULT_*.
 */
export async function eraseTenant(deps: EraseDeps, request: EraseRequest): Promise<ErasureReport> {
  const { authority } = deps;
  const { plan } = await planErasure(deps, request.tenant, request.signal);
  const allow = async (): Promise<void> => {
    const reasons = await authority.refusals(plan);
    if (reasons.length > 0) throw erasureRefused(request.tenant, reasons);
  };
  await allow();
  return withLease('night', deps.lease, request.signal, (_lease, signal) => {
    const confirm = async (): Promise<void> => {
      await allow();
      signal.throwIfAborted();
    };
    return destroy({ ...deps, plan }, { ...request, signal }, confirm);
  });
}

/** ERASURE_REFUSED with each rule, its clause and what unlocks it. */
export function erasureRefused(tenant: string, reasons: readonly Refusal[]): Error {
  const message = reasons.map((one) => `${one.message.en} (${one.rule}, ${one.clause})`).join('; ');
  const unlock = [...new Set(reasons.map((one) => one.unlockedBy.en))];
  return pipelineError('ERASURE_REFUSED', `erasing ${tenant} is refused: ${message}`, {
    hint: `Unlocked by: ${unlock.join('; ')}.`,
    facts: { rule: reasons[0]?.rule ?? '', rules: reasons.map((one) => one.rule).join(' ') },
  });
}

async function destroy(
  deps: EraseDeps & { readonly plan: ErasurePlan },
  { tenant, operator, signal }: EraseRequest,
  confirm: () => Promise<void>,
): Promise<ErasureReport> {
  const { vault, plan, authority, clock, onStep, onProgress } = deps;
  const now = (): string => new Date(clock.now()).toISOString();
  const name = plan.sha256.slice(0, 16);
  const copies = plan.scope.keys.filter(({ deleteMarker }) => !deleteMarker).length;
  const erased = await vault.eraseTenant({
    tenant,
    planSha256: plan.sha256,
    plan: plan as unknown as JsonValue,
    by: operator,
    confirm,
    keysDestroyed: () => authority.record(`keys.destroyed-${name}`, { type: 'keys.destroyed', copies }, [], signal),
    onStep,
    onProgress,
    signal,
  });
  const order = await authority.order();
  if (order.purged && erased.locked.length > 0) throw stillLocked(tenant, erased.locked);
  await onStep('local-copies-removed', 'before');
  await removeLocalCopies(deps, tenant);
  await onStep('local-copies-removed', 'after');

  const after = [...erased.after.map(plannedCopy), ...(await findLocalCopies(deps, tenant))];
  const checks = await lookAgain(deps, tenant, erased, signal);
  const certificate = certifyErasure({
    number: await nextNumber(deps, order, signal),
    plan,
    order,
    operator,
    store: deps.storeName,
    firstDestruction: erased.marks[0]?.at ?? now(),
    keysDestroyed: order.keysDestroyedAt ?? now(),
    verified: now(),
    issued: now(),
    after: after.filter(({ count }) => count.versions > 0),
    locked: erased.locked,
    checks,
  });
  if (certificate.verification.result === 'failed') {
    const failed = checks.filter((one) => one.result === 'failed').map((one) => one.what.en);
    throw pipelineError('ERASURE_UNVERIFIED', `erasing ${tenant} is not complete: ${failed.join('; ')}`);
  }
  return record(deps, { certificate, order, name }, signal);
}

/** Where the object of a tenant's certificates lies. */
const certified = ({ scope }: ErasurePlan): string => scope.tenantRefs[0] ?? '';

/** 2 once certificate 1 is in the ledger and said that something was locked; otherwise 1 is the last, and is not issued twice. */
async function nextNumber(
  { vault, plan }: EraseDeps & { readonly plan: ErasurePlan },
  { purged }: ErasureOrder,
  signal: AbortSignal,
): Promise<number> {
  const first = purged ? await vault.certificate(certified(plan), 1, signal) : null;
  if (!purged || first === null) return purged ? 2 : 1;
  const { locked } = JSON.parse(Buffer.from(first).toString('utf8')) as ErasureCertificate;
  return locked.length === 0 ? 1 : 2;
}

/** Keeps the certificate in the vault, then records it; one that a death left there already counts, and is recorded instead. */
async function record(
  { vault, plan, authority, onStep }: EraseDeps & { readonly plan: ErasurePlan },
  done: {
    readonly certificate: ErasureCertificate;
    readonly order: ErasureOrder;
    readonly name: string;
  },
  signal: AbortSignal,
): Promise<ErasureReport> {
  const { order, name } = done;
  const { number } = done.certificate;
  const ref = certified(plan);
  const body = Buffer.from(canonicalJson(done.certificate as unknown as JsonValue));
  await onStep('certificate-put', 'before');
  const kept = Buffer.from(await vault.putCertificate(ref, number, body, signal));
  await onStep('certificate-put', 'after');
  const certificate = JSON.parse(kept.toString('utf8')) as ErasureCertificate;
  const certificateSha256 = sha256Hex(kept);
  const proofs: readonly Proof[] = [
    { kind: 'erasure-certificate', sha256: certificateSha256, ref: `erased/${ref}/certificate-${number}` },
  ];
  const { locked } = certificate;
  const last = lastLock(locked);
  await onStep('erasure-recorded', 'before');
  if (!order.purged) {
    const removed = certificate.copies.reduce(
      (sum, { count, after }) => sum + Math.max(0, count.versions - after.versions),
      0,
    );
    await authority.record(
      `versions.purged-${name}`,
      {
        type: 'versions.purged',
        removed,
        stillLocked: locked.length,
        lastLockUntil: last === null ? null : parisDay(Date.parse(last)),
      },
      proofs,
      signal,
    );
  }
  // Without a lock certificate 1 has seen the absence already.
  const closing = locked.length === 0 && !order.closed;
  const open = closing ? await authority.closing() : [];
  if (closing && open.length === 0) {
    await authority.record(`last-lock.expired-${name}`, { type: 'last-lock.expired', absent: true }, proofs, signal);
  }
  await onStep('erasure-recorded', 'after');
  return { plan, certificate, certificateSha256, complete: locked.length === 0, open };
}

function lastLock(locked: readonly { readonly retainUntil: string }[]): string | null {
  return (
    locked
      .map(({ retainUntil }) => retainUntil)
      .sort()
      .at(-1) ?? null
  );
}

function stillLocked(tenant: string, locked: readonly LockedVersion[]): Error {
  const until = lastLock(locked) ?? '';
  const message = `${locked.length} version(s) of ${tenant} are locked until ${until}; certificate 1 lists them`;
  return pipelineError('ERASURE_WAITING', message, { facts: { locked: locked.length, until } });
}

/** What is believed of an erasure: what a second look shows. */
async function lookAgain(
  deps: EraseDeps,
  tenant: TenantId,
  erased: TenantErasure,
  signal: AbortSignal,
): Promise<readonly ErasureCheck[]> {
  const { vault, catalog } = deps;
  const left = erased.after.reduce((sum, one) => sum + one.versions, 0);
  const keys = erased.after.filter(({ kind }) => kind === 'keys').length;
  const rows = await catalog.countTenant(tenant);
  const readable = await countReadable(vault, tenant, signal);
  const check = (fr: string, en: string, passed: boolean, looked: number): ErasureCheck => {
    return { what: { fr, en }, result: passed ? 'passed' : 'failed', looked };
  };
  return [
    check(
      'aucune version d’une clé du client dans le stockage',
      'no version of a key of the tenant in the store',
      keys === 0,
      erased.looked,
    ),
    check(
      'aucune version du client hors de celles que le stockage verrouille',
      'no version of the tenant but those that the store locks',
      left === erased.locked.length,
      erased.looked,
    ),
    check(
      'aucun manifeste et aucune note du client ne s’ouvre',
      'no manifest and no note of the tenant opens',
      readable === 0,
      readable,
    ),
    check('aucune ligne du catalogue ne nomme le client', 'no row of the catalogue names the tenant', rows === 0, rows),
  ];
}

async function countReadable(vault: Vault, tenant: TenantId, signal: AbortSignal): Promise<number> {
  let found = 0;
  for await (const _ of vault.manifests({ tenant }, signal)) found++;
  for await (const _ of vault.notes({ tenant }, signal)) found++;
  return found;
}
