import type { Mailer } from '../../connectors/mail/index.ts';
import { hasCode, sha256Hex } from '../../core/index.ts';
import {
  type ContractEvent,
  type ContractState,
  type Duty,
  daysFrom,
  type LocalDate,
  parisDay,
} from '../../domain/index.ts';
import { recordContractEvent } from '../../pipelines/index.ts';
import type { App } from '../app.ts';
import { clientDutyNotice, type Notice } from '../notices/index.ts';
import { bareAddress, reader } from '../tell.ts';
import { clientAddress } from './client-address.ts';
import { dutySubject } from './duty-subject.ts';
import { sentMails } from './sent-mails.ts';
import { DAEMON, type Tended } from './tend-contract.ts';
import { type TellingMessage, toldAct } from './told-duties.ts';

/** A duty of a contract that somebody is still to be told of. */
export interface Untold {
  readonly tended: Tended;
  readonly duty: Duty;
}

/** Reminders that are late (the daemon stood still) leave a week apart all the same: three in one minute remind nobody. */
const REMINDER_PAUSE_MS = 6 * 86_400_000;

/**
 * Mails the client what is due, one mail for duties of one kind. Gives what the operator has to know: mails that the client's
 * mail server refused for good.
 */
export async function tellClient(
  app: App,
  mailer: Mailer,
  tended: Tended,
  duties: readonly Duty[],
  signal: AbortSignal,
): Promise<readonly Untold[]> {
  const unreachable: Untold[] = [];
  for (const same of Map.groupBy(paced(tended, duties, app.clock.now()), ({ what }) => what).values()) {
    try {
      await mailTo(app, mailer, tended, same, signal);
    } catch (error) {
      signal.throwIfAborted();
      const { tenant } = tended;
      app.log.error(
        { tenant, what: same[0]?.what, err: error },
        'a client could not be told, or the act of it not be recorded; tried again',
      );
      if (!FINAL.some((code) => hasCode(error, code))) continue;
      unreachable.push(...same.map((duty) => ({ tended, duty: unreached(duty) })));
    }
  }
  return unreachable.filter(({ duty }) => !tended.told.has(duty));
}

/** Answers that another try does not change by itself. */
const FINAL = ['MAIL_REFUSED', 'MAIL_INVALID'];

function unreached(duty: Duty): Duty {
  const key = `client.unreachable:${duty.key}`;
  return { ...duty, key, kind: 'mail-operator', what: 'client.unreachable', derivation: null, severity: 'warning' };
}

/** Of the reminders after a delivery one at a time, and none while the last is not a week old. */
function paced({ events }: Tended, duties: readonly Duty[], now: number): readonly Duty[] {
  const isReminder = ({ what }: Duty): boolean => what === 'confirm.reminder';
  const [first] = duties.filter(isReminder);
  const last = events.findLast(({ body }) => body.type === 'reminder.sent' && body.kind === 'confirm' && !body.letter);
  const wait = last !== undefined && now - last.at < REMINDER_PAUSE_MS;
  return duties.filter((duty) => !isReminder(duty) || (duty === first && !wait));
}

async function mailTo(
  app: App,
  mailer: Mailer,
  tended: Tended,
  duties: readonly Duty[],
  signal: AbortSignal,
): Promise<void> {
  const { tenant, state } = tended;
  const sent = sentMails(app);
  const to = clientAddress(state, app.clock.now());
  const unsent = duties.filter((duty) => sent.get(tenant, duty) === undefined);
  if (to !== null && unsent.length > 0) {
    const notice = noticeOf(app, tended, unsent);
    const former = formerAddresses(state, unsent, { to, today: parisDay(app.clock.now()) });
    for (const one of former) await tellFormer(app, mailer, one, notice, signal);
    await mailer.send({ ...notice, to: [to] }, signal);
    const message = { message: notice.id, sha256: sha256Hex(Buffer.from(notice.text)) };
    for (const duty of unsent) sent.add(tenant, duty, message);
  }
  for (const duty of duties) {
    const message = sent.get(tenant, duty);
    if (message === undefined) continue;
    await recordTold(app, tenant, duty, message, signal);
    sent.done(tenant, duty);
  }
}

/** Who signs, and where mail goes: whoever changes one of them must not be able to keep it from those who were told before. */
const MOVES = ['signatory.changed', 'address.changed'];
const MOST_FORMER = 5;

function formerAddresses(
  { addresses, signatories }: ContractState,
  duties: readonly Duty[],
  { to, today }: { readonly to: string; readonly today: LocalDate },
): readonly string[] {
  if (!duties.some(({ what }) => MOVES.includes(what))) return [];
  const signing = signatories.map(({ signatory, from }) => ({ email: signatory.email, from }));
  const begun = [...addresses, ...signing].filter(({ from }) => from === null || from <= today);
  return [...new Set(begun.map(({ email }) => email))].filter((one) => one !== to).slice(-MOST_FORMER);
}

/** An address that is no more is no reason to tell nobody. */
async function tellFormer(
  app: App,
  mailer: Mailer,
  address: string,
  notice: Notice,
  signal: AbortSignal,
): Promise<void> {
  const id = `${notice.id}-${sha256Hex(Buffer.from(address)).slice(0, 8)}`;
  await mailer.send({ ...notice, id, to: [address] }, signal).catch((error: unknown) => {
    if (!FINAL.some((code) => hasCode(error, code))) throw error;
    app.log.warn({ err: error, notice: id }, 'a former address of a client takes no mail');
  });
}

function noticeOf(app: App, tended: Tended, duties: readonly Duty[]): Notice {
  const { config, clock } = app;
  const known = config.tenants.find((one) => one.id === tended.tenant);
  const about = { tenantName: known?.name ?? tended.tenant, now: clock.now() };
  return clientDutyNotice(
    duties.map((duty) => dutySubject(tended, duty, about)),
    {
      ...reader(app),
      language: known?.language ?? 'fr',
      contact: config.mail === undefined ? null : bareAddress(config.mail.from),
      portalUrl: config.http.publicUrl?.replace(/\/+$/, '') ?? null,
    },
  );
}

/** The reminder as the contract counts it, then that it was told: an act that is missing is tried again. */
async function recordTold(
  app: App,
  tenant: string,
  duty: Duty,
  message: TellingMessage,
  signal: AbortSignal,
): Promise<void> {
  const ledger = await app.ledger();
  const body = reminderOf(duty, app.clock.now());
  if (body !== null) {
    const proofs = [{ kind: 'smtp-answer', sha256: message.sha256, ref: message.message }];
    // The same id from two daemons is one reminder.
    const id = `reminder-${sha256Hex(Buffer.from(duty.key)).slice(0, 32)}`;
    const deps = { ledger, clock: app.clock, random: app.random };
    await recordContractEvent(deps, { tenant, actor: DAEMON, body, proofs, id }, signal).catch((error: unknown) => {
      // Nothing to remind of any more since the mail was written: it was sent all the same, and told.
      if (!hasCode(error, 'CONTRACT_REFUSED')) throw error;
      app.log.warn({ tenant, key: duty.key, err: error }, 'a reminder that was sent does not count as one');
    });
  }
  await ledger.append(toldAct(tenant, duty, message), signal);
}

function reminderOf({ what, due, derivation }: Duty, now: number): ContractEvent['body'] | null {
  const sent = { type: 'reminder.sent', letter: false } as const;
  if (what === 'confirm.reminder' && derivation !== null) return { ...sent, kind: 'confirm', step: derivation.count };
  if (what !== 'term.reminder' || due === null) return null;
  return { ...sent, kind: 'term', step: daysFrom(parisDay(now), due) };
}
