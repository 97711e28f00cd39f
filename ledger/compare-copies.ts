import { decodeEvent, decodeEventBytes, NO_PREVIOUS } from './event.ts';
import type { ActStore, LedgerEvent, LedgerFinding } from './ledger.ts';
import type { EventRow } from './local-copy.ts';

type StoredAct = ReturnType<ActStore['acts']> extends AsyncIterable<infer Act> ? Act : never;
type Report = (finding: LedgerFinding) => void;

export interface Copies {
  /** By seq, up to `localHead`. */
  readonly local: AsyncIterable<EventRow>;
  /** Number of the last local row when the comparison began: up to here the vault must hold every event. */
  readonly localHead: number;
  readonly vault: AsyncIterable<StoredAct>;
}

/** What is known of the place before the one at hand; `hash` is null where what stands there is wrong and was told. */
interface Place {
  readonly seq: number;
  readonly hash: string | null;
}

const START: Place = { seq: 0, hash: NO_PREVIOUS };

function range(first: number, last: number): string {
  return first === last ? `event ${first} is` : `events ${first} to ${last} are`;
}

/** One row of the local file against the one before it and the vault's copy of it (null where that says nothing). */
function checkLocal(before: Place, row: EventRow, vault: LedgerEvent | null, report: Report): Place {
  const { seq, document } = row;
  const tell = (code: LedgerFinding['code'], at: number, message: string): void =>
    report({ severity: 'error', code, seq: at, message });
  if (seq > before.seq + 1) tell('removed', before.seq + 1, `${range(before.seq + 1, seq - 1)} missing`);
  const decoded = decodeEvent(document);
  if ('problem' in decoded) {
    tell('edited', seq, `event ${seq} is damaged: ${decoded.problem}`);
    return { seq, hash: null };
  }
  const { event } = decoded;
  if (event.seq !== seq) {
    tell('reordered', seq, `event ${event.seq} stands in the place of event ${seq}`);
    return { seq, hash: null };
  }
  if (vault !== null && vault.hash !== event.hash) {
    tell('edited', seq, `event ${seq} is not the one that the vault holds`);
    return { seq, hash: null };
  }
  if (seq === before.seq + 1 && before.hash !== null && before.hash !== event.previous) {
    const at = seq === 1 ? 1 : seq - 1;
    tell('edited', at, `event ${seq} does not continue the event ${seq - 1} that stands before it`);
  }
  return { seq, hash: event.hash };
}

/** One readable object of the vault against the one before it; the event, or null where it says nothing. */
function checkStored(
  before: Place,
  act: Extract<StoredAct, { readonly body: Uint8Array }>,
  report: Report,
): LedgerEvent | null {
  const tell = (message: string): void =>
    report({ severity: 'error', code: 'vault-damaged', seq: act.seq, message: `${act.key}: ${message}` });
  const decoded = decodeEventBytes(act.body);
  if ('problem' in decoded) tell(decoded.problem);
  else if (decoded.event.seq !== act.seq) tell(`holds event ${decoded.event.seq}`);
  else {
    if (act.seq === before.seq + 1 && before.hash !== null && before.hash !== decoded.event.previous) {
      tell(`event ${act.seq} does not continue the event ${before.seq} of the vault`);
    }
    return decoded.event;
  }
  return null;
}

/**
 * Walks both copies side by side in constant memory and reports each place where one of them is not whole or they disagree.
 * Returns the number of the last readable event in the vault; whether the local file is behind it is for the caller to say,
 * who can wait for an append at work.
 */
export async function compareCopies(
  { local, localHead, vault }: Copies,
  report: Report,
): Promise<{ readonly vaultHead: number }> {
  const rows = local[Symbol.asyncIterator]();
  let row = await rows.next();
  let localPlace = START;
  let vaultPlace = START;
  /** Objects in a row that did not open: each is taken for the place after the last. */
  let unreadable = 0;
  const advance = async (stored: LedgerEvent | null): Promise<void> => {
    if (row.done === true) return;
    localPlace = checkLocal(localPlace, row.value, stored, report);
    row = await rows.next();
  };

  for await (const act of vault) {
    if (!('body' in act)) {
      unreadable++;
      const seq = vaultPlace.seq + unreadable;
      report({ severity: 'error', code: 'vault-damaged', seq, message: `${act.key}: ${act.code}: ${act.message}` });
      continue;
    }
    if (act.seq <= vaultPlace.seq) {
      const message = `${act.key}: event ${act.seq} is there more than once`;
      report({ severity: 'error', code: 'vault-damaged', seq: act.seq, message });
      continue;
    }
    const missing = vaultPlace.seq + unreadable + 1;
    if (act.seq > missing) {
      const message = `${range(missing, act.seq - 1)} missing in the vault`;
      report({ severity: 'error', code: 'vault-damaged', seq: missing, message });
    }
    unreadable = 0;
    const stored = checkStored(vaultPlace, act, report);
    while (row.done !== true && row.value.seq < act.seq) await advance(null);
    if (row.done !== true && row.value.seq === act.seq) await advance(stored);
    vaultPlace = { seq: act.seq, hash: stored?.hash ?? null };
  }
  while (row.done !== true) await advance(null);

  const vaultEnd = vaultPlace.seq + unreadable;
  if (vaultEnd < localHead) {
    const message = `${range(vaultEnd + 1, localHead)} not in the vault`;
    report({ severity: 'error', code: 'vault-behind', seq: vaultEnd + 1, message });
  }
  return { vaultHead: vaultPlace.seq };
}
