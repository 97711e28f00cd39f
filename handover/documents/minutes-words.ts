import type { ContestReason } from '../../domain/index.ts';
import type { MinutesFacts } from './minutes-facts.ts';

export type SectionName =
  | 'parties'
  | 'basis'
  | 'rounds'
  | 'counts'
  | 'package'
  | 'delivery'
  | 'reconciliation'
  | 'verdicts'
  | 'statement'
  | 'receipt'
  | 'amounts'
  | 'lastDay'
  | 'after'
  | 'reservations'
  | 'signatures'
  | 'check';

type Labels<K extends string> = Readonly<Record<K, string>>;

/** The words of the procès-verbal. Every label is a noun or a short sentence; data never stands inside them. */
export interface MinutesWords {
  readonly title: string;
  readonly subtitle: string;
  readonly none: string;
  readonly rehearsal: Labels<'title' | 'text'>;
  readonly colon: string;
  readonly article: (article: string) => string;
  readonly sections: Labels<SectionName>;
  readonly parties: Labels<'provider' | 'client' | 'signatory' | 'contract' | 'text'> & {
    readonly subscribed: (contract: string, day: string) => string;
  };
  readonly basis: Labels<'noRequest' | 'text' | 'timer' | 'clause' | 'reading' | 'from' | 'result' | 'packs'> & {
    readonly request: (day: string, by: string, channel: string) => string;
  };
  readonly rounds: Labels<'round' | 'frozen' | 'package' | 'reason' | 'first' | 'noCutover'> & {
    readonly cutover: (how: string, day: string) => string;
  };
  readonly cutovers: Labels<'mx-moved' | 'mailboxes-closed'>;
  readonly counts: Labels<
    | 'register'
    | 'mailbox'
    | 'part'
    | 'items'
    | 'bytes'
    | 'snapshots'
    | 'total'
    | 'number'
    | 'class'
    | 'state'
    | 'entries'
    | 'why'
  >;
  readonly parts: Labels<'primary' | 'archive'>;
  readonly states: Labels<MinutesFacts['classes'][number]['state']>;
  readonly packages: Labels<'package' | 'root' | 'holds' | 'algorithm' | 'sha512' | 'key' | 'volumes'> & {
    readonly round: (id: string, round: string) => string;
    readonly amounts: (bags: string, files: string, bytes: string) => string;
  };
  readonly delivery: Labels<
    | 'link'
    | 'recipient'
    | 'period'
    | 'opened'
    | 'never'
    | 'served'
    | 'notReceived'
    | 'serial'
    | 'seal'
    | 'carrier'
    | 'receipt'
  >;
  readonly reconciliation: Labels<'explained' | 'notCaptured' | 'what' | 'class' | 'count' | 'message' | 'why'> & {
    readonly unexplained: (count: string) => string;
  };
  readonly verdicts: Labels<'mailbox' | 'night' | 'verdict' | 'reasons' | 'note'> & {
    readonly clean: (clean: string, all: string) => string;
  };
  readonly statement: Labels<'item' | 'status' | 'reason' | 'notYet'>;
  readonly statuses: Labels<MinutesFacts['items'][number]['status']>;
  readonly reasons: Labels<ContestReason>;
  readonly verifier: (at: string, differences: string, signed: boolean, root: string) => string;
  readonly amounts: Labels<'what' | 'clause' | 'reading' | 'status' | 'net' | 'total'> & {
    readonly zero: (why: string) => string;
  };
  readonly lineStatuses: Readonly<Record<string, string>>;
  readonly lastDay: { readonly open: string; readonly known: (day: string) => string };
  readonly after: Labels<'kept' | 'how' | 'noLock' | 'lockUnknown'> & {
    readonly notBefore: (day: string) => string;
    readonly locked: (count: string, day: string) => string;
  };
  readonly reserved: (reason: string, labels: string) => string;
  readonly onlyThese: string;
  readonly signatures: Labels<'client' | 'provider' | 'timestamp'>;
  readonly check: readonly string[];
}
