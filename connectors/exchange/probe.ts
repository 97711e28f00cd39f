import { CodedError, formatBytes, hasCode } from '../../core/index.ts';
import type { ProbeResult } from '../sources/index.ts';
import { nativeCrypto } from './native-crypto.ts';
import type { ShareOptions, TenantMatch } from './options.ts';
import type { RemoteHost } from './remote-host.ts';
import { listEntries } from './sftp-files.ts';
import type { StagingSpace } from './staging-space.ts';
import type { TenantRegistry } from './tenant-registry.ts';

export interface ProbeOptions {
  readonly share: ShareOptions;
  readonly importShare: ShareOptions;
  readonly tenants: readonly TenantMatch[];
}

type Step = { readonly name: string; run(): Promise<Omit<ProbeResult, 'name'>> };

/** What `doctor exchange` shows, in the order in which things are needed; after a failed connection the rest is not tried. */
export async function probe(
  host: RemoteHost,
  options: ProbeOptions,
  registry: TenantRegistry,
  space: StagingSpace,
  signal: AbortSignal,
): Promise<readonly ProbeResult[]> {
  const results: ProbeResult[] = [
    nativeCrypto()
      ? { name: 'ssh2 native addon', outcome: 'pass', message: 'loaded', next: null }
      : {
          name: 'ssh2 native addon',
          outcome: 'warn',
          message: 'not loaded: transfers run at a tenth of their speed',
          next: "Install again with the project's own Node: npm ci",
        },
  ];
  const session: Step = {
    name: 'Exchange session',
    async run() {
      const found = await host.call('probe', {}, signal);
      if (!found.exportCmdlets || !found.importCmdlets) {
        return {
          outcome: 'fail',
          message: `${found.server} offers no export or import cmdlets`,
          next: 'Grant the role Mailbox Import Export to the account.',
        };
      }
      return {
        outcome: 'pass',
        message: `${found.server}, ${found.version}, PowerShell ${found.psVersion}, ${found.culture}`,
        next: null,
      };
    },
  };
  const first = await attempt(session, signal);
  results.push(first);
  if (first.outcome === 'fail') return results;
  for (const step of [
    shareStep('export share', options.share, host, signal),
    shareStep('import share', options.importShare, host, signal),
    spaceStep(space, signal),
    tenantStep(options.tenants, registry, signal),
  ]) {
    results.push(await attempt(step, signal));
  }
  return results;
}

async function attempt(step: Step, signal: AbortSignal): Promise<ProbeResult> {
  try {
    return { name: step.name, ...(await step.run()) };
  } catch (error) {
    if (signal.aborted || !(error instanceof CodedError)) throw error;
    return { name: step.name, outcome: 'fail', message: `${error.code}: ${error.message}`, next: error.hint };
  }
}

function shareStep(name: string, share: ShareOptions, host: RemoteHost, signal: AbortSignal): Step {
  return {
    name,
    async run() {
      try {
        await host.files((sftp, until) => listEntries(sftp, share.sftp, 1, until), signal);
      } catch (error) {
        if (signal.aborted || hasCode(error, 'EXCHANGE_CONNECTION_LOST')) throw error;
        return {
          outcome: 'fail',
          message: `${share.sftp} cannot be listed over SFTP`,
          next: 'Correct share.sftp, or give the account rights on the folder.',
        };
      }
      return {
        outcome: 'pass',
        message: `${share.sftp} is readable; Exchange itself writes to ${share.unc}`,
        next: null,
      };
    },
  };
}

function spaceStep(space: StagingSpace, signal: AbortSignal): Step {
  return {
    name: 'free space',
    async run() {
      const free = await space.free(signal);
      if (free === null) {
        return {
          outcome: 'warn',
          message: 'the server does not tell its free space over SFTP',
          next: 'Watch the volume of the share by other means.',
        };
      }
      return {
        outcome: free > 20_000_000_000 ? 'pass' : 'warn',
        message: `${formatBytes(free)} free for exports`,
        next: free > 20_000_000_000 ? null : 'Free some space on the volume of the share.',
      };
    },
  };
}

function tenantStep(tenants: readonly TenantMatch[], registry: TenantRegistry, signal: AbortSignal): Step {
  return {
    name: 'tenants',
    async run() {
      const { mailboxes, findings } = await registry.discover(
        tenants.map((one) => one.id),
        signal,
      );
      const message = `${mailboxes.length} mailboxes of ${tenants.length} tenants, ${findings.length} findings`;
      return findings.length === 0 && mailboxes.length > 0
        ? { outcome: 'pass', message, next: null }
        : { outcome: 'warn', message, next: 'coffre mailboxes list --discover shows each finding.' };
    },
  };
}
