import type { JsonValue } from '../core/index.ts';

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

/**
 * `edited`: not what was written, or not what the vault holds · `removed`: missing between two others · `reordered`: another
 * event stands in its place · `tail-cut`: the vault goes on and the local file does not (warning: it was so when the ledger was
 * opened and was mended from the vault) · `vault-behind`: the local file goes on and the vault does not · `vault-damaged`: the
 * vault's object is missing, does not open, or does not continue the one before.
 */
export interface LedgerFinding {
  readonly severity: 'error' | 'warning';
  readonly code: 'edited' | 'removed' | 'reordered' | 'tail-cut' | 'vault-behind' | 'vault-damaged';
  /** Of the event concerned; of the first where several in a row are missing. */
  readonly seq: number;
  readonly message: string;
}

/** Where acts are kept for ever: a subset of the vault, so that the ledger needs no more. */
export interface ActStore {
  /** On storage when it resolves. VAULT_ACT_EXISTS (or OBJECTS_EXISTS) where other bytes hold that seq; the same
   * bytes again are no error. */
  putAct(seq: number, body: Uint8Array, signal: AbortSignal): Promise<void>;
  /**
   * By seq. `from` is a hint: those below may be left out. What does not open, or is missing before a later one, comes without
   * `body` in its place; `seq` is then null where the object is not of any event.
   */
  acts(
    signal: AbortSignal,
    from?: number,
  ): AsyncIterable<
    | { readonly seq: number; readonly key: string; readonly body: Uint8Array }
    | { readonly seq: number | null; readonly key: string; readonly code: string; readonly message: string }
  >;
}

export interface Ledger {
  /**
   * Appends and returns the event once it lies in the vault and in the local file. A crash in between is settled at the
   * next opening: what the vault holds counts. LEDGER_NOT_STORED: nothing was acknowledged; where only the vault's reply was
   * lost, the event may show up later all the same. LEDGER_BROKEN, and nothing recorded: an event of the local file is
   * damaged, or the vault holds one that does not continue it. LEDGER_BUSY: 30 s without a turn. LEDGER_ACT_INVALID: no canonical JSON, or above 64 KiB.
   * Processes take turns; a wait for the turn is not interrupted by `signal`.
   */
  append(act: NewAct, signal: AbortSignal): Promise<LedgerEvent>;
  /**
   * From the local file, by seq; LEDGER_BROKEN at the first that is damaged or does not continue the one before, and where the
   * vault held more at the opening than could be taken over: what is left then says too little of anything that binds.
   */
  events(filter?: { readonly type?: string; readonly tenant?: string }): Promise<readonly LedgerEvent[]>;
  /**
   * Compares local file and vault event by event; empty when all is well. Other processes may append meanwhile. A tail cut
   * back in the local file and in the vault alike is not seen: nothing else knows of it.
   */
  verify(signal: AbortSignal): Promise<readonly LedgerFinding[]>;
  close(): Promise<void>;
}
