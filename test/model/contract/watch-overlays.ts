import { endOfDay, type LocalDate, localDate, plusDays, plusMonths, rollForward } from '../../../domain/index.ts';
import type { Sight } from './sight.ts';
import type { Notes } from './watch-facts.ts';

/** Suspension, versions of the terms, holds (contract.md § 4.3). */
export function watchOverlays(notes: Notes, { body, event, today, over, two, proofs, wrong }: Sight): void {
  const { version } = notes;
  switch (body.type) {
    case 'suspension.started': {
      const since = Date.parse(body.since);
      wrong('suspended twice', notes.suspended === null);
      wrong('suspended without a word or a reason', body.announced || (body.whyNotAnnounced ?? '') !== '');
      wrong('suspended from the future', since <= event.at);
      wrong('a charter nobody showed', body.cause !== 'charter' || body.charterSha256 !== null);
      wrong(
        'a requisition nobody showed',
        body.cause !== 'requisition' || proofs.some((one) => one.kind === 'requisition'),
      );
      wrong('a delay of one’s own making', body.ownDelayDays === null || body.cause === 'requisition');
      // A late record counts from the record: nobody's right grows backward.
      const { cause, ownDelayDays: ownDelay, plannedEnd: planned } = body;
      notes.suspended = { cause, since: Math.floor(event.at / 1000) * 1000, ownDelay, planned };
      return;
    }
    case 'suspension.cured':
      wrong('cured of nothing', notes.suspended !== null);
      notes.suspended = null;
      return;
    case 'terms.offered':
      wrong('an offer over a running one', version?.state !== 'pending');
      wrong('the version that applies offered again', notes.applied !== body.versionSha256);
      wrong('a refused version again', !notes.refused.has(body.versionSha256));
      notes.version = {
        hash: body.versionSha256,
        state: 'offered',
        mailed: proofs.length > 0 ? body.mailedOn : null,
        force: body.entersIntoForce,
        used: false,
      };
      return;
    case 'terms.entered-into-force':
      wrong('a version nobody offered', version?.hash === body.versionSha256 && version.state === 'offered');
      if (version === null) return;
      wrong('a version nobody was told of', version.mailed !== null && version.mailed < version.force);
      wrong('a version before its day', today >= version.force);
      version.state = 'pending';
      return;
    case 'terms.refused': {
      const running = version?.state === 'offered' || version?.state === 'pending';
      if (version === null || version.hash !== body.versionSha256 || !running) return;
      if (version.state === 'pending' && over(refuseDay(notes, version.force))) return;
      version.state = 'refused';
      notes.refused.add(version.hash);
      return;
    }
    case 'terms.used':
      if (version?.hash === body.versionSha256 && version.state === 'pending') version.used = true;
      if (version?.hash === body.versionSha256 && version.state === 'decided') notes.applied = version.hash;
      return;
    case 'terms.deadline-passed':
      wrong('a delay of no version', version?.hash === body.versionSha256 && version.state === 'pending');
      if (version === null) return;
      wrong('a refusal cut short', over(refuseDay(notes, version.force)));
      version.state = 'decided';
      if (version.used) notes.applied = version.hash;
      return;
    case 'hold.set':
      wrong('a hold replaced', !notes.holds.has(body.holdId));
      notes.holds.set(body.holdId, body.until);
      return;
    case 'hold.released':
      wrong('a hold released by one', two);
      wrong('no such hold', notes.holds.has(body.holdId));
      notes.holds.delete(body.holdId);
      return;
    default:
  }
}

function refuseDay({ terms }: Notes, force: LocalDate): LocalDate {
  return rollForward(plusDays(force, 30), terms?.readings.calendar ?? 'FR-metropole').result;
}

/** Facts that money follows from (contract.md §§ 8, 9). */
export function watchMoney(notes: Notes, { body, event, wrong }: Sight): void {
  const whole = (...amounts: readonly number[]): void =>
    wrong(
      'an amount that is none',
      amounts.every((one) => Number.isSafeInteger(one) && one >= 0),
    );
  switch (body.type) {
    case 'cost-sheet.recorded':
      whole(body.directCostCents);
      return;
    case 'medium.purchased':
      whole(body.priceCents, body.carriageCents);
      return;
    case 'restore.charged':
      whole(body.minutes, body.accepted);
      return;
    case 'penalty.recorded':
      whole(body.amountCents);
      wrong('a penalty told too late', body.disclosedOn <= (notes.terms?.signatureDate ?? ''));
      return;
    case 'sla.claimed': {
      const month = /^\d{4}-(0[1-9]|1[0-2])$/.test(body.month);
      const end = month ? plusDays(plusMonths(localDate(`${body.month}-01`), 1), -1) : null;
      wrong('a month that is not over', end !== null && event.at >= endOfDay(end));
      whole(body.downMs, 32 * 86_400_000 - body.downMs);
      return;
    }
    case 'invoice.disputed':
      for (const id of body.lineIds) notes.disputes.set(id, body.onData);
      return;
    case 'invoice.dispute-settled':
      wrong(
        'a settlement of no dispute',
        body.lineIds.every((id) => notes.disputes.has(id)),
      );
      for (const id of body.lineIds) notes.disputes.delete(id);
      return;
    default:
  }
}
