import { canonicalJson, type JsonValue, sha256Hex } from '../../core/index.ts';
import type { Block } from './blocks.ts';
import { documentError } from './errors.ts';

export type DocumentLanguage = 'fr' | 'en';
export type DocumentKind = 'quote' | 'receipt' | 'minutes' | 'erasure-certificate';

/** Who a document names: lines of address and the like, as they are to be printed. */
export interface Party {
  readonly name: string;
  readonly lines: readonly string[];
}

/** What every document says at its head. All of it is given: the same arguments make the same bytes. */
export interface DocumentHead {
  /** Unique; 1 to 64 characters of `A-Z a-z 0-9 . _ -`: it stands in footers and file names. */
  readonly id: string;
  readonly language: DocumentLanguage;
  /** When it was made, ISO 8601. */
  readonly issuedAt: string;
  readonly issuer: Party;
  readonly client: Party;
  readonly contractId: string;
}

/**
 * A document before it is drawn, and its JSON twin: the PDF shows `blocks` and nothing else, `data` holds the facts that the
 * blocks say in words (amounts in cents, instants in ISO 8601).
 */
export interface DocumentTwin {
  readonly schema: 'coffre-document@1';
  readonly kind: DocumentKind;
  readonly head: DocumentHead;
  readonly title: string;
  readonly subtitle: string;
  readonly blocks: readonly Block[];
  readonly data: JsonValue;
}

export type DocumentBody = Pick<DocumentTwin, 'kind' | 'title' | 'subtitle' | 'blocks' | 'data'>;

/** Joins head and body. DOCUMENT_INVALID where the id or the instant could not stand in a footer, a file name or a PDF. */
export function documentTwin(head: DocumentHead, body: DocumentBody): DocumentTwin {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(head.id)) {
    throw documentError('DOCUMENT_INVALID', `${JSON.stringify(head.id.slice(0, 80))} is no id of a document`);
  }
  const at = Date.parse(head.issuedAt);
  if (Number.isNaN(at) || at < 0 || at > Date.parse('9999-12-30T00:00:00Z')) {
    throw documentError('DOCUMENT_INVALID', `${JSON.stringify(head.issuedAt.slice(0, 40))} is no instant of issue`);
  }
  return { schema: 'coffre-document@1', head, ...body };
}

/** The bytes of the JSON twin (canonical JSON, UTF-8, one line feed) and their hash, which each page of the PDF bears. */
export function twinBytes(twin: DocumentTwin): { readonly bytes: Uint8Array; readonly sha256: string } {
  const bytes = Buffer.from(`${canonicalJson(plainJson(twin))}\n`, 'utf8');
  return { bytes, sha256: sha256Hex(bytes) };
}

/** Plain readonly data seen as JSON. `canonicalJson` refuses (TypeError) what JSON cannot hold exactly: floats above all. */
export function plainJson(data: object): JsonValue {
  return data as unknown as JsonValue;
}
