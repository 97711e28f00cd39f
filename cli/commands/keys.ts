import type { Command } from 'commander';
import { canonicalJson, formatBytes, type JsonValue } from '../../core/index.ts';
import {
  type App,
  documentHead,
  type ErasurePreview,
  type ErasureReport,
  eraseConfigured,
  erasureCertificateDocument,
  previewErasure,
  readContract,
  showKeys,
  tenantId,
} from '../../daemon/index.ts';
import { type CommandContext, type CommandResult, column, heading, line, table } from '../command.ts';
import { writeDocument, writeNewFile } from '../contract/index.ts';
import { argument, type Register } from '../register.ts';

interface EraseOptions {
  readonly dryRun?: boolean;
  readonly certificate?: string;
  readonly pdf?: string;
}

/** `keys show|erase`: whose keys the vault holds, and the end of one tenant's. No command ever shows a key. */
export const registerKeys: Register = (program: Command, run) => {
  const keys = program.command('keys').description('whose keys the vault holds, and the end of a tenant’s');

  keys
    .command('show')
    .description('whose keys there are and whose are destroyed; never a key')
    .action(
      run(async (context): Promise<CommandResult> => {
        const { vaultId, fingerprint, tenants, erased } = await showKeys(await context.app(), context.signal);
        const destroyed = erased.map(({ tenant, tenantRef, at, by }) => ({ tenant, tenantRef, at, by }));
        const rows = [
          ...tenants.map((one) => [one.tenant, one.tenantRef, String(one.mailboxes), '–']),
          ...destroyed.map((one) => [one.tenant, one.tenantRef, '0', one.at]),
        ];
        const columns = [
          column('Client', 'Tenant'),
          column('Référence', 'Reference'),
          column('Boîtes', 'Mailboxes', 'right'),
          column('Clés détruites', 'Keys destroyed'),
        ];
        return {
          document: { vaultId, masterKeyFingerprint: fingerprint, tenants, erased: destroyed },
          blocks: [
            line(`Coffre ${vaultId}, clé maîtresse ${fingerprint}`, `Vault ${vaultId}, master key ${fingerprint}`),
            table(columns, rows),
          ],
          exit: 'done',
        };
      }),
    );

  keys
    .command('erase')
    .argument('<tenant>', 'id of the tenant', argument(tenantId))
    .option('--dry-run', 'list every copy and what stands against the erasure; nothing is touched')
    .option('--certificate <file>', 'write the certificate as JSON; never overwrites')
    .option('--pdf <file>', 'write the certificate as PDF, its JSON twin beside it')
    .description('destroy a tenant’s keys, remove every copy, and certify it; only as the contract allows')
    .action(
      run<EraseOptions>(async (context, options, name = ''): Promise<CommandResult> => {
        const app = await context.app();
        const tenant = tenantId(name);
        if (options.dryRun === true) return shownPlan(await previewErasure(app, tenant, context.signal));
        const report = await eraseConfigured(app, { tenant, operator: context.actor }, context.signal);
        const text = canonicalJson(report.certificate as unknown as JsonValue);
        const file =
          options.certificate === undefined ? null : await writeNewFile(context.cwd, options.certificate, text);
        const files = [...(file === null ? [] : [file]), ...(await writePdf(context, app, report, options.pdf))];
        return shownReport(report, files);
      }),
    );
};

function shownPlan({ plan, begun, copies, refusals }: ErasurePreview): CommandResult {
  const { scope, sha256, locked, kept, unseen } = plan;
  const rows = copies.map(({ kind, where, count }) => [
    kind,
    where,
    String(count.objects),
    String(count.versions),
    formatBytes(count.bytes),
  ]);
  const columns = [
    column('Copie', 'Copy'),
    column('Où', 'Where'),
    column('Objets', 'Objects', 'right'),
    column('Versions', 'Versions', 'right'),
    column('Octets', 'Bytes', 'right'),
  ];
  const against = refusals.map(({ rule, message, unlockedBy }) =>
    line(`${rule} : ${message.fr} — ${unlockedBy.fr}`, `${rule}: ${message.en} — ${unlockedBy.en}`),
  );
  const next = `coffre contract event ${scope.tenant} erase.approved --set planSha256=${sha256}`;
  return {
    document: { dryRun: true, begun, plan, copies, refused: refusals },
    blocks: [
      heading(`Effacement de ${scope.tenant} : plan ${sha256}`, `Erasure of ${scope.tenant}: plan ${sha256}`),
      table(columns, rows),
      line(
        `${scope.snapshots} instantané(s) de ${scope.mailboxes} boîte(s), ${scope.keys.length} version(s) de clés, ${locked.length} version(s) verrouillée(s)`,
        `${scope.snapshots} snapshot(s) of ${scope.mailboxes} mailbox(es), ${scope.keys.length} version(s) of keys, ${locked.length} locked version(s)`,
      ),
      ...locked.map((one) =>
        line(`verrouillé jusqu’au ${one.retainUntil} : ${one.key}`, `locked until ${one.retainUntil}: ${one.key}`),
      ),
      ...kept.map(({ what, count, why }) =>
        line(`gardé : ${what.fr} (${count}) : ${why.fr}`, `kept: ${what.en} (${count}): ${why.en}`),
      ),
      ...unseen.map(({ what }) => line(`non vu : ${what.fr}`, `unseen: ${what.en}`)),
      ...against,
      against.length === 0
        ? line('Rien ne s’y oppose : coffre keys erase', `Nothing stands against it: coffre keys erase ${scope.tenant}`)
        : line(`À proposer, puis à approuver : ${next}`, `To be proposed, then approved: ${next}`),
    ],
    exit: 'done',
  };
}

async function writePdf(
  context: CommandContext,
  app: App,
  { certificate }: ErasureReport,
  path: string | undefined,
): Promise<readonly string[]> {
  if (path === undefined) return [];
  const { tenant, number, instants } = certificate;
  const { state } = await readContract(await app.ledger(), tenant);
  const head = documentHead(app.config, state, {
    id: `CE-${tenant}-${number}`,
    language: context.globals.lang,
    issuedAtMs: Date.parse(instants.issued),
  });
  const written = await writeDocument(context.cwd, path, erasureCertificateDocument(head, certificate));
  return [written.pdf, written.json];
}

function shownReport(
  { certificate, certificateSha256, complete, open }: ErasureReport,
  files: readonly string[],
): CommandResult {
  const rows = certificate.copies.map(({ kind, where, count, after, method }) => [
    kind,
    where,
    String(count.versions),
    String(after.versions),
    method.term === 'none' ? method.technique : `${method.term}: ${method.technique}`,
  ]);
  const columns = [
    column('Copie', 'Copy'),
    column('Où', 'Where'),
    column('Avant', 'Before', 'right'),
    column('Après', 'After', 'right'),
    column('Méthode (SP 800-88r2)', 'Method (SP 800-88r2)'),
  ];
  const saved = files.map((file) => line(`Certificat écrit dans ${file}`, `Certificate written to ${file}`));
  return {
    document: { erasure: { complete, open, certificateSha256, files, certificate } },
    blocks: [
      table(columns, rows),
      ...certificate.locked.map((one) =>
        line(`verrouillé jusqu’au ${one.retainUntil} : ${one.key}`, `locked until ${one.retainUntil}: ${one.key}`),
      ),
      line(certificate.statement.fr, certificate.statement.en),
      line(
        `Certificat ${certificate.number}, SHA-256 ${certificateSha256}`,
        `Certificate ${certificate.number}, SHA-256 ${certificateSha256}`,
      ),
      ...open.map(({ message, unlockedBy }) =>
        line(
          `le contrat reste ouvert : ${message.fr} — ${unlockedBy.fr}`,
          `the contract stays open: ${message.en} — ${unlockedBy.en}`,
        ),
      ),
      ...saved,
    ],
    exit: complete ? 'done' : 'partial',
  };
}
