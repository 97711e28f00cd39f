import { sha256Hex } from '../../core/index.ts';
import type { Block } from './document.ts';
import { formatFor } from './format.ts';
import { printable } from './printable.ts';
import { renderHtml } from './render-html.ts';
import { renderText } from './render-text.ts';
import { noticeTexts } from './texts/index.ts';
import type { ClientWarning, Notice, Reader } from './types.ts';

const MAX_LISTED = 50;

/**
 * What the client is told: what was seen (counts), since which night, the last clean night, what is frozen, what to do, the
 * contract's note, how to ask for a restore and whom to call (ransomware.md § 8). Pure; proof of sending is kept by the caller.
 */
export function clientWarningNotice(warning: ClientWarning, reader: Reader): Notice {
  const format = formatFor(reader);
  const { client: texts, report } = noticeTexts[reader.language];
  const count = format.number(warning.mailboxes.length);
  const seen = warning.mailboxes.slice(0, MAX_LISTED).map((one) => {
    const reasons = one.reasons.slice(0, 3).map(format.message).join('; ');
    return `${format.name(one.mailbox)}${format.colon} ${texts.verdict[one.verdict]}${reasons === '' ? '' : ` (${reasons})`}`;
  });
  if (warning.mailboxes.length > MAX_LISTED)
    seen.push(texts.more(format.number(warning.mailboxes.length - MAX_LISTED)));
  const lastClean = warning.lastCleanNight === null ? texts.noneClean : format.night(warning.lastCleanNight);
  const blocks: Block[] = [
    {
      kind: 'banner',
      tone: warning.verdict === 'COMPROMISED' ? 'bad' : 'warning',
      text: texts.seen(warning.mailboxes.length, count, warning.verdict),
    },
    {
      kind: 'facts',
      rows: [
        [texts.since, format.night(warning.sinceNight)],
        [texts.lastClean, lastClean],
      ],
    },
    { kind: 'heading', text: texts.seenTitle },
    { kind: 'list', items: seen },
    ...(warning.frozen.length === 0
      ? []
      : [
          { kind: 'heading', text: texts.frozenTitle } as const,
          { kind: 'list', items: warning.frozen.map((one) => texts.frozen[one]) } as const,
        ]),
    { kind: 'heading', text: texts.stepsTitle },
    { kind: 'list', items: texts.steps, numbered: true },
    { kind: 'heading', text: texts.restoreTitle },
    { kind: 'paragraph', text: texts.restore(format.name(warning.contact), warning.portalUrl) },
    { kind: 'heading', text: texts.caveatTitle },
    { kind: 'quote', text: texts.caveat(reader.organisation) },
    ...(texts.caveatExplained === null ? [] : [{ kind: 'paragraph', text: texts.caveatExplained } as const]),
    { kind: 'paragraph', text: texts.opinion },
  ];
  const document = {
    language: reader.language,
    title: texts.title,
    blocks,
    footer: report.footer(reader.organisation),
  };
  const identity = JSON.stringify([warning, reader.language]);
  return {
    id: `client-${warning.tenant}-${sha256Hex(Buffer.from(identity)).slice(0, 24)}`,
    subject: texts.subject(printable(warning.tenantName, 80)),
    text: renderText(document),
    html: renderHtml(document),
  };
}
