import { stat } from 'node:fs/promises';
import {
  type Operation,
  ownName,
  type RemoteFailure,
  type RequestOf,
  type ResultOf,
} from '../../connectors/exchange/index.ts';
import type { Clock } from '../../core/index.ts';
import { mailboxConfiguration, tenantConfiguration } from './configuration.ts';
import { hashFile } from './hash-file.ts';
import type { Found, Organisation, PlayedMailbox } from './organisation.ts';
import type { Replication } from './replication.ts';
import { type PlayedRequest, stateOf } from './request.ts';
import type { WindowsFiles } from './windows-files.ts';

export interface Exchange {
  readonly organisation: Organisation;
  readonly replication: Replication;
  readonly files: WindowsFiles;
  readonly clock: Clock;
  /** Whether the account has the role `Mailbox Import Export`. */
  readonly role: () => boolean;
}

type Answers = {
  readonly [O in Operation]: (request: RequestOf<O>, exchange: Exchange, signal: AbortSignal) => Promise<ResultOf<O>>;
};

/** Operations whose cmdlets the role makes appear. */
export const needsRole: ReadonlySet<Operation> = new Set<Operation>([
  'export-start',
  'import-start',
  'requests-poll',
  'requests-remove',
  'requests-list',
]);

/** What each script answers, from the played server's state; each item of a list on its own, as the scripts do. */
export const answers: Answers = {
  probe: (_, { role }) =>
    Promise.resolve({
      server: 'EXCH01',
      version: 'Version 15.2 (Build 2562.17)',
      psVersion: '5.1.17763.5830',
      culture: 'en-US',
      exportCmdlets: role(),
      importCmdlets: role(),
    }),

  async discover({ organizationalUnits, sizes }, { organisation }, signal) {
    const mailboxes = [];
    for (const one of organisation.mailboxes) mailboxes.push(await organisation.record(one, sizes ? signal : null));
    return {
      mailboxes,
      acceptedDomains: [...organisation.acceptedDomains],
      organizationalUnits: organizationalUnits.map((requested) => {
        const found = organisation.unit(requested);
        return found.ok
          ? { requested, ...found.value, error: null }
          : { requested, canonicalName: null, distinguishedName: null, error: found.failure };
      }),
    };
  },

  async mailboxes({ identities }, { organisation }, signal) {
    const mailboxes = [];
    for (const identity of identities) {
      const found = organisation.find(identity);
      mailboxes.push(
        found.ok
          ? { identity, mailbox: await organisation.record(found.value, signal), error: null }
          : { identity, mailbox: null, error: found.failure },
      );
    }
    return { mailboxes };
  },

  async 'folder-statistics'({ mailboxes }, exchange, signal) {
    const counted = [];
    for (const { mailbox, archive } of mailboxes) {
      const found = byExchangeGuid(exchange, mailbox);
      const folders = found.ok ? await foldersOf(exchange, found.value, archive, signal) : null;
      counted.push({ mailbox, folders, error: found.ok ? null : found.failure });
    }
    return { mailboxes: counted };
  },

  async 'export-start'({ exports }, exchange, signal) {
    const started = [];
    for (const order of exports) {
      const nothing = { name: order.name, requestGuid: null, mailbox: null, folders: null, frozenAt: null };
      const found = byExchangeGuid(exchange, order.mailbox);
      if (!found.ok) {
        started.push({ ...nothing, error: found.failure });
        continue;
      }
      const mailbox = await exchange.organisation.record(found.value, null);
      const folders = await foldersOf(exchange, found.value, order.archive, signal);
      const frozenAt = new Date(exchange.clock.now()).toISOString();
      const made = exchange.replication.orderExport(found.value, order);
      const answer = { name: order.name, mailbox, folders, frozenAt };
      started.push({ ...answer, ...outcomeOf(made, exchange, 'export', order.name) });
    }
    return { exports: started };
  },

  async 'import-start'({ imports }, exchange) {
    const started = [];
    for (const order of imports) {
      const found = byExchangeGuid(exchange, order.mailbox);
      if (!found.ok) {
        started.push({ name: order.name, requestGuid: null, mailbox: null, error: found.failure });
        continue;
      }
      const mailbox = await exchange.organisation.record(found.value, null);
      const made = exchange.replication.orderImport(found.value, order);
      started.push({ name: order.name, mailbox, ...outcomeOf(made, exchange, 'import', order.name) });
    }
    return { imports: started };
  },

  async 'requests-poll'({ requests }, { replication, clock }, signal) {
    const states = [];
    for (const key of requests) {
      const request = replication.get(key.kind, key.requestGuid);
      if (request !== null) await replication.look(request, signal);
      states.push(stateOf(key, request, clock.now()));
    }
    return { states };
  },

  'requests-remove': ({ requests }, { replication }) =>
    Promise.resolve({
      requests: requests.map(({ kind, requestGuid, name }) => {
        const request = replication.get(kind, requestGuid);
        if (request === null) return { requestGuid, outcome: 'absent' as const, error: null };
        if (request.name !== name) return { requestGuid, outcome: 'refused' as const, error: null };
        replication.remove(request);
        return { requestGuid, outcome: 'removed' as const, error: null };
      }),
    }),

  'requests-list': (_, { replication }) =>
    Promise.resolve({
      requests: replication.requests
        .filter((one) => ownName.safeParse(one.name).success)
        .map((one) => ({
          kind: one.kind,
          requestGuid: one.guid,
          name: one.name,
          status: one.status,
          filePath: one.filePath,
          created: new Date(one.createdMs).toISOString(),
        })),
    }),

  async 'file-hash'({ files: paths }, { files }, signal) {
    const hashed = [];
    for (const path of paths) {
      const file = files.file(path.replaceAll('\\', '/'));
      const own = /\\coffre-[a-z0-9-]{1,120}\.pst$/.test(path);
      if (!own || file === null || file.locked()) {
        hashed.push({
          path,
          sha256: null,
          bytes: null,
          error: { type: 'IOException', message: `${path} cannot be read` },
        });
        continue;
      }
      const { size } = await stat(file.blob);
      hashed.push({ path, sha256: await hashFile(file.blob, signal), bytes: size, error: null });
    }
    return { files: hashed };
  },

  'config-capture': ({ mailboxes, tenant }, { organisation }) => {
    const classes = new Map<string, ResultOf<'config-capture'>['classes'][number]>();
    const into = (name: string): ResultOf<'config-capture'>['classes'][number] => {
      const found = classes.get(name) ?? { class: name, records: [], errors: [] };
      classes.set(name, found);
      return found;
    };
    const own = tenant === null ? { records: [], principals: [] } : tenantConfiguration(organisation, tenant);
    for (const [name, records] of own.records) into(name).records.push(...records);
    for (const guid of mailboxes) {
      const found = organisation.find(guid);
      if (!found.ok) into('mailbox').errors.push(`${guid}: ${found.failure.type}: ${found.failure.message}`);
      else
        for (const [name, records] of mailboxConfiguration(organisation, found.value))
          into(name).records.push(...records);
    }
    return Promise.resolve({ classes: [...classes.values()], principals: [...own.principals] });
  },
};

function byExchangeGuid({ organisation }: Exchange, guid: string): Found<PlayedMailbox> {
  const found = organisation.find(guid);
  return found.ok && found.value.exchangeGuid !== guid
    ? {
        ok: false,
        failure: { type: 'RuntimeException', message: 'the server shows 0 mailboxes with this ExchangeGuid' },
      }
    : found;
}

async function foldersOf(
  { organisation }: Exchange,
  mailbox: PlayedMailbox,
  archive: boolean,
  signal: AbortSignal,
): Promise<ResultOf<'folder-statistics'>['mailboxes'][number]['folders']> {
  try {
    return [...(await organisation.counts(mailbox, archive, signal)).folders];
  } catch (error) {
    if (signal.aborted) throw error;
    return null;
  }
}

/** After a refusal nothing of that name is left, whoever made it: the script removes it. */
function outcomeOf(
  made: Found<PlayedRequest>,
  { replication }: Exchange,
  kind: PlayedRequest['kind'],
  name: string,
): { requestGuid: string | null; error: RemoteFailure | null } {
  if (made.ok) return { requestGuid: made.value.guid, error: null };
  for (const one of replication.requests.filter((each) => each.kind === kind && each.name === name))
    replication.remove(one);
  return { requestGuid: null, error: made.failure };
}
