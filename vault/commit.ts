import { sha256Hex } from '../core/index.ts';
import { isoNow, type VaultContext } from './context.ts';
import { vaultError } from './errors.ts';
import { type History, listManifests, tryManifest } from './history.ts';
import type { Domain } from './keyring.ts';
import type { CommittedManifest, Manifest } from './manifest.ts';
import { openManifest, sealManifest } from './manifest-codec.ts';
import { newObjectId, noteName, orderedName, parseOrderedName } from './names.ts';
import { confirm, putOnce } from './store-io.ts';
import type { BeginSnapshot, CommitFacts } from './vault.ts';

/** What the writer knows once all else is stored. */
export interface Written
  extends Pick<Manifest, 'id' | 'seq' | 'startedAt' | 'streams' | 'segments' | 'packs' | 'stored'> {
  readonly facts: CommitFacts;
  readonly decodedAt: string;
}

/**
 * Refuses to commit once the lease is lost or somebody else has committed to this mailbox since this run began
 * (VAULT_STALE_WRITER). Gives the names of the manifests that are still there.
 */
async function checkStillOurs(
  context: VaultContext,
  domain: Domain,
  history: History,
  request: BeginSnapshot,
): Promise<ReadonlySet<string>> {
  const stale = (why: string): Error => vaultError('VAULT_STALE_WRITER', `the snapshot was not committed: ${why}`);
  if (!request.stillHolds()) throw stale('the lease on the mailbox is lost');
  const known = new Set([...history.valid, ...history.unreadable].map(({ key }) => key));
  const present = await listManifests(context, domain, request.signal);
  for (const named of present) {
    if (known.has(named.name.key)) continue;
    const found = await tryManifest(context, domain, named, request.signal);
    if ('manifest' in found) throw stale(`${found.key} was committed meanwhile`);
  }
  return new Set(present.map(({ name }) => name.key));
}

function manifestOf(
  context: VaultContext,
  domain: Domain,
  request: BeginSnapshot,
  written: Written & { readonly earlier: readonly CommittedManifest[] },
): Manifest {
  const { facts, decodedAt, earlier, streams, id } = written;
  const now = isoNow(context.clock);
  const witness = ({ manifest, sha256 }: CommittedManifest) => ({ id: manifest.id, seq: manifest.seq, sha256 });
  const last = earlier.at(-1);
  const { run, night, fence, writer, kind, mailbox } = request;
  return {
    format: 0,
    vaultId: context.vaultId as string,
    id,
    tenantRef: domain.tenantRef,
    mailboxRef: domain.mailboxRef,
    tenant: mailbox.tenant,
    mailbox: { id: mailbox.id, name: mailbox.name },
    kind,
    seq: written.seq,
    fence,
    writer,
    run,
    night,
    startedAt: written.startedAt,
    endedAt: now,
    serverDate: context.store.serverTime()?.toISOString() ?? null,
    previous: last === undefined ? null : witness(last),
    known: earlier.map(witness),
    source: facts.source,
    status: facts.status,
    exceptions: facts.exceptions,
    parts: streams
      .filter(({ name }) => !name.startsWith('facts/'))
      .map(({ name, bytes, sha256 }) => ({ name, bytes, sha256, counts: facts.counts[name] ?? null })),
    streams,
    encoding: { name: 'raw@1', reason: null },
    segments: written.segments,
    packs: written.packs,
    stored: written.stored,
    checks: { readBackAt: decodedAt, decodedAt },
    expectedNotes: (['verdict', 'verification'] as const).map((kind) => {
      return { kind, key: noteName(domain, kind, id, newObjectId(context.random)) };
    }),
  };
}

/** Puts the manifest, which is the commit, and reads it back. */
export async function commitManifest(
  context: VaultContext,
  domain: Domain,
  history: History,
  request: BeginSnapshot,
  written: Written,
): Promise<CommittedManifest> {
  const { signal, onStep } = request;
  const present = await checkStillOurs(context, domain, history, request);
  const earlier = history.valid.filter(({ key }) => present.has(key));
  const manifest = manifestOf(context, domain, request, { ...written, earlier });
  const body = sealManifest(domain, manifest);
  const key = orderedName('snapshots', domain, manifest);
  const name = parseOrderedName(key);
  if (name === null) throw new TypeError(`${key} is no manifest name`);
  const { vaultId } = context;
  const opened = openManifest(body, name, domain, { vaultId, versionId: null });
  await onStep('manifest-put', 'before');
  if (!request.stillHolds())
    throw vaultError('VAULT_STALE_WRITER', 'the lease on the mailbox was lost just before the commit');
  const versionId = await putOnce(context.store, key, body, signal);
  await onStep('manifest-put', 'after');
  await onStep('manifest-confirmed', 'before');
  await confirm(context.store, { key, versionId, bytes: body.byteLength, sha256: sha256Hex(body) }, signal);
  await onStep('manifest-confirmed', 'after');
  return { ...opened, versionId };
}
