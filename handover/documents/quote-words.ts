import type { DataActScope, FeeReading, Route } from '../../domain/index.ts';

/** The quote's own words, once in each language. */
export interface QuoteWords {
  readonly title: string;
  readonly subtitle: (quoteId: string) => string;
  readonly article: (article: string) => string;
  readonly free: { readonly title: string; readonly text: string };
  readonly routes: Readonly<Record<Route, string>>;
  readonly counts: Readonly<Record<'B-user' | 'B-all', (count: string) => string>>;
  readonly readings: Readonly<Record<FeeReading, string>>;
  readonly subject: {
    readonly title: string;
    readonly request: string;
    readonly route: string;
    readonly counted: string;
    readonly handedOver: string;
    readonly state: string;
    readonly final: string;
    readonly provisional: string;
  };
  readonly tariffs: {
    readonly title: string;
    readonly text: string;
    readonly reading: string;
    readonly how: string;
    readonly amount: string;
    readonly applied: string;
    readonly yes: string;
    readonly why: Readonly<Record<FeeReading, string>>;
  };
  readonly amounts: {
    readonly title: string;
    readonly what: string;
    readonly clause: string;
    readonly net: string;
    readonly fee: (reading: string) => string;
    readonly estimate: string;
    readonly invoice: (sha256: string) => string;
    readonly carriage: (label: string) => string;
    readonly total: string;
    readonly vat: (rate: string) => string;
    readonly gross: string;
    readonly noMedia: string;
    readonly reduced: (reason: string) => string;
  };
  readonly law: {
    readonly title: string;
    readonly scope: string;
    readonly scopes: Readonly<Record<DataActScope, string>>;
    readonly reason: string;
    readonly pack: string;
    readonly noPack: string;
    readonly note: string;
  };
  readonly agreement: {
    readonly title: string;
    readonly texts: readonly string[];
    readonly client: string;
    readonly provider: string;
  };
}
