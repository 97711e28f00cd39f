/** What the commands `media` show: tables of media and carriers, and what to do next after each step. Nothing is decided here. */
import { formatBytes } from '../../core/index.ts';
import type { Medium, MediumReport, VolumeFacts, WipeReport } from '../../daemon/index.ts';
import { type Block, column, line, table } from '../command.ts';
import { shortTime } from '../format.ts';

/** A medium as `--json` shows it: times ISO 8601. */
export function mediumDocument(medium: Medium): object {
  const { assignedAt, changedAt, ...rest } = medium;
  return { ...rest, assignedAt: new Date(assignedAt).toISOString(), changedAt: new Date(changedAt).toISOString() };
}

/** What to print on the carrier: says which package it is, and nothing of the client. */
export function labelText({ packageId, label, serial, encrypted }: Medium): string {
  const how = encrypted ? 'chiffré / encrypted' : 'NON CHIFFRÉ / UNENCRYPTED';
  return `${label} · ${packageId.slice(0, 10)} · …${serial.slice(-4)} · ${how}`;
}

export function mediumTable(media: readonly Medium[], timeZone: string): Block {
  const columns = [
    column('Étiquette', 'Label'),
    column('Client', 'Tenant'),
    column('Paquet', 'Package'),
    column('Numéro de série', 'Serial'),
    column('État', 'Status'),
    column('Relu', 'Read back'),
    column('Fichiers', 'Files', 'right'),
    column('Taille', 'Size', 'right'),
    column('Depuis', 'Since'),
  ];
  const rows = media.map((one) => [
    one.label,
    one.tenant,
    one.packageId.slice(0, 10),
    one.serial,
    one.failed && one.status !== 'failed' ? `${one.status} (failed)` : one.status,
    one.readBack ?? '–',
    one.content === null ? '–' : String(one.content.files),
    one.content === null ? '–' : formatBytes(one.content.bytes),
    shortTime(new Date(one.changedAt).toISOString(), timeZone),
  ]);
  return table(columns, rows);
}

export function volumeTable(volumes: readonly VolumeFacts[]): Block {
  const columns = [
    column('Monté sur', 'Mounted at'),
    column('Appareil', 'Device'),
    column('Système de fichiers', 'File system'),
    column('À saisir', 'To be typed'),
    column('Libre', 'Free', 'right'),
    column('Lecture seule', 'Read-only'),
  ];
  const rows = volumes.map((one) => [
    one.mountPoint,
    one.device,
    one.fileSystem,
    (one.serials.length > 0 ? one.serials : [one.uuid ?? '–']).join(', '),
    formatBytes(one.freeBytes),
    one.readOnly ? 'ro' : '',
  ]);
  return table(columns, rows);
}

/** Differences that a screen shows; `--json` has more. */
const SHOWN = 20;

function differenceLines({ differences, differenceCount }: MediumReport): readonly Block[] {
  const shown = differences.slice(0, SHOWN).map(({ kind, path }) => line(`${kind} : ${path}`, `${kind}: ${path}`));
  const more = differenceCount - shown.length;
  return more > 0 ? [...shown, line(`… et ${more} autre(s)`, `… and ${more} more`)] : shown;
}

const discarded = (label: string): Block =>
  line(
    `Le support ${label} a échoué : ne l’utilisez plus, effacez-le (coffre media wipe ${label}) et détruisez-le.`,
    `Medium ${label} has failed: use it no more, wipe it (coffre media wipe ${label}) and destroy it.`,
  );

const howRead = ({ readBack }: MediumReport): { readonly fr: string; readonly en: string } => {
  switch (readBack) {
    case 'remounted':
      return { fr: 'relu après remontage', en: 'read after mounting it anew' };
    case 'direct':
      return { fr: 'relu sur l’appareil', en: 'read from the device' };
    case 'cached':
      return { fr: 'relu peut-être en mémoire', en: 'read from memory, perhaps' };
  }
};

export function writtenLines(report: MediumReport): readonly Block[] {
  const { medium, files, bytes, kept, differenceCount } = report;
  if (differenceCount > 0) return [...differenceLines(report), discarded(medium.label)];
  const how = howRead(report);
  const size = formatBytes(bytes);
  return [
    line(
      `${files} fichier(s), ${size}, dont ${kept} déjà présent(s) ; ${how.fr}, sans différence.`,
      `${files} files, ${size}, ${kept} of them there already; ${how.en}, no difference.`,
    ),
    line(`Étiquette : ${labelText(medium)}`, `Label: ${labelText(medium)}`),
    line(
      `Ensuite : démontez, rebranchez, montez en lecture seule, puis coffre media verify ${medium.label}.`,
      `Next: unmount, attach again, mount read-only, then coffre media verify ${medium.label}.`,
    ),
  ];
}

export function verifiedLines(report: MediumReport): readonly Block[] {
  const { medium, files, bytes, differenceCount } = report;
  if (differenceCount > 0) return [...differenceLines(report), discarded(medium.label)];
  const how = howRead(report);
  return [
    line(
      `${files} fichier(s), ${formatBytes(bytes)}, ${how.fr} : tous égaux à ce qui a été écrit.`,
      `${files} files, ${formatBytes(bytes)}, ${how.en}: all equal to what was written.`,
    ),
    line(
      `Ensuite : scellez et remettez contre reçu, puis coffre media receipt ${medium.label}.`,
      `Next: seal it and hand it over against a receipt, then coffre media receipt ${medium.label}.`,
    ),
  ];
}

export function receiptLines({ label, tenant, receipt }: Medium): readonly Block[] {
  const next = line(
    `Reçu enregistré. Ensuite : coffre reversibility deliver ${tenant} --receipt FICHIER.`,
    `Receipt recorded. Next: coffre reversibility deliver ${tenant} --receipt FILE.`,
  );
  if (receipt?.sealIntact !== false) return [next];
  const broken = line(
    `Scellé ROMPU sur ${label}, non chiffré : ouvrez un incident et évaluez la notification (RGPD art. 33).`,
    `Seal BROKEN on ${label}, unencrypted: open an incident and assess notification (GDPR art. 33).`,
  );
  return [broken, next];
}

export function wipedLines({ medium, files, bytes, notZero }: WipeReport): readonly Block[] {
  if (notZero.length > 0) {
    return [
      ...notZero.slice(0, SHOWN).map((path) => line(`non effacé : ${path}`, `not wiped: ${path}`)),
      line(
        `Le support ${medium.label} n’est pas effacé : recommencez, sinon détruisez-le.`,
        `Medium ${medium.label} is not wiped: try again, else destroy it.`,
      ),
    ];
  }
  return [
    line(
      `${files} fichier(s), ${formatBytes(bytes)} écrasé(s), relu(s) et retiré(s). Rien n’a été formaté.`,
      `${files} files, ${formatBytes(bytes)} overwritten, read back and removed. Nothing was formatted.`,
    ),
    line(
      'Une mémoire flash peut garder d’anciennes cellules hors d’atteinte : détruisez-la si les données l’exigent.',
      'Flash memory may keep old cells out of reach: destroy it where the data demand it.',
    ),
  ];
}
