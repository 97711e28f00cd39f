import { isIP } from 'node:net';
import { relative, sep } from 'node:path';
import { personKey } from '../core/index.ts';
import type { Config } from './schema/index.ts';

/** Something that several settings say together; `path` names the one to change. */
export interface CrossCheck {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly remedy: string;
}

type Check = (config: Config) => readonly CrossCheck[];

function repeated<T>(
  list: readonly T[],
  key: (one: T) => string | null,
  found: (index: number, first: number) => CrossCheck,
): readonly CrossCheck[] {
  const seen = new Map<string, number>();
  return list.flatMap((one, index) => {
    const name = key(one);
    if (name === null) return [];
    const first = seen.get(name);
    if (first === undefined) seen.set(name, index);
    return first === undefined ? [] : [found(index, first)];
  });
}

const uniqueIds: Check = ({ sources, tenants }) => [
  ...repeated(
    sources,
    (one) => one.id,
    (index, first) => ({
      path: ['sources', index, 'id'],
      message: `is also the id of sources[${first}]`,
      remedy: 'Give each source its own id.',
    }),
  ),
  ...repeated(
    tenants,
    (one) => one.id,
    (index, first) => ({
      path: ['tenants', index, 'id'],
      message: `is also the id of tenants[${first}]`,
      remedy: 'Give each tenant its own id.',
    }),
  ),
];

const knownPeople: Check = ({ people, tenants }) => [
  ...repeated(
    people,
    (one) => personKey(one.name),
    (index, first) => ({
      path: ['people', index, 'name'],
      message: `is also the name of people[${first}]`,
      remedy: 'Give each person one entry: two roles would let one person be two.',
    }),
  ),
  ...people.flatMap((person, index) =>
    (person.tenants ?? []).flatMap((id, at) =>
      tenants.some((tenant) => tenant.id === id)
        ? []
        : [
            {
              path: ['people', index, 'tenants', at],
              message: 'names no tenant of this file',
              remedy: 'Use the id of a tenant.',
            },
          ],
    ),
  ),
];

const knownSources: Check = ({ sources, tenants }) =>
  tenants.flatMap((tenant, index): readonly CrossCheck[] => {
    const source = sources.find((one) => one.id === tenant.source);
    if (source === undefined) {
      return [
        {
          path: ['tenants', index, 'source'],
          message: 'names no source of this file',
          remedy: `Use one of: ${sources.map((one) => one.id).join(', ')}.`,
        },
      ];
    }
    if (source.kind === 'exchange' && tenant.match === undefined) {
      return [
        {
          path: ['tenants', index],
          message: 'has no match, and a shared Exchange does not know whose a mailbox is',
          remedy: 'Add match with customAttribute1, organizationalUnit and domains.',
        },
      ];
    }
    return [];
  });

/** A sign shared by two tenants of a source would hand one the mail of the other. */
const distinctSigns: Check = ({ tenants }) => {
  const domains = tenants.flatMap((tenant, index) =>
    (tenant.match?.domains ?? []).map((name, at) => ({ key: `${tenant.source} ${name}`, index, at })),
  );
  return [
    ...repeated(
      tenants,
      (one) => (one.match === undefined ? null : `${one.source} ${one.match.customAttribute1.toLowerCase()}`),
      (index, first) => ({
        path: ['tenants', index, 'match', 'customAttribute1'],
        message: `is also that of tenants[${first}]: one would receive the mailboxes of the other`,
        remedy: 'Give each tenant a value of its own, here and in Exchange.',
      }),
    ),
    ...repeated(
      domains,
      (one) => one.key,
      (position, first) => ({
        path: ['tenants', domains[position]?.index ?? 0, 'match', 'domains', domains[position]?.at ?? 0],
        message: `is also a domain of tenants[${domains[first]?.index ?? 0}]`,
        remedy: 'A domain belongs to one tenant.',
      }),
    ),
  ];
};

const knownMappings: Check = ({ sources, tenants }) =>
  sources.flatMap((source, index) =>
    source.kind !== 'folder'
      ? []
      : (source.mapping ?? []).flatMap((rule, at): readonly CrossCheck[] =>
          tenants.some((one) => one.id === rule.tenant && one.source === source.id)
            ? []
            : [
                {
                  path: ['sources', index, 'mapping', at, 'tenant'],
                  message: 'names no tenant of this source',
                  remedy: 'Declare it under tenants with this source, or correct the name.',
                },
              ],
        ),
  );

/** True when `inner` is `outer` or lies below it. */
function within(inner: string, outer: string): boolean {
  const way = relative(outer, inner);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || way.startsWith(sep));
}

const separateFolders: Check = ({ store, stateDir, keys, sources }) => {
  const found: CrossCheck[] = [];
  const folders = sources.flatMap((one, index) => (one.kind === 'folder' ? [{ path: one.path, index }] : []));
  if (store.kind === 'filesystem') {
    if (within(keys.masterFile, store.path)) {
      found.push({
        path: ['keys', 'masterFile'],
        message: 'lies inside the vault: whoever takes the one has the other',
        remedy: 'Keep the key outside store.path.',
      });
    }
    if (within(stateDir, store.path) || within(store.path, stateDir)) {
      found.push({
        path: ['store', 'path'],
        message: 'and stateDir lie inside each other',
        remedy: 'Use two separate folders: the one is a cache, the other the backups.',
      });
    }
  }
  for (const { path, index } of folders) {
    const others = [stateDir, ...(store.kind === 'filesystem' ? [store.path] : [])];
    if (others.some((other) => within(path, other) || within(other, path))) {
      found.push({
        path: ['sources', index, 'path'],
        message: 'and stateDir or store.path lie inside each other',
        remedy: 'Use separate folders: Coffre never writes into a source.',
      });
    }
  }
  return found;
};

const openWindow: Check = ({ schedule }) =>
  schedule.window.start === schedule.window.end
    ? [
        {
          path: ['schedule', 'window', 'end'],
          message: 'equals the start: the window is empty',
          remedy: 'Leave at least an hour between start and end.',
        },
      ]
    : [];

/** The mailer refuses it as well: said here, it is known before the first alarm has to leave. */
function privateMail({ mail }: Config): readonly CrossCheck[] {
  if (mail === undefined || mail.secure || mail.requireTls || isLoopback(mail.host)) return [];
  return [
    {
      path: ['mail', 'requireTls'],
      message: 'lets reports and passwords cross the network in clear',
      remedy: 'Use requireTls: true, except for a relay on this host.',
    },
  ];
}

/** Everything that makes the configuration invalid beyond single values. */
export function crossChecks(config: Config): readonly CrossCheck[] {
  const checks = [
    uniqueIds,
    knownPeople,
    knownSources,
    distinctSigns,
    knownMappings,
    separateFolders,
    openWindow,
    privateMail,
  ];
  return checks.flatMap((check) => check(config));
}

const samePlace = (left: string, right: string): boolean =>
  left.normalize('NFKC').toLowerCase() === right.normalize('NFKC').toLowerCase();

/** The offsite rule: the store stands at another site than every source, in an allowed country. Empty when it is kept. */
export function offsiteFindings(config: Config): readonly CrossCheck[] {
  const { store, sources, organisation } = config;
  const found: CrossCheck[] = sources
    .filter((source) => samePlace(source.site, store.site))
    .map((source) => ({
      path: ['store', 'site'],
      message: `is also the site of the source ${source.id}: one fire would take mail and backups`,
      remedy: 'Use a store at another site, then say so in store.site.',
    }));
  if (!organisation.allowedCountries.includes(store.country)) {
    found.push({
      path: ['store', 'country'],
      message: 'is not one of organisation.allowedCountries',
      remedy: `Use a store in ${organisation.allowedCountries.join(' or ')}, or allow its country.`,
    });
  }
  return found;
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

/** What is allowed and yet worth a line in the log and in `doctor`. */
export function configWarnings(config: Config): readonly CrossCheck[] {
  const found: CrossCheck[] = [];
  if (config.retention.nights < 7) {
    found.push({
      path: ['retention', 'nights'],
      message: 'is below the seven nights that the contract promises',
      remedy: 'Use 7 or more outside tests.',
    });
  }
  if (!isLoopback(config.http.host)) {
    found.push({
      path: ['http', 'host'],
      message: 'is reachable from other machines without TLS',
      remedy: 'Put a TLS proxy before it, or listen on 127.0.0.1.',
    });
  }
  if (config.store.kind === 's3' && config.store.endpoint.startsWith('http:')) {
    found.push({
      path: ['store', 'endpoint'],
      message: 'is not encrypted on the wire',
      remedy: 'Use https; what is stored is sealed either way, key ids and sizes are not.',
    });
  }
  return found;
}
