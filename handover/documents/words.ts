import type { DocumentLanguage } from './document.ts';

/** Words of the kit itself; each document has its own beside it. */
export interface KitWords {
  readonly document: string;
  readonly issued: string;
  readonly contract: string;
  readonly client: string;
  readonly twin: string;
  readonly page: (number: number, count: number) => string;
  /** After text that was cut. */
  readonly cut: string;
  readonly rowsLeft: (rows: number) => string;
  readonly none: string;
  readonly toSign: string;
}

export const kitWords: Readonly<Record<DocumentLanguage, KitWords>> = {
  fr: {
    document: 'Document',
    issued: 'Établi le',
    contract: 'Contrat',
    client: 'Client',
    twin: 'SHA-256 du fichier JSON joint',
    page: (number, count) => `page ${number} / ${count}`,
    cut: '[texte entier dans le fichier JSON joint]',
    rowsLeft: (rows) => `${rows} ligne(s) de plus dans le fichier JSON joint.`,
    none: 'Néant.',
    toSign: 'Nom, qualité, date et signature :',
  },
  en: {
    document: 'Document',
    issued: 'Issued on',
    contract: 'Contract',
    client: 'Client',
    twin: 'SHA-256 of the attached JSON file',
    page: (number, count) => `page ${number} / ${count}`,
    cut: '[whole text in the attached JSON file]',
    rowsLeft: (rows) => `${rows} more row(s) in the attached JSON file.`,
    none: 'None.',
    toSign: 'Name, capacity, date and signature:',
  },
};
