import type { Language } from './types.ts';

export type Tone = 'good' | 'warning' | 'bad';

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** One piece of a message. Strings are plain text: only the renderers know of markup, so nothing can be smuggled into it. */
export type Block =
  | { readonly kind: 'banner'; readonly tone: Tone; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'quote'; readonly text: string }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [label: string, value: string])[] }
  | { readonly kind: 'list'; readonly items: readonly string[]; readonly numbered?: boolean }
  | { readonly kind: 'table'; readonly columns: readonly Column[]; readonly rows: readonly (readonly string[])[] };

/** A message before it is text or HTML: both are rendered from it, so both say the same. */
export interface NoticeDocument {
  readonly language: Language;
  readonly title: string;
  readonly blocks: readonly Block[];
  readonly footer: string;
}
