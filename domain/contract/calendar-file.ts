import type { Derivation } from './local-date.ts';
import { plusDays } from './local-date.ts';
import { utcText } from './paris.ts';
import type { ContractState } from './state.ts';
import { timersOf } from './timers.ts';

/** What a timer is called by people. */
const names: Readonly<Record<string, string>> = {
  'term.end': 'Fin de la période / End of the term',
  'notice.deadline': 'Dernier jour pour le préavis / Last day for notice',
  'notice.end': 'Fin du contrat / End of the contract',
  'terms.refuse': 'Dernier jour pour refuser les conditions / Last day to refuse the terms',
  'suspension.decide': 'Décision sur la suspension / Decision on the suspension',
  'reversibility.ask': 'Demande de réversibilité / Request for reversibility',
  'reversibility.perform': 'Remise des données / Hand-over of the data',
  'confirm.reminders': 'Relance de confirmation / Reminder to confirm',
  'invoice.dispute': 'Dernier jour pour contester / Last day to dispute',
  'sla.claim': 'Dernier jour pour l’avoir de disponibilité / Last day to claim the credit',
  'switch.notice': 'Fin du préavis de changement / End of the switch notice',
  'switch.transition': 'Fin de la transition / End of the transition',
  'switch.infeasible': 'Infaisabilité à notifier / Infeasibility to be notified',
  'switch.retrieval': 'Fin de la récupération / End of the retrieval',
  'erase.delay': 'Effacement au plus tôt après / Erasure at the earliest after',
  'lock.last': 'Fin du dernier verrou / End of the last lock',
};

/** Octets in a line of an iCalendar file, without its end (RFC 5545, 3.1). */
const LINE_OCTETS = 75;

/**
 * The running timers as an iCalendar file (RFC 5545): a day each, with the clause and the derivation. Ids are stable, so that
 * a calendar that reads the file again moves an entry instead of adding one. `now` is the file's own time-stamp.
 */
export function calendarFile(state: ContractState, now: number): string {
  const stamp = instantText(now);
  const contract = state.terms?.contractId ?? state.tenant;
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Coffre//contract//FR',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escaped(`Coffre, ${contract}`)}`,
    ...timersOf(state, now).flatMap((timer) => entry(timer, contract, stamp)),
    'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}

function entry(timer: Derivation, contract: string, stamp: string): readonly string[] {
  const { clause, reading, from, direction, count, calendar, skippedHolidays, rolled, result, pack } = timer;
  const summary = `${names[timer.timer] ?? timer.timer} (${contract}, ${reading})`;
  const counted = [
    `art. ${clause}, ${reading} : ${count} ${direction === 'forward' ? 'après' : 'avant'} ${from}`,
    `calendrier ${calendar}${rolled ? ', reporté / rolled' : ''}`,
    ...(skippedHolidays.length === 0 ? [] : [`fériés / holidays : ${skippedHolidays.join(', ')}`]),
    pack,
  ];
  return [
    'BEGIN:VEVENT',
    `UID:${escaped(`${contract}.${timer.timer}.${reading}.${from}.${count}@coffre`)}`,
    `DTSTAMP:${stamp}`,
    `DTSTART;VALUE=DATE:${result.replaceAll('-', '')}`,
    `DTEND;VALUE=DATE:${plusDays(result, 1).replaceAll('-', '')}`,
    'TRANSP:TRANSPARENT',
    `SUMMARY:${escaped(summary)}`,
    `DESCRIPTION:${escaped(counted.join('\n'))}`,
    'END:VEVENT',
  ];
}

function instantText(ms: number): string {
  return utcText(ms).replaceAll(/[-:]/g, '');
}

/** TEXT values (RFC 5545, 3.3.11); control characters other than the line break have no place in them. */
function escaped(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[\\;,]/g, (mark) => `\\${mark}`)
    .replaceAll('\n', '\\n')
    .replaceAll(/\p{Cc}/gu, '');
}

/** Longer lines go on behind a line break and a space; a character is never cut in two. */
function folded(line: string): string {
  const parts: string[] = [];
  let part = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > LINE_OCTETS) {
      parts.push(part);
      part = '';
      octets = 1;
    }
    part += character;
    octets += size;
  }
  return [...parts, part].join('\r\n ');
}
