import { mailboxClasses } from './exportable-mailbox.ts';
import type { ExportableClass, InBothLanguages } from './exportable-model.ts';
import { tenantClasses } from './exportable-tenant.ts';

export type { Capture, ExportableClass, ForeignFilter, InBothLanguages, Replay } from './exportable-model.ts';

/** The register of exportable classes (handover.md § 1): everything a client can have, in order of number. */
export const exportableClasses: readonly ExportableClass[] = [...mailboxClasses, ...tenantClasses];

/** Never handed over, each with its reason; they stand at the end of `register.json`. */
export const neverHandedOver: readonly { readonly what: InBothLanguages; readonly why: InBothLanguages }[] = [
  {
    what: { fr: 'empreintes de mots de passe', en: 'password hashes' },
    why: { fr: 'secrets, inutilisables hors de l’annuaire', en: 'secrets, of no use outside the directory' },
  },
  {
    what: { fr: 'données d’autres clients', en: 'other tenants’ data' },
    why: { fr: 'elles ne vous appartiennent pas', en: 'they are not yours' },
  },
  {
    what: { fr: 'noms de bases et de serveurs', en: 'database and server names' },
    why: { fr: 'plate-forme commune du prestataire', en: 'the provider’s shared platform' },
  },
  {
    what: { fr: 'secrets des connecteurs', en: 'secrets of connectors' },
    why: { fr: 'à renouveler chez le repreneur', en: 'to be made anew by the next provider' },
  },
  {
    what: { fr: 'réglages internes du prestataire', en: 'provider’s internal settings' },
    why: { fr: 'sans objet hors de sa plate-forme', en: 'of no use outside its platform' },
  },
];

/** Classes that records of this configuration class belong to; empty where nobody has registered it. */
export function classesOfRecords(configurationClass: string): readonly ExportableClass[] {
  return exportableClasses.filter(
    ({ capture }) => capture.by === 'configuration' && capture.classes.includes(configurationClass),
  );
}

/** Why a register entry is no proper entry; empty for each one of a register that may be built. */
export function registerProblems(entry: ExportableClass): readonly string[] {
  const problems: string[] = [];
  const says = (text: InBothLanguages): boolean => text.fr.trim() !== '' && text.en.trim() !== '';
  const isExcused = entry.capture.by === 'none' && says(entry.capture.why);
  if (!says(entry.name)) problems.push('has no name in both languages');
  if (!/^[a-z]+(-[a-z]+)*$/.test(entry.id)) problems.push('has no stable id');
  if (entry.writes.length === 0 && !isExcused) problems.push('has neither a writer nor a reason for having none');
  if (entry.writes.length > 0 && entry.capture.by === 'none') problems.push('has a writer and nothing to write');
  if (entry.capture.by === 'configuration') {
    const files = entry.capture.classes.map((one) => `data/config/${one}.json`);
    if (entry.capture.classes.length === 0) problems.push('reads no class of the configuration');
    if (!files.every((one) => entry.writes.includes(one))) problems.push('does not write a class that it reads');
  }
  const { replay } = entry;
  const isReplayed = replay.by === 'cmdlet' ? replay.with.trim() !== '' : says(replay.why);
  if (!isReplayed) problems.push('has neither a replayer nor a reason for having none');
  if (entry.foreign === 'not-read' && entry.capture.by !== 'none') problems.push('has no filter against other tenants');
  return problems;
}
