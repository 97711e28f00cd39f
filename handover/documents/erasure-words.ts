import type { CopyKind, ErasureCertificate, SanitizationMethod } from '../../domain/index.ts';

/** The certificate's own words. None of them says that everything is gone. */
export interface ErasureWords {
  readonly title: string;
  readonly subtitle: (number: string) => string;
  readonly results: Readonly<Record<'passed' | 'failed', string>>;
  readonly passed: Readonly<Record<'passed' | 'failed', string>>;
  readonly kinds: Readonly<Record<CopyKind, string>>;
  readonly terms: Readonly<Record<SanitizationMethod, string>>;
  readonly modes: Readonly<Record<'compliance' | 'governance', string>>;
  /** Whether what lies in an unseen place opens with keys that may still exist. */
  readonly opens: Readonly<Record<'true' | 'false' | 'null', string>>;
  readonly steps: Readonly<Record<keyof ErasureCertificate['instants'], string>>;
  readonly who: {
    readonly title: string;
    readonly tenant: string;
    readonly vault: string;
    readonly scope: string;
    readonly counts: (mailboxes: string, snapshots: string, keys: string) => string;
    readonly instruction: string;
    readonly requester: string;
    readonly approver: string;
    readonly operator: string;
    readonly plan: string;
    readonly step: string;
    readonly when: string;
  };
  readonly copies: {
    readonly title: string;
    readonly text: string;
    readonly copy: string;
    readonly method: string;
    readonly before: string;
    readonly after: string;
  };
  readonly locked: {
    readonly title: string;
    readonly text: string;
    readonly object: string;
    readonly bytes: string;
    readonly mode: string;
    readonly hold: string;
    readonly until: string;
  };
  readonly unseen: { readonly title: string; readonly text: string; readonly what: string; readonly opens: string };
  readonly kept: {
    readonly title: string;
    readonly what: string;
    readonly where: string;
    readonly count: string;
    readonly why: string;
    readonly until: string;
    readonly forever: string;
  };
  readonly check: { readonly title: string; readonly what: string; readonly looked: string; readonly result: string };
  readonly next: {
    readonly title: string;
    readonly none: string;
    readonly due: (day: string, why: string) => string;
  };
  readonly note: string;
}
