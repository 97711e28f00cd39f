import { sha256Hex } from '../../core/index.ts';
import { describeAlarm } from './describe-alarm.ts';
import type { Block, NoticeDocument, Tone } from './document.ts';
import { type Format, formatFor } from './format.ts';
import { renderHtml } from './render-html.ts';
import { renderText } from './render-text.ts';
import { tenantBlocks, tenantTable } from './tenant-blocks.ts';
import { noticeTexts } from './texts/index.ts';
import type { NightReport, Notice, Reader } from './types.ts';

/** A report names at most this many of what it lists per kind; more is not read, and a platform has thousands of mailboxes. */
const MAX_LISTED = 50;

/** The morning mail: what is saved, what is missing and why, what looks compromised, what comes next. Pure. */
export function nightReportNotice(report: NightReport, reader: Reader): Notice {
  const format = formatFor(reader);
  const texts = noticeTexts[reader.language].report;
  const night = format.night(report.night);
  const document: NoticeDocument = {
    language: reader.language,
    title: texts.title(night),
    blocks: blocks(report, reader, format),
    footer: texts.footer(reader.organisation),
  };
  const identity =
    report.run === null ? `missed ${report.now}` : `${report.run.id} ${report.run.endedAt ?? report.now}`;
  return {
    id: `report-${report.night}-${sha256Hex(Buffer.from(identity)).slice(0, 20)}`,
    subject: texts.subject(night, report),
    text: renderText(document),
    html: renderHtml(document),
  };
}

function blocks(report: NightReport, reader: Reader, format: Format): readonly Block[] {
  const texts = noticeTexts[reader.language].report;
  const { labels } = texts;
  const out: Block[] = [{ kind: 'banner', tone: toneOf(report), text: headline(report, reader) }];
  const rows: (readonly [string, string])[] = [];
  if (report.run !== null) {
    rows.push([labels.started, format.dateTime(report.run.startedAt)]);
    if (report.run.endedAt !== null) rows.push([labels.ended, format.dateTime(report.run.endedAt)]);
    rows.push([labels.volume, format.bytes(report.sourceBytes)], [labels.stored, format.bytes(report.storedBytes)]);
  }
  rows.push([labels.nextRun, report.nextRunAt === null ? labels.noNextRun : format.dateTime(report.nextRunAt)]);
  out.push({ kind: 'facts', rows });
  out.push(...alarmBlocks(report, reader, format));
  if (report.tenants.length > 0)
    out.push({ kind: 'heading', text: texts.byTenant }, tenantTable(report, texts, format));
  out.push(...tenantBlocks(report, texts, format));
  if (report.findings.length > 0) {
    const items = report.findings
      .slice(0, MAX_LISTED)
      .map(
        (one) =>
          `${format.name(one.subject)}${one.tenant === null ? '' : ` (${format.name(one.tenant)})`}${format.colon} ${format.message(one.message)}`,
      );
    if (report.findings.length > MAX_LISTED) items.push(texts.more(format.number(report.findings.length - MAX_LISTED)));
    out.push({ kind: 'heading', text: texts.findings }, { kind: 'list', items });
  }
  if (report.run !== null) {
    out.push({ kind: 'facts', rows: [[texts.next, `coffre run ${report.run.id}`]] });
  }
  return out;
}

function headline(report: NightReport, reader: Reader): string {
  const texts = noticeTexts[reader.language].report;
  if (report.run === null) return texts.noRun;
  const summary = texts.summary(report);
  if (report.run.status === 'running') return `${summary} ${texts.stillRunning}`;
  if (report.run.status === 'aborted') return `${summary} ${texts.interrupted}`;
  return summary;
}

function alarmBlocks(report: NightReport, reader: Reader, format: Format): readonly Block[] {
  if (report.alarms.length === 0) return [];
  const { report: texts, alarms } = noticeTexts[reader.language];
  const items = report.alarms
    .slice(0, MAX_LISTED)
    .map((alarm) => `${describeAlarm(alarm, alarms, format).title} (${format.dateTime(alarm.at)})`);
  if (report.alarms.length > MAX_LISTED) items.push(alarms.more(format.number(report.alarms.length - MAX_LISTED)));
  return [
    { kind: 'heading', text: texts.alarms },
    { kind: 'list', items },
  ];
}

/** Green is only for a night that ended, saved everything, and in which nothing asks for a person. */
function toneOf(report: NightReport): Tone {
  const { ok, partial, failed } = report.counts;
  const status = report.run?.status;
  if (report.run === null || status === 'failed' || failed > 0 || report.compromised > 0) return 'bad';
  const quiet = status === 'ok' && partial === 0 && report.suspect === 0 && ok > 0;
  return quiet && report.alarms.length === 0 && report.findings.length === 0 ? 'good' : 'warning';
}
