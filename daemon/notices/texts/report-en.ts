import type { NightReport } from '../types.ts';
import type { ReportTexts } from './report-texts.ts';

const total = ({ counts }: NightReport): number => counts.ok + counts.partial + counts.failed;

function figures(report: NightReport): string {
  const { ok, partial, failed } = report.counts;
  const parts = [`${ok} of ${total(report)} backed up`];
  if (partial > 0) parts.push(`${partial} partial`);
  if (failed > 0) parts.push(`${failed} failed`);
  if (report.compromised > 0) parts.push(`${report.compromised} compromised`);
  if (report.suspect > 0) parts.push(`${report.suspect} suspect`);
  return parts.join(', ');
}

export const reportEn: ReportTexts = {
  subject: (night, report) => {
    if (report.run === null) return `[Coffre] Night of ${night}: no backup`;
    if (total(report) === 0) return `[Coffre] Night of ${night}: no mailbox found`;
    return `[Coffre] Night of ${night}: ${figures(report)}`;
  },
  title: (night) => `Night of ${night}`,
  noRun: 'The backup did not take place. The restore points of earlier nights are untouched.',
  stillRunning: 'The backup is still running; this report only tells what has ended.',
  interrupted: 'The backup was interrupted before its end; it continues at the next start.',
  summary: (report) => {
    if (total(report) === 0) return 'No mailbox was found to back up.';
    return `Mailboxes: ${figures(report)}.`;
  },
  labels: {
    started: 'Started',
    ended: 'Ended',
    volume: 'Read',
    stored: 'Added to the vault',
    nextRun: 'Next backup',
    noNextRun: 'none planned',
  },
  byTenant: 'By client',
  columns: {
    tenant: 'Client',
    ok: 'OK',
    partial: 'Partial',
    failed: 'Failed',
    volume: 'Read',
    stored: 'Added',
    proven: 'Verified (age)',
  },
  total: 'Total',
  neverProven: 'never',
  noSnapshot: 'nothing to verify',
  alarms: 'Alarms',
  troubles: 'What is missing or differs',
  findings: 'Mailboxes not backed up, owner uncertain',
  verdicts: 'Signs of compromise',
  unscanned: (count, shown) => `${shown} backup${count > 1 ? 's' : ''} not examined yet: state unknown.`,
  more: (count) => `… and ${count} more: coffre run shows them all.`,
  status: { ok: 'complete', partial: 'partial', failed: 'failed' },
  verdict: {
    UNSCANNED: 'not examined',
    CLEAN: 'no sign',
    NOTICE: 'to note',
    SUSPECT: 'suspect',
    COMPROMISED: 'compromised',
  },
  exceptionClass: {
    hidden: (count, shown) => `${shown} hidden item${count > 1 ? 's' : ''}`,
    'arrived-after-freeze': (_count, shown) => `${shown} arrived after the export began`,
    'corrupt-at-source': (_count, shown) => `${shown} unreadable on the original server`,
    'too-large': (_count, shown) => `${shown} too large`,
    'not-captured': (_count, shown) => `${shown} not exported`,
    unexplained: (count, shown) => `${shown} unexplained difference${count > 1 ? 's' : ''}`,
    damaged: (count, shown) => `export damaged, ${shown} finding${count > 1 ? 's' : ''}`,
  },
  wholeMailbox: 'whole mailbox',
  next: 'The details of this night',
  footer: (organisation) => `${organisation}, backup service. Automatic message of Coffre.`,
};
