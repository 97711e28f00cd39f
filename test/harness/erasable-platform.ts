import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from '../../connectors/objects/index.ts';
import { collectBytes, neverAborted, noProgress, noSteps, type OnStep } from '../../core/index.ts';
import { type ContractEventBody, type Refusal, sourceId, type TenantId, tenantId } from '../../domain/index.ts';
import { contractAct, type Ledger, openLedger } from '../../ledger/index.ts';
import { backupMailbox, type EraseDeps, type ErasureAuthority, type ErasureOrder } from '../../pipelines/index.ts';
import type { Vault } from '../../vault/index.ts';
import { type SmallPlatform, smallPlatform } from './small-platform.ts';
import type { Loot } from './try-every-key.ts';

/** Two tenants with mail of two nights on a store of the caller's, a ledger, and an erasure of one of them ordered. */
export interface ErasablePlatform {
  readonly platform: SmallPlatform;
  readonly ledger: Ledger;
  readonly acme: TenantId;
  readonly beta: TenantId;
  readonly stateDir: string;
  readonly deps: EraseDeps;
  /** What stands against the erasure; empty at first. A function is asked at each question. */
  refuse: (question: number) => readonly Refusal[];
  readonly recorded: readonly string[];
  /** The same, as another process of the same installation has it. */
  again(onStep?: OnStep): Promise<EraseDeps>;
  close(): Promise<void>;
}

const FIXTURES = { acme: ['contacts.pst', 'body-types.pst'], beta: ['msg-in-msg.pst', 'storage-66.pst'] } as const;

export async function erasablePlatform(
  options: { readonly store?: ObjectStore; readonly nights?: 1 | 2 } = {},
): Promise<ErasablePlatform> {
  const platform = await smallPlatform(options.store === undefined ? {} : { store: options.store });
  const [acme, beta] = [tenantId('acme'), tenantId('beta')];
  const stateDir = join(platform.root, 'state');
  await mkdir(stateDir, { mode: 0o700 });
  const ledger = await openLedger({
    path: join(stateDir, 'ledger.sqlite'),
    store: platform.vault,
    clock: platform.clock,
    signal: neverAborted,
  });
  for (const [tenant, fixtures] of Object.entries(FIXTURES)) {
    for (const [at, fixture] of fixtures.slice(0, options.nights ?? 2).entries()) {
      await platform.place(tenant, 'ann', fixture);
      const mailbox = await platform.mailbox(tenant, 'ann');
      const run = platform.run(`2026-11-2${3 + at}`);
      const startedAt = new Date(platform.clock.now()).toISOString();
      await platform.catalog.runs.open({ ...run, startedAt, by: 'test', trigger: 'manual' });
      const request = { source: platform.source, mailbox, kind: 'primary', run, signal: neverAborted } as const;
      await platform.catalog.mailboxes.see(
        {
          tenant: mailbox.tenant,
          id: mailbox.id,
          name: mailbox.name,
          type: 'user',
          source: sourceId('drop'),
          kinds: ['primary'],
        },
        new Date(platform.clock.now()).toISOString(),
      );
      const outcome = await backupMailbox(platform.deps, request);
      if (outcome.snapshot === null) throw new Error(`no snapshot of ${tenant}: ${outcome.error?.message}`);
      await platform.catalog.runs.close(run.id, 'ok', startedAt);
    }
  }
  await ledger.append({ actor: 'claire', type: 'test.done', tenant: 'acme', body: { what: 'an act' } }, neverAborted);
  const recorded: string[] = [];
  const self: ErasablePlatform = {
    platform,
    ledger,
    acme,
    beta,
    stateDir,
    recorded,
    refuse: () => [],
    deps: depsOf(platform, platform.vault, noSteps),
    again: async (onStep = noSteps) => {
      const other = await platform.reopen();
      return depsOf(other, other.vault, onStep);
    },
    close: async () => {
      await ledger.close();
      await platform.close();
    },
  };

  function depsOf(of: SmallPlatform, vault: Vault, onStep: OnStep): EraseDeps {
    let questions = 0;
    const authority: ErasureAuthority = {
      refusals: async () => self.refuse(++questions),
      closing: async () => [],
      order: async () => orderOf(await ledger.events({ tenant: 'acme' })),
      record: async (id, body, proofs, signal) => {
        const events = await ledger.events({ tenant: 'acme' });
        if (events.some((one) => one.body['id'] === id)) return;
        recorded.push(body.type);
        const actor = { id: 'coffre', role: 'system' } as const;
        await ledger.append(
          contractAct({ id, actor, tenant: 'acme', proofs, body: body as ContractEventBody }),
          signal,
        );
      },
    };
    return {
      vault,
      catalog: of.catalog,
      ledger,
      clock: of.clock,
      stateDir,
      authority,
      lease: {
        leases: of.catalog.leases,
        clock: of.clock,
        holder: `erase/${randomBytes(4).toString('hex')}`,
        heartbeatMs: 15_000,
      },
      storeName: 'memory',
      onStep,
      onProgress: noProgress,
    };
  }
  return self;
}

function orderOf(events: Awaited<ReturnType<Ledger['events']>>): ErasureOrder {
  const destroyed = events.find(({ type }) => type === 'keys.destroyed');
  return {
    instruction: { by: 'client', on: '2026-11-20', reference: 'letter of 20 November' },
    requester: 'claire',
    approver: 'paul',
    keysDestroyedAt: destroyed?.at ?? null,
    purged: events.some(({ type }) => type === 'versions.purged'),
    closed: events.some(({ type }) => type === 'last-lock.expired'),
  };
}

/** Every version of every object: what somebody has who copies the whole bucket. */
export async function lootOf(store: ObjectStore): Promise<Loot> {
  const loot: { key: string; bytes: Buffer }[] = [];
  for await (const { key, versionId, isDeleteMarker } of store.listVersions('', { signal: neverAborted })) {
    if (isDeleteMarker) continue;
    loot.push({ key, bytes: await collectBytes(store.get(key, { signal: neverAborted, versionId }), 2 ** 28) });
  }
  return loot;
}

/** Every file below a folder, by its path. */
export async function filesBelow(path: string): Promise<readonly Buffer[]> {
  const names = await readdir(path, { recursive: true, withFileTypes: true });
  return Promise.all(names.filter((one) => one.isFile()).map((one) => readFile(join(one.parentPath, one.name))));
}

/** Leaves a staged export, a package in the making and a restore that was cut off, as a death would. */
export async function leaveFiles(stateDir: string): Promise<void> {
  const job = join(stateDir, 'spool', 'run-2026-11-23-abcdefghij', 'job');
  await mkdir(job, { recursive: true });
  await writeFile(join(job, 'a.pst'), 'mail in clear');
  const making = join(stateDir, 'handover-spool', 'run-2026-11-23-abcdefghij', 'job');
  await mkdir(making, { recursive: true });
  await writeFile(join(making, 'items.jsonl'), 'folders in clear');
  await mkdir(join(stateDir, 'restores', 'cut'), { recursive: true });
  await writeFile(join(stateDir, 'restores', 'cut', 'b.pst'), 'mail in clear');
}
