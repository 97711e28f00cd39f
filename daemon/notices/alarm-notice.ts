import { sha256Hex } from '../../core/index.ts';
import type { AlarmToSend } from './alarm-memory.ts';
import { alarmKey, describeAlarm } from './describe-alarm.ts';
import type { Block } from './document.ts';
import { type Format, formatFor } from './format.ts';
import { printable } from './printable.ts';
import { renderHtml } from './render-html.ts';
import { renderText } from './render-text.ts';
import { noticeTexts } from './texts/index.ts';
import type { Alarm, Notice, Reader } from './types.ts';

/** One message tells of at most this many alarms in full: a lost store alarms for every mailbox at once. */
const MAX_IN_FULL = 20;
/** A subject that connectors/mail takes, with room for what is put around the title. */
const MAX_TITLE = 150;

/** Gravest first: what may lose data, then what already lost a night, then what will. */
const ORDER: readonly Alarm['kind'][] = [
  'verdict',
  'integrity-failure',
  'store-unreachable',
  'no-run',
  'night-failed',
  'night-missed',
  'signs-disagree',
  'lease-lost',
  'export-stalled',
];

/** One message for the alarms that are due together; `alarms` must not be empty (RangeError). Pure. */
export function alarmNotice(alarms: readonly AlarmToSend[], reader: Reader): Notice {
  const sorted = [...alarms].sort((a, b) => order(a.alarm) - order(b.alarm));
  const [first] = sorted;
  if (first === undefined) throw new RangeError('no alarm to tell of');
  const format = formatFor(reader);
  const { alarms: texts, report } = noticeTexts[reader.language];
  const blocks: Block[] = sorted.slice(0, MAX_IN_FULL).flatMap((one) => alarmBlocks(one, reader, format));
  if (sorted.length > MAX_IN_FULL) {
    blocks.push({ kind: 'paragraph', text: texts.more(format.number(sorted.length - MAX_IN_FULL)) });
  }
  const document = {
    language: reader.language,
    title: texts.headline(sorted.length),
    blocks,
    footer: report.footer(reader.organisation),
  };
  const identity = sorted.map(({ alarm, why, since }) => [alarmKey(alarm), alarm.at, why, since]);
  const title = printable(describeAlarm(first.alarm, texts, format).title, MAX_TITLE);
  return {
    id: `alarm-${sha256Hex(Buffer.from(JSON.stringify(identity))).slice(0, 32)}`,
    subject: texts.subject(title, sorted.length - 1),
    text: renderText(document),
    html: renderHtml(document),
  };
}

/** A suspicion comes after a confirmed compromise, whatever else is wrong comes in the order of kinds. */
function order(alarm: Alarm): number {
  const doubt = alarm.kind === 'verdict' && alarm.verdict === 'SUSPECT' ? 0.5 : 0;
  return ORDER.indexOf(alarm.kind) + doubt;
}

function alarmBlocks(one: AlarmToSend, reader: Reader, format: Format): readonly Block[] {
  const texts = noticeTexts[reader.language].alarms;
  const { title, facts, meaning, steps } = describeAlarm(one.alarm, texts, format);
  const blocks: Block[] = [{ kind: 'banner', tone: one.alarm.kind === 'lease-lost' ? 'warning' : 'bad', text: title }];
  const since = one.since === null ? null : format.dateTime(one.since);
  if (since !== null)
    blocks.push({ kind: 'paragraph', text: one.why === 'worse' ? texts.worse(since) : texts.again(since) });
  blocks.push({ kind: 'paragraph', text: meaning });
  blocks.push({ kind: 'facts', rows: [[texts.noticed, format.dateTime(one.alarm.at)], ...facts] });
  if (one.alarm.kind === 'verdict' && one.alarm.frozen.length > 0) {
    blocks.push({ kind: 'heading', text: texts.frozenTitle });
    blocks.push({ kind: 'list', items: one.alarm.frozen.map((frozen) => texts.frozen[frozen]) });
  }
  blocks.push({ kind: 'heading', text: texts.stepsTitle }, { kind: 'list', items: steps, numbered: true });
  return blocks;
}
