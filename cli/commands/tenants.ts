import type { Command } from 'commander';
import { tenantId } from '../../daemon/index.ts';
import { column, line, table } from '../command.ts';
import { shortTime } from '../format.ts';
import { argument, type Register } from '../register.ts';

/** `tenants list` and `mailboxes list`: declared and discovered, side by side. */
export const registerTenants: Register = (program: Command, run) => {
  program
    .command('tenants')
    .description('the client organisations')
    .command('list', { isDefault: true })
    .description('declared tenants, with what is known of each')
    .action(
      run(async (context) => {
        const app = await context.app();
        const catalog = await app.catalog();
        const tenants = [];
        for (const one of app.config.tenants) {
          const id = tenantId(one.id);
          const mailboxes = (await catalog.mailboxes.list(id)).filter((known) => !known.retired).length;
          const snapshots = (await catalog.snapshots.list({ tenant: id })).length;
          tenants.push({ id: one.id, name: one.name, source: one.source, retired: one.retired, mailboxes, snapshots });
        }
        const rows = tenants.map((one) => [one.id, one.name, one.source, String(one.mailboxes), String(one.snapshots)]);
        const columns = [
          column('Client', 'Tenant'),
          column('Nom', 'Name'),
          column('Source', 'Source'),
          column('Boîtes', 'Mailboxes', 'right'),
          column('Instantanés', 'Snapshots', 'right'),
        ];
        return { document: { tenants }, blocks: [table(columns, rows)], exit: 'done' };
      }),
    );

  program
    .command('mailboxes')
    .description('mailboxes, as the sources showed them')
    .command('list', { isDefault: true })
    .description('known mailboxes; --discover asks the sources now')
    .option('--tenant <id>', 'of this tenant', argument(tenantId))
    .option('--discover', 'ask the sources now; changes nothing')
    .action(
      run<{ readonly tenant?: ReturnType<typeof tenantId>; readonly discover?: boolean }>(async (context, options) => {
        const app = await context.app();
        const zone = app.config.organisation.timezone;
        const columns = [
          column('Client', 'Tenant'),
          column('Boîte', 'Mailbox'),
          column('Type', 'Type'),
          column('Parties', 'Parts'),
          column('Vue', 'Seen'),
        ];
        if (options.discover !== true) {
          const mailboxes = await (await app.catalog()).mailboxes.list(options.tenant);
          const rows = mailboxes.map((one) => [
            one.tenant,
            one.name,
            one.type,
            one.kinds.join(', '),
            shortTime(one.lastSeen, zone),
          ]);
          return { document: { mailboxes }, blocks: [table(columns, rows)], exit: 'done' };
        }
        const mailboxes = [];
        const findings = [];
        for (const { source, tenants } of await app.sources()) {
          const asked = tenants.filter((one) => options.tenant === undefined || one === options.tenant);
          const discovery = await source.discover(asked, context.signal);
          mailboxes.push(...discovery.mailboxes);
          findings.push(...discovery.findings);
        }
        const rows = mailboxes.map((one) => [one.tenant, one.name, one.type, one.kinds.join(', '), '•']);
        const seen = findings.map((one) =>
          line(`à voir : ${one.subject} : ${one.message}`, `look at: ${one.subject}: ${one.message}`),
        );
        return { document: { mailboxes, findings }, blocks: [table(columns, rows), ...seen], exit: 'done' };
      }),
    );
};
