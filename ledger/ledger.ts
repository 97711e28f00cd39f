import type { JsonValue } from '../core/json.ts';

/**
 * Acts that bind people: append-only, hash-chained. An act is acknowledged only when its event lies in the vault together
 * with the chain's head; the local file is a copy. Losing the state folder loses nothing.
 */
export interface LedgerEvent {
  /** 1, 2, 3… without gaps. */
  readonly seq: number;
  /** ISO 8601 with offset. */
  readonly at: string;
  /** Who acted (`--as`, or the OS user), and for machines `coffre`. */
  readonly actor: string;
  /** e.g. `restore.acknowledged`, `restore.done`; later `contract.*`, `link.*`, `erasure.*`. */
  readonly type: string;
  /** Tenant concerned, or null. */
  readonly tenant: string | null;
  /** Facts of the act: canonical JSON, no mail content. */
  readonly body: { readonly [key: string]: JsonValue };
  /** SHA-256 (hex) of the event before, 64 zeros for the first. */
  readonly previous: string;
  /** SHA-256 (hex) of the canonical JSON of all fields above. */
  readonly hash: string;
}

export interface NewAct {
  readonly actor: string;
  readonly type: string;
  readonly tenant: string | null;
  readonly body: { readonly [key: string]: JsonValue };
}

export interface LedgerFinding {
  readonly severity: 'error' | 'warning';
  readonly code: 'edited' | 'removed' | 'reordered' | 'tail-cut' | 'vault-behind' | 'vault-damaged';
  readonly seq: number;
  readonly message: string;
}

/** Where acts are kept for ever: a subset of the vault, so that the ledger needs no more. */
export interface ActStore {
  putAct(seq: number, body: Uint8Array, signal: AbortSignal): Promise<void>;
  acts(
    signal: AbortSignal,
  ): AsyncIterable<
    | { readonly seq: number; readonly key: string; readonly body: Uint8Array }
    | { readonly key: string; readonly code: string; readonly message: string }
  >;
}

export interface Ledger {
  /**
   * Appends and returns the event once it lies in the vault and in the local file. A crash in between is settled at the
   * next opening: what the vault holds counts. LEDGER_NOT_STORED: nothing was acknowledged. Processes take turns.
   */
  append(act: NewAct, signal: AbortSignal): Promise<LedgerEvent>;
  events(filter?: { readonly type?: string; readonly tenant?: string }): Promise<readonly LedgerEvent[]>;
  /** Compares local file and vault event by event; empty when all is well. */
  verify(signal: AbortSignal): Promise<readonly LedgerFinding[]>;
  close(): Promise<void>;
}
