import type { Mailer } from '../../connectors/mail/index.ts';
import { hasCode, sha256Hex } from '../../core/index.ts';
import type { App } from '../app.ts';
import { dutyDigest } from '../notices/index.ts';
import { bareAddress, reader } from '../tell.ts';
import { dutySubject } from './duty-subject.ts';
import { sentMails } from './sent-mails.ts';
import type { Untold } from './tell-client.ts';
import { type TellingMessage, toldAct } from './told-duties.ts';

/** Duties in one digest; more come with the next. Each is an act in the vault: thousands at once would hold everything up. */
const MOST_IN_DIGEST = 200;
const GRAVEST = ['alarm', 'warning', 'info'] as const;

/** One mail for all contracts, gravest first. What fails stays untold and comes with the next digest. */
export async function tellOperators(
  app: App,
  mailer: Mailer,
  untold: readonly Untold[],
  signal: AbortSignal,
): Promise<void> {
  const { log } = app;
  if (untold.length === 0) return;
  const rank = ({ duty }: Untold): number => GRAVEST.indexOf(duty.severity);
  const told = untold.toSorted((a, b) => rank(a) - rank(b)).slice(0, MOST_IN_DIGEST);
  const sent = sentMails(app);
  try {
    const unsent = told.filter(({ tended, duty }) => sent.get(tended.tenant, duty) === undefined);
    const message = unsent.length === 0 ? null : await mailDigest(app, mailer, unsent, signal);
    if (message !== null) for (const { tended, duty } of unsent) sent.add(tended.tenant, duty, message);
    const ledger = await app.ledger();
    for (const { tended, duty } of told) {
      const by = sent.get(tended.tenant, duty);
      if (by === undefined) continue;
      await ledger.append(toldAct(tended.tenant, duty, by), signal);
      sent.done(tended.tenant, duty);
    }
  } catch (error) {
    signal.throwIfAborted();
    log.error({ err: error, duties: told.length }, 'what contracts ask for could not be told; tried again');
  }
}

/** Null where nobody is configured to receive it. */
async function mailDigest(
  app: App,
  mailer: Mailer,
  untold: readonly Untold[],
  signal: AbortSignal,
): Promise<TellingMessage | null> {
  const { config, clock, log } = app;
  const { mail } = config;
  if (mail === undefined) return null;
  const now = clock.now();
  const subjects = untold.map(({ tended, duty }) => {
    const tenantName = config.tenants.find((one) => one.id === tended.tenant)?.name ?? tended.tenant;
    return dutySubject(tended, duty, { tenantName, now });
  });
  const notice = dutyDigest(subjects, reader(app));
  await mailer.send({ ...notice, to: mail.to.map(bareAddress) }, signal).catch((error: unknown) => {
    // One of the operators has it: whose address is wrong is for them to mend.
    if (!hasCode(error, 'MAIL_PARTIAL')) throw error;
    log.error({ err: error }, 'one operator could not be told what contracts ask for');
  });
  return { message: notice.id, sha256: sha256Hex(Buffer.from(notice.text)) };
}
