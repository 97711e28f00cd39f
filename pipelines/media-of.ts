import { mediaError } from '../connectors/media/index.ts';
import { type JsonValue, throwIfAborted } from '../core/index.ts';
import { foldMedia, type Medium, type MediumStep, mayStep, sameSerial } from '../domain/index.ts';
import type { Ledger } from '../ledger/index.ts';

/** What recording a step of a medium needs. */
export interface MediumDeps {
  readonly ledger: Pick<Ledger, 'append' | 'events'>;
  /** Who acts. */
  readonly actor: string;
}

/** Every medium by label, as the ledger tells it. */
export async function mediaOf(ledger: Pick<Ledger, 'events'>): Promise<ReadonlyMap<string, Medium>> {
  return foldMedia(await ledger.events());
}

/** The medium of this label, which carries this serial number: MEDIA_UNKNOWN, MEDIA_WRONG_SERIAL. */
export async function mediumOf(ledger: Pick<Ledger, 'events'>, label: string, serial: string): Promise<Medium> {
  const medium = (await mediaOf(ledger)).get(label);
  if (medium === undefined) throw mediaError('MEDIA_UNKNOWN', `no medium is called ${label}`);
  if (sameSerial(medium.serial, serial)) return medium;
  throw mediaError('MEDIA_WRONG_SERIAL', `medium ${label} is the carrier ${medium.serial}, not ${serial}`);
}

/** A step that the medium may not take from where it stands: MEDIA_STATE. */
export function requireStep(medium: Medium, type: MediumStep): void {
  if (mayStep(medium.status, type)) return;
  throw mediaError('MEDIA_STATE', `medium ${medium.label} is ${medium.status}: ${type} does not follow`);
}

/**
 * Records a step and gives the medium as it stands then. MEDIA_STATE where the step does not follow, also when another
 * process was faster: its act counts and this one is without effect.
 */
export async function recordMediumStep(
  deps: MediumDeps,
  medium: Medium,
  step: { readonly type: MediumStep; readonly body: Readonly<Record<string, JsonValue>> },
  signal: AbortSignal,
): Promise<Medium> {
  throwIfAborted(signal);
  const { label, tenant } = medium;
  const now = (await mediaOf(deps.ledger)).get(label) ?? medium;
  requireStep(now, step.type);
  const act = { actor: deps.actor, type: step.type, tenant, body: { label, ...step.body } };
  const stored = await deps.ledger.append(act, signal);
  const acts = await deps.ledger.events();
  const before = foldMedia(acts.filter(({ seq }) => seq < stored.seq)).get(label);
  if (before !== undefined) requireStep(before, step.type);
  return foldMedia(acts).get(label) ?? medium;
}
