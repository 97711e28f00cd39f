import type { SnapshotException } from '../../domain/index.ts';
import type { Block } from './document.ts';
import type { Format } from './format.ts';
import { printable } from './printable.ts';
import type { ReportTexts } from './texts/report-texts.ts';
import type { MailboxTrouble, MailboxVerdict, NightReport, OutcomeCounts, TenantReport } from './types.ts';

/** Mailboxes listed per tenant and heading; `coffre run` shows all. */
const MAX_MAILBOXES = 30;
/** Over all tenants: a mail that lists more is cut by mail programs (Gmail shows 102 kB). */
const MAX_MAILBOXES_IN_ALL = 150;
const MAX_EXCEPTIONS = 5;
const MAX_TENANTS = 300;
/** Wider names push the figures off a plain-text screen. */
const NAME_WIDTH = 24;

/** One row per tenant with the total below; figures aligned to the right. */
export function tenantTable(report: NightReport, texts: ReportTexts, format: Format): Block {
  const { columns } = texts;
  const row = (
    name: string,
    counts: OutcomeCounts,
    sourceBytes: number,
    storedBytes: number,
    proven: string,
  ): string[] => [
    name,
    format.number(counts.ok),
    format.number(counts.partial),
    format.number(counts.failed),
    format.bytes(sourceBytes),
    format.bytes(storedBytes),
    proven,
  ];
  const rows = report.tenants.slice(0, MAX_TENANTS).map((tenant) => {
    const name = printable(tenant.name, NAME_WIDTH);
    return row(name, tenant.counts, tenant.sourceBytes, tenant.storedBytes, proven(tenant, report.now, texts, format));
  });
  if (report.tenants.length > MAX_TENANTS) rows.push([texts.more(format.number(report.tenants.length - MAX_TENANTS))]);
  if (report.tenants.length > 1) {
    rows.push(row(texts.total, report.counts, report.sourceBytes, report.storedBytes, ''));
  }
  const left = (title: string) => ({ title, align: 'left' }) as const;
  const right = (title: string) => ({ title, align: 'right' }) as const;
  return {
    kind: 'table',
    columns: [
      left(columns.tenant),
      right(columns.ok),
      right(columns.partial),
      right(columns.failed),
      right(columns.volume),
      right(columns.stored),
      right(columns.proven),
    ],
    rows,
  };
}

/** What is missing and what looks compromised, tenant by tenant; tenants without either do not appear. */
export function tenantBlocks(report: NightReport, texts: ReportTexts, format: Format): readonly Block[] {
  const out: Block[] = [];
  out.push(
    ...section(
      report,
      texts,
      format,
      texts.verdicts,
      (one) => one.verdicts,
      (one) => verdictLine(one, texts, format),
    ),
  );
  const unscanned = report.tenants.reduce((total, tenant) => total + tenant.unscanned, 0);
  if (unscanned > 0) out.push({ kind: 'paragraph', text: texts.unscanned(unscanned, format.number(unscanned)) });
  out.push(
    ...section(
      report,
      texts,
      format,
      texts.troubles,
      (one) => one.troubles,
      (one) => troubleLine(one, texts, format),
    ),
  );
  return out;
}

function section<Item>(
  report: NightReport,
  texts: ReportTexts,
  format: Format,
  heading: string,
  itemsOf: (tenant: TenantReport) => readonly Item[],
  lineOf: (item: Item) => string,
): readonly Block[] {
  const out: Block[] = [];
  let room = MAX_MAILBOXES_IN_ALL;
  let left = 0;
  for (const tenant of report.tenants) {
    const all = itemsOf(tenant);
    if (all.length === 0) continue;
    const shown = all.slice(0, Math.min(MAX_MAILBOXES, room));
    room -= shown.length;
    if (shown.length === 0) {
      left += all.length;
      continue;
    }
    const items = shown.map(lineOf);
    if (all.length > shown.length) items.push(texts.more(format.number(all.length - shown.length)));
    out.push({ kind: 'paragraph', text: format.name(tenant.name) }, { kind: 'list', items });
  }
  if (left > 0) out.push({ kind: 'paragraph', text: texts.more(format.number(left)) });
  return out.length === 0 ? [] : [{ kind: 'heading', text: heading }, ...out];
}

function verdictLine(one: MailboxVerdict, texts: ReportTexts, format: Format): string {
  const reasons = one.reasons.slice(0, 3).map(format.message).join('; ');
  return `${format.name(one.mailbox)}${format.colon} ${texts.verdict[one.verdict]}${reasons === '' ? '' : ` (${reasons})`}`;
}

function troubleLine(one: MailboxTrouble, texts: ReportTexts, format: Format): string {
  const details = one.exceptions.slice(0, MAX_EXCEPTIONS).map((exception) => exceptionText(exception, texts, format));
  if (one.exceptions.length > MAX_EXCEPTIONS) {
    details.push(texts.more(format.number(one.exceptions.length - MAX_EXCEPTIONS)));
  }
  if (one.error !== null)
    details.unshift(`${format.name(one.error.code)}${format.colon} ${format.message(one.error.message)}`);
  const status = `${format.name(one.mailbox)}${format.colon} ${texts.status[one.status]}`;
  return details.length === 0 ? status : `${status}. ${details.join(' | ')}`;
}

function exceptionText(exception: SnapshotException, texts: ReportTexts, format: Format): string {
  const where = exception.folder === null ? texts.wholeMailbox : format.name(exception.folder);
  const what = texts.exceptionClass[exception.class](exception.count, format.number(exception.count));
  return `${where}${format.colon} ${what} (${format.message(exception.message)})`;
}

function proven(tenant: TenantReport, now: string, texts: ReportTexts, format: Format): string {
  if (tenant.oldestVerified === null) return texts.noSnapshot;
  return tenant.oldestVerified.at === null ? texts.neverProven : format.age(tenant.oldestVerified.at, now);
}
