import type { Verdict } from '../../../domain/index.ts';
import type { Frozen } from '../types.ts';

/** The words of the warning to a client. No blame, no promise. */
export interface ClientTexts {
  readonly subject: (tenant: string) => string;
  readonly title: string;
  readonly seen: (count: number, shown: string, verdict: 'SUSPECT' | 'COMPROMISED') => string;
  readonly since: string;
  readonly lastClean: string;
  readonly noneClean: string;
  readonly seenTitle: string;
  readonly frozenTitle: string;
  readonly frozen: Readonly<Record<Frozen, string>>;
  readonly verdict: Readonly<Record<Verdict, string>>;
  readonly stepsTitle: string;
  readonly steps: readonly string[];
  readonly restoreTitle: string;
  readonly restore: (contact: string, portalUrl: string | null) => string;
  readonly caveatTitle: string;
  /** Contract, annex 1, note 1, word for word; quoted in French in every language because that is the text that binds. */
  readonly caveat: (organisation: string) => string;
  readonly caveatExplained: string | null;
  readonly opinion: string;
  readonly more: (count: string) => string;
}

export function contractCaveat(organisation: string): string {
  return (
    '« En cas de compromission de vos données (cryptolockage ou autre) dans vos boîtes mails, ' +
    `${organisation} ne peut être tenu responsable de l'intégrité des données au sein des sauvegardes »`
  );
}
