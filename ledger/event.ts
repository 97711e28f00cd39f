import { z } from 'zod';
import { canonicalJson, sha256Hex } from '../core/index.ts';
import { ledgerError } from './errors.ts';
import type { LedgerEvent, NewAct } from './ledger.ts';

/** `previous` of the first event. */
export const NO_PREVIOUS = '0'.repeat(64);

/** Largest event in bytes of canonical JSON. An act states facts in a few hundred; more would let one object fill memory. */
export const MAX_EVENT_BYTES = 65_536;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const eventShape = z.strictObject({
  seq: z.number().int().positive(),
  at: z.iso.datetime({ offset: true }),
  actor: z.string().min(1).max(200),
  type: z.string().min(1).max(100),
  tenant: z.string().min(1).max(100).nullable(),
  body: z.record(z.string(), z.unknown()),
  previous: hash,
  hash,
});

export type DecodedEvent = { readonly event: LedgerEvent } | { readonly problem: string };

/** `undefined` members are left out of canonical JSON, so this is the hash of all fields but the hash. */
function hashOf(event: LedgerEvent): string {
  return sha256Hex(Buffer.from(canonicalJson({ ...event, hash: undefined })));
}

/** An event from its canonical JSON: its shape, its spelling and its hash are right, or `problem` says what is not. */
export function decodeEvent(text: string): DecodedEvent {
  try {
    if (text.length > MAX_EVENT_BYTES) return { problem: `longer than ${MAX_EVENT_BYTES} bytes` };
    const value: unknown = JSON.parse(text);
    if (!eventShape.safeParse(value).success) return { problem: 'not an event' };
    // zod has looked at every field; its output is not used, because records drop members that JSON may have
    const event = value as LedgerEvent;
    if (canonicalJson({ ...event }) !== text) return { problem: 'not canonical JSON' };
    if (hashOf(event) !== event.hash) return { problem: 'its hash is not that of its fields' };
    return { event };
  } catch (error) {
    // no JSON, a float, nesting beyond the stack, or a column that is no text
    return { problem: error instanceof Error ? error.message.slice(0, 200) : 'unreadable' };
  }
}

/** As `decodeEvent`, from bytes of the vault. */
export function decodeEventBytes(bytes: Uint8Array): DecodedEvent {
  if (bytes.byteLength > MAX_EVENT_BYTES) return { problem: `longer than ${MAX_EVENT_BYTES} bytes` };
  try {
    return decodeEvent(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return { problem: 'not UTF-8' };
  }
}

/** The event after `head` (null: the first), with its canonical JSON. LEDGER_ACT_INVALID where `act` has none. */
export function nextEvent(
  head: LedgerEvent | null,
  act: NewAct,
  at: string,
): { readonly event: LedgerEvent; readonly text: string } {
  let text: string;
  try {
    const fields = {
      seq: (head?.seq ?? 0) + 1,
      at,
      actor: act.actor,
      type: act.type,
      tenant: act.tenant,
      body: act.body,
      previous: head?.hash ?? NO_PREVIOUS,
    };
    text = canonicalJson({ ...fields, hash: sha256Hex(Buffer.from(canonicalJson(fields))) });
  } catch (error) {
    throw ledgerError('LEDGER_ACT_INVALID', `the act ${act.type} has no canonical JSON`, { cause: error });
  }
  const decoded = Buffer.byteLength(text) > MAX_EVENT_BYTES ? { problem: 'too long' } : decodeEvent(text);
  if ('event' in decoded) return { event: decoded.event, text };
  throw ledgerError('LEDGER_ACT_INVALID', `the act ${act.type} cannot be recorded: ${decoded.problem}`);
}

/** True when `event` is the one that comes right after `head`. */
export function continues(head: LedgerEvent | null, event: LedgerEvent): boolean {
  return event.seq === (head?.seq ?? 0) + 1 && event.previous === (head?.hash ?? NO_PREVIOUS);
}
