import { type Command, InvalidArgumentError } from 'commander';
import {
  createLink,
  knownLink,
  LINK_SCOPES,
  type Link,
  type LinkScope,
  linkDeps,
  linkOrigin,
  linkStanding,
  listLinks,
  revokeLink,
  tenantId,
  whoChanges,
} from '../../daemon/index.ts';
import { column, line, plain, table } from '../command.ts';
import { shortTime } from '../format.ts';
import { argument, type Register, wholeNumber } from '../register.ts';

const DAY_MS = 86_400_000;
const STANDING = {
  ready: ['à ouvrir', 'to be opened'],
  open: ['ouvert', 'opened'],
  expired: ['expiré', 'expired'],
  revoked: ['révoqué', 'revoked'],
} as const;

interface CreateOptions {
  readonly tenant: ReturnType<typeof tenantId>;
  readonly to: string;
  readonly name?: string;
  readonly scope: readonly LinkScope[];
  readonly package?: string;
  readonly days: number;
  readonly maxBytes?: number;
}

/** `links create|list|revoke`: signed links to the portal. */
export const registerLinks: Register = (program: Command, run) => {
  const links = program.command('links').description('signed links to the portal');

  links
    .command('create')
    .description('make a link for one person; its address is shown once and kept nowhere')
    .requiredOption('--tenant <id>', 'whose data', argument(tenantId))
    .requiredOption('--to <email>', 'mail address of the person')
    .option('--name <name>', 'the person; the address where absent')
    .option('--scope <list>', 'view, download, confirm (separated by commas)', readScopes, ['view', 'download'])
    .option('--package <id>', 'the package; the one at the client’s where absent')
    .option('--days <days>', 'days within which it can be opened', wholeNumber(1, 92), 7)
    .option('--max-bytes <bytes>', 'most it hands out; twenty times the package where absent', wholeNumber(1, 2 ** 50))
    .action(
      run<CreateOptions>(async (context, options) => {
        const app = await context.app();
        const { id: actor } = whoChanges(app.config, app.actor, options.tenant);
        // refuses a tenant that nobody knows
        await app.sourceOf(options.tenant);
        const recipient = { name: options.name ?? options.to, email: options.to };
        const { link, token } = await createLink(
          await linkDeps(app),
          {
            tenant: options.tenant,
            actor,
            recipient,
            scopes: options.scope,
            packageId: options.package ?? null,
            lifetimeMs: options.days * DAY_MS,
            maxBytes: options.maxBytes ?? null,
          },
          context.signal,
        );
        const url = `${linkOrigin(app.config.http)}/l/${token}`;
        const until = shortTime(new Date(link.expiresAt).toISOString(), app.config.organisation.timezone);
        return {
          document: { link: linkDocument(link, app.clock.now()), url },
          blocks: [
            plain(url),
            line(
              `Pour ${link.recipient.email}, à ouvrir une seule fois avant le ${until}. L’adresse n’est montrée qu’ici.`,
              `For ${link.recipient.email}, to be opened once before ${until}. The address is shown here only.`,
            ),
          ],
          exit: 'done',
        };
      }),
    );

  links
    .command('list', { isDefault: true })
    .description('links with what became of them')
    .option('--tenant <id>', 'of this tenant', argument(tenantId))
    .action(
      run<{ readonly tenant?: string }>(async (context, { tenant }) => {
        const app = await context.app();
        const found = await listLinks({ ledger: await app.ledger() }, tenant);
        const now = app.clock.now();
        const zone = app.config.organisation.timezone;
        const language = context.globals.lang === 'fr' ? 0 : 1;
        const rows = found.map((one) => [
          one.id,
          one.tenant,
          one.recipient.email,
          one.scopes.join(', '),
          STANDING[linkStanding(one, now)][language],
          shortTime(new Date(one.expiresAt).toISOString(), zone),
          String(one.bytesServed),
        ]);
        const columns = [
          column('Lien', 'Link'),
          column('Client', 'Tenant'),
          column('Pour', 'For'),
          column('Permet', 'Allows'),
          column('État', 'State'),
          column('Jusqu’au', 'Until'),
          column('Octets transmis', 'Bytes sent', 'right'),
        ];
        const document = { links: found.map((one) => linkDocument(one, now)) };
        return { document, blocks: [table(columns, rows)], exit: 'done' };
      }),
    );

  links
    .command('revoke')
    .argument('<link>', 'id of the link, or its start')
    .option('--reason <text>', 'why; recorded', 'revoked by hand')
    .description('end a link at once; its sessions and downloads end within a minute')
    .action(
      run<{ readonly reason: string }>(async (context, { reason }, id = '') => {
        const app = await context.app();
        const ledger = await app.ledger();
        const { id: found, tenant } = await knownLink({ ledger }, id);
        const { id: actor } = whoChanges(app.config, app.actor, tenant);
        const asked = { id: found, actor, reason };
        const { link, recorded } = await revokeLink({ ledger }, asked, context.signal);
        return {
          document: { link: linkDocument(link, app.clock.now()), recorded },
          blocks: [
            recorded
              ? line(`Lien ${link.id} révoqué.`, `Link ${link.id} revoked.`)
              : line(`Lien ${link.id} déjà révoqué.`, `Link ${link.id} was revoked before.`),
          ],
          exit: 'done',
        };
      }),
    );
};

function readScopes(text: string): readonly LinkScope[] {
  const asked = text.split(',').map((one) => one.trim());
  const scopes = LINK_SCOPES.filter((one) => asked.includes(one));
  if (scopes.length !== asked.length) throw new InvalidArgumentError(`Use some of: ${LINK_SCOPES.join(', ')}.`);
  return scopes;
}

/** A link as `--json` shows it: nothing in it opens anything. */
function linkDocument(link: Link, now: number): object {
  const iso = (ms: number): string => new Date(ms).toISOString();
  const { tokenHash: _hash, createdAt, expiresAt, exchanged, revoked, ...rest } = link;
  return {
    ...rest,
    standing: linkStanding(link, now),
    createdAt: iso(createdAt),
    expiresAt: iso(expiresAt),
    exchangedAt: exchanged === null ? null : iso(exchanged.at),
    revoked: revoked === null ? null : { ...revoked, at: iso(revoked.at) },
  };
}
