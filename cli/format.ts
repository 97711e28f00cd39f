import { formatBytes } from '../core/index.ts';
import type { RunOutcome, Snapshot } from '../daemon/index.ts';
import type { Block, Column } from './command.ts';
import { column, line, table } from './command.ts';

/** Shown length of an id: unique in any real catalogue, and every command takes a prefix. */
const SHOWN_ID = 10;

export const shortId = (id: string): string => id.slice(0, SHOWN_ID);

/** `2026-11-23 04:05` in the time zone of whoever reads. */
export function shortTime(iso: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone });
  return parts.format(new Date(iso));
}

const snapshotColumns: readonly Column[] = [
  column('Instantané', 'Snapshot'),
  column('Client', 'Tenant'),
  column('Boîte', 'Mailbox'),
  column('Type', 'Kind'),
  column('Nuit', 'Night'),
  column('État', 'Status'),
  column('Verdict', 'Verdict'),
  column('Prouvé', 'Verified'),
  column('Éléments', 'Items', 'right'),
  column('Taille', 'Size', 'right'),
];

export function snapshotTable(snapshots: readonly Snapshot[]): Block {
  return table(
    snapshotColumns,
    snapshots.map((one) => [
      shortId(one.id),
      one.tenant,
      one.mailbox,
      one.kind,
      one.night,
      one.status,
      one.verdict,
      one.verified?.level ?? '–',
      String(one.counts.items),
      formatBytes(one.sourceBytes),
    ]),
  );
}

export function outcomeBlocks(outcomes: readonly RunOutcome[]): Block[] {
  const rows = outcomes.map((one) => [
    one.tenant,
    one.mailbox,
    one.kind,
    one.status,
    one.snapshot === null ? '–' : shortId(one.snapshot),
    String(one.items),
    formatBytes(one.sourceBytes),
    formatBytes(one.storedBytes),
  ]);
  const blocks: Block[] = [
    table(
      [
        column('Client', 'Tenant'),
        column('Boîte', 'Mailbox'),
        column('Type', 'Kind'),
        column('État', 'Status'),
        column('Instantané', 'Snapshot'),
        column('Éléments', 'Items', 'right'),
        column('Taille', 'Size', 'right'),
        column('Stocké', 'Stored', 'right'),
      ],
      rows,
    ),
  ];
  for (const one of outcomes) {
    if (one.error !== null)
      blocks.push(
        line(
          `${one.mailbox} : ${one.error.code} ${one.error.message}`,
          `${one.mailbox}: ${one.error.code} ${one.error.message}`,
        ),
      );
    for (const exception of one.exceptions) {
      const where = exception.folder === null ? '' : ` ${exception.folder}`;
      const text = `${one.mailbox}: ${exception.class}${where} ×${exception.count} ${exception.message}`;
      blocks.push(line(text, text));
    }
  }
  return blocks;
}

/** One snapshot, a fact a line. */
export function formatSnapshot(one: Snapshot): readonly string[] {
  const { counts } = one;
  return [
    `id          ${one.id}`,
    `tenant      ${one.tenant}`,
    `mailbox     ${one.mailbox} (${one.mailboxId})`,
    `kind        ${one.kind}`,
    `night       ${one.night}   run ${one.run}   created ${one.createdAt}`,
    `status      ${one.status}`,
    `verdict     ${one.verdict}${one.reasons.length === 0 ? '' : `: ${one.reasons.join('; ')}`}`,
    `verified    ${one.verified === null ? '–' : `${one.verified.level} ${one.verified.at}`}`,
    `size        ${formatBytes(one.sourceBytes)}, stored new ${formatBytes(one.storedBytes)}`,
    `counts      folders ${counts.folders}, search ${counts.searchFolders}, items ${counts.items}, associated ${counts.associated}, attachments ${counts.attachments}`,
    ...one.parts.map((part) => `part        ${part.name}  ${part.bytes} B  ${part.sha256}`),
    ...one.exceptions.map((part) => `exception   ${part.class} ×${part.count} ${part.folder ?? ''} ${part.message}`),
  ];
}
