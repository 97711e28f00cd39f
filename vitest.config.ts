import { defineConfig } from 'vitest/config';

const outside = ['**/node_modules/**', '**/dist/**', '.tmp/**', 'test/lab/**'];
const integration = ['test/integration/**/*.test.ts', 'test/crash/**/*.test.ts', 'test/e2e/**/*.test.ts'];

/**
 * Suites that need nothing but this machine and take their time: contracts over real sockets, every fault of every call,
 * many processes at once, whole commands. `npm test` runs them beside the unit tests, which stay below a minute.
 */
const suites = [
  'catalog/leases.test.ts',
  'catalog/migrations.test.ts',
  'catalog/open-catalog.test.ts',
  'config/initial.test.ts',
  'connectors/exchange/native-crypto.test.ts',
  'connectors/exchange/powershell.test.ts',
  'connectors/exchange/sftp-transfer.test.ts',
  'connectors/objects/probe-store.test.ts',
  'connectors/objects/s3-store.test.ts',
  'daemon/contracts/tell-duties.test.ts',
  'daemon/contracts/watch-contracts.test.ts',
  'daemon/notices/duty-notice.test.ts',
  'daemon/scheduler.test.ts',
  'demo/played-exchange/*.test.ts',
  'domain/contract/paris-zone.test.ts',
  'domain/contract/readings-laws.test.ts',
  'domain/contract/zone.test.ts',
  'domain/retention-model.test.ts',
  'domain/schedule.test.ts',
  'handover/bag-writer.test.ts',
  'handover/documents/documents.test.ts',
  'handover/documents/hostile-names.test.ts',
  'ledger/open-ledger.test.ts',
  'ledger/verify.test.ts',
  'pipelines/backup-mailbox.test.ts',
  'pipelines/handover-package.test.ts',
  'pipelines/handover-rounds.test.ts',
  'pipelines/handover-verify-package.test.ts',
  'pipelines/links.test.ts',
  'pipelines/release-packages.test.ts',
  'pipelines/verify-medium.test.ts',
  'pipelines/write-medium.test.ts',
  'portal/declarations.test.ts',
  'portal/files.test.ts',
  'portal/portal.test.ts',
  'pst/fuzz.test.ts',
  'pst/writer/large.test.ts',
  'test/cli/*.test.ts',
  'test/isolation/*.test.ts',
  'test/model/contract-dates.test.ts',
  'test/model/contract-gate.test.ts',
  'test/model/contract-simulation.test.ts',
  'test/oracle/contract/driver/*.test.ts',
  'test/package/*.test.ts',
  'vault/check.test.ts',
  'vault/erase-tenant.test.ts',
  'vault/faults.test.ts',
  'vault/formats.test.ts',
  'vault/vault.test.ts',
  'vault/writer.test.ts',
];

export default defineConfig({
  test: {
    // One core less than there are is the default; on two cores that would leave one of them idle.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...outside, ...integration, ...suites],
          pool: 'forks',
          testTimeout: 20_000,
        },
      },
      { test: { name: 'suites', include: suites, exclude: outside, pool: 'forks', testTimeout: 120_000 } },
      {
        test: {
          name: 'integration',
          include: integration,
          exclude: outside,
          pool: 'forks',
          testTimeout: 180_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
