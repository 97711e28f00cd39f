/** One column of a table. Figures are aligned to the right and never broken over two lines. */
export interface TableColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** What a document is made of, in the order in which it is read. All text is hostile until it is drawn. */
export type Block =
  | { readonly block: 'section'; readonly title: string }
  | { readonly block: 'paragraph'; readonly text: string; readonly tone: 'normal' | 'small' | 'strong' }
  /** Exact words of the contract or of a person, never ours: drawn apart, with where they stand. */
  | { readonly block: 'quotation'; readonly words: string; readonly source: string }
  /** What the reader must not miss. */
  | { readonly block: 'notice'; readonly title: string; readonly text: string }
  | { readonly block: 'facts'; readonly rows: readonly (readonly [label: string, value: string])[] }
  | {
      readonly block: 'table';
      readonly columns: readonly TableColumn[];
      readonly rows: readonly (readonly string[])[];
      /** Rows at the end that are sums. */
      readonly sums: number;
    }
  /** A place to sign, or who signed, how and when. */
  | { readonly block: 'signatures'; readonly boxes: readonly SignatureBox[] };

export interface SignatureBox {
  readonly role: string;
  /** Lines under it; none leaves the place empty. */
  readonly lines: readonly string[];
}

export const section = (title: string): Block => ({ block: 'section', title });
export const paragraph = (text: string, tone: 'normal' | 'small' | 'strong' = 'normal'): Block => ({
  block: 'paragraph',
  text,
  tone,
});
export const quotation = (words: string, source: string): Block => ({ block: 'quotation', words, source });
export const notice = (title: string, text: string): Block => ({ block: 'notice', title, text });
export const facts = (...rows: readonly (readonly [label: string, value: string])[]): Block => ({
  block: 'facts',
  rows,
});
export const left = (title: string): TableColumn => ({ title, align: 'left' });
export const right = (title: string): TableColumn => ({ title, align: 'right' });
export const grid = (
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  { sums = 0 }: { readonly sums?: number } = {},
): Block => ({ block: 'table', columns, rows, sums });
export const signatures = (...boxes: readonly SignatureBox[]): Block => ({ block: 'signatures', boxes });
