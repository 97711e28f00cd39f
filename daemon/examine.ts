import { probeStore } from '../connectors/objects/index.ts';
import type { ProbeResult } from '../connectors/sources/index.ts';
import { toCodedError } from '../core/index.ts';
import type { App } from './app.ts';

export type ExamineSubject = 'exchange' | 'store' | 'mail' | 'all';

export interface Probe extends ProbeResult {
  readonly subject: string;
}

/** Probes the real things, one after the other; what cannot even be opened is a failed probe, never an exception. */
export async function examine(app: App, subject: ExamineSubject, signal: AbortSignal): Promise<readonly Probe[]> {
  const probes: Probe[] = [];
  const probe = async (name: string, work: () => Promise<readonly ProbeResult[]>): Promise<void> => {
    try {
      for (const one of await work()) probes.push({ ...one, subject: name });
    } catch (error) {
      signal.throwIfAborted();
      const coded = toCodedError(error);
      probes.push({ subject: name, name: coded.code, outcome: 'fail', message: coded.message, next: coded.hint });
    }
  };
  const all = subject === 'all';
  for (const one of [...app.loaded.offsite, ...app.loaded.warnings]) {
    const outcome = app.loaded.offsite.includes(one) ? 'fail' : 'warn';
    probes.push({ subject: 'configuration', name: one.setting, outcome, message: one.message, next: one.remedy });
  }
  if (all || subject === 'store') {
    await probe('store', async () => probeStore(await app.store(), { clock: app.clock, signal }));
    await probe('vault', async () => {
      const vault = await app.vault();
      return [{ name: 'master key', outcome: 'pass', message: `opens vault ${vault.id}`, next: null }];
    });
  }
  if (all || subject === 'exchange') {
    for (const { source } of await app.sources()) await probe(`source ${source.id}`, () => source.probe(signal));
  }
  if (all || subject === 'mail') {
    await probe('mail', async () => {
      if (app.config.mail === undefined) {
        const next = 'Add a mail section, or nobody is told when a night fails.';
        return [{ name: 'configured', outcome: 'warn', message: 'no mail is sent', next }];
      }
      const mailer = await app.mailer();
      if (mailer === null) return [];
      const id = `doctor-${app.clock.now()}`;
      const message = { id, to: app.config.mail.to, subject: '[Coffre] doctor', text: 'coffre doctor mail' };
      await mailer.send(message, signal);
      return [{ name: 'test message', outcome: 'pass', message: `accepted by ${app.config.mail.host}`, next: null }];
    });
  }
  return probes;
}
