import type { Medium } from '../domain/index.ts';
import { type MediumDeps, mediumOf, recordMediumStep } from './media-of.ts';

/** What stands on the receipt that the client signed. */
export interface MediumReceiptRequest {
  readonly label: string;
  readonly serial: string;
  /** Number of the seal as the client read it. */
  readonly seal: string;
  readonly sealIntact: boolean;
  /** Civil date in Paris, `YYYY-MM-DD`. */
  readonly receivedOn: string;
  /** Who signed. */
  readonly receivedBy: string;
  /** The scanned receipt: kept outside, named by its hash. */
  readonly pdf: { readonly name: string; readonly bytes: number; readonly sha256: string };
}

/**
 * Records that a client received a medium (`medium.received`). A broken seal is recorded as what it is and ends nothing by
 * itself. MEDIA_UNKNOWN, MEDIA_WRONG_SERIAL, MEDIA_STATE where it was never verified.
 */
export async function receiveMedium(
  deps: MediumDeps,
  request: MediumReceiptRequest,
  signal: AbortSignal,
): Promise<Medium> {
  const { label, serial, seal, sealIntact, receivedOn, receivedBy, pdf } = request;
  const medium = await mediumOf(deps.ledger, label, serial);
  const body = {
    serial,
    seal,
    sealIntact,
    receivedOn,
    receivedBy,
    pdfName: pdf.name,
    pdfBytes: pdf.bytes,
    pdfSha256: pdf.sha256,
  };
  return recordMediumStep(deps, medium, { type: 'medium.received', body }, signal);
}
