/** A text in both languages of the product. */
export interface InBothLanguages {
  readonly fr: string;
  readonly en: string;
}

/**
 * How a class comes into a package: `mailboxes` of these types as PSTs · `in-pst`: inside those PSTs · `configuration`: records of
 * these classes of the configuration snapshot · `evidence`: from the ledger and the vault · `none`: this version does not read it, and says why.
 */
export type Capture =
  | { readonly by: 'mailboxes'; readonly types: readonly string[]; readonly kind: 'primary' | 'archive' }
  | { readonly by: 'in-pst' }
  | {
      readonly by: 'configuration';
      readonly classes: readonly string[];
      /** True where the source names the class only when it has something of it. */
      readonly mayBeAbsent: boolean;
      /** Entries are the people named under these roles, not the records; absent: the records. */
      readonly roles?: readonly string[];
      /** Part of the class that is not read, or null. */
      readonly lacks: InBothLanguages | null;
    }
  | { readonly by: 'evidence' }
  | { readonly by: 'none'; readonly why: InBothLanguages };

/** How the client puts it back: cmdlets that take the delivered files, by hand, or not at all, with the reason. */
export type Replay =
  | { readonly by: 'cmdlet'; readonly with: string; readonly limit: InBothLanguages | null }
  | { readonly by: 'manual'; readonly why: InBothLanguages }
  | { readonly by: 'none'; readonly why: InBothLanguages };

/** What keeps other tenants' data out: see handover.md § 1, rule for shared objects. */
export type ForeignFilter = 'three-signs' | 'principals-dropped' | 'own-domains' | 'tenant-keys' | 'not-read';

export interface ExportableClass {
  /** 1–46, the number that people quote. */
  readonly number: number;
  /** Stable, kebab-case. */
  readonly id: string;
  readonly name: InBothLanguages;
  /** The documented way to read it. */
  readonly readWith: string;
  readonly capture: Capture;
  /** Files of the package that hold it; empty only where `capture` is `none`. */
  readonly writes: readonly string[];
  readonly replay: Replay;
  readonly foreign: ForeignFilter;
  /** False: with a `folder` source it is `not-applicable`. */
  readonly withoutExchange: boolean;
}
