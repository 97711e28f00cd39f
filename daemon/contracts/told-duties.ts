import { z } from 'zod';
import type { Duty } from '../../domain/index.ts';
import type { LedgerEvent, NewAct } from '../../ledger/index.ts';

/** Type of the act that says who was told of a duty, when, and by which message. */
export const DUTY_TOLD = 'duty.told';

export type Audience = 'client' | 'operator';

/** Mails to the client are the client's; whatever else a contract asks for is the operator's to do or to know. */
export function audienceOf({ kind }: Pick<Duty, 'kind'>): Audience {
  return kind === 'mail-client' ? 'client' : 'operator';
}

/** The message that told of it: its id in the mail system, and the SHA-256 of its text. */
export interface TellingMessage {
  readonly message: string;
  readonly sha256: string;
}

/** The act that a duty was told; to be recorded once the mail server has taken the message, and not before. */
export function toldAct(tenant: string, duty: Duty, { message, sha256 }: TellingMessage): NewAct {
  const { key, what, clause, due } = duty;
  return {
    actor: 'coffre',
    type: DUTY_TOLD,
    tenant,
    body: { key, what, clause, due, audience: audienceOf(duty), message, sha256 },
  };
}

const toldBody = z.object({
  key: z.string(),
  what: z.string(),
  audience: z.enum(['client', 'operator']),
});

/** True for the act that told of a jump of the clock: its own instant is after the jump and proves nothing. */
export function toldOfClock({ type, body }: LedgerEvent): boolean {
  return type === DUTY_TOLD && body['what'] === 'clock.jump';
}

/**
 * Duties that were told, by audience and key. An act that does not read as one tells of nothing: a message too many is better
 * than one that never leaves.
 */
export function toldDuties(acts: readonly LedgerEvent[]): { readonly has: (duty: Duty) => boolean } {
  const keys = new Set<string>();
  for (const act of acts) {
    const body = act.type === DUTY_TOLD ? toldBody.safeParse(act.body) : undefined;
    if (body?.success === true) keys.add(`${body.data.audience} ${body.data.key}`);
  }
  return { has: (duty) => keys.has(identityOf(duty)) };
}

/** A duty under which it is told once: the same key may ask one thing of the client and another of the operator. */
export function identityOf(duty: Duty): string {
  return `${audienceOf(duty)} ${duty.key}`;
}
