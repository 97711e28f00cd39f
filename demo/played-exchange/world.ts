/** One mailbox of the played organisation. */
export interface PlayedMailboxSpec {
  /** Primary SMTP address; also what `setContent` and `control` call the mailbox by. */
  readonly address: string;
  readonly displayName: string;
  readonly type: 'user' | 'shared' | 'room' | 'equipment';
  /** The file whose content the mailbox has; it is read when it is counted and exported, never changed. */
  readonly pst: string;
  /** With it the mailbox has an archive. */
  readonly archivePst?: string;
  /** Instead of the tenant's: another value, or an empty one, makes the three signs disagree. */
  readonly customAttribute1?: string;
  /** Addresses, of this tenant or of another, that have full access to this mailbox. */
  readonly fullAccess?: readonly string[];
}

/** One client organisation: its three signs and its mailboxes. */
export interface PlayedTenant {
  readonly customAttribute1: string;
  /** Canonical name: `hosting.test/Clients/Acme`. */
  readonly organizationalUnit: string;
  readonly domains: readonly string[];
  readonly mailboxes: readonly PlayedMailboxSpec[];
}

export interface PlayedWorld {
  readonly tenants: readonly PlayedTenant[];
}

/** How fast requests run: they are over after `looks` polls, and not before `durationMs` of the clock. */
export interface PlayedPace {
  readonly looks: number;
  readonly durationMs: number;
  /** How long the file of a finished export stays closed to readers. */
  readonly releaseMs: number;
}

/** The first poll finds a request at work, the second finds it done. */
export const defaultPace: PlayedPace = { looks: 2, durationMs: 0, releaseMs: 0 };
