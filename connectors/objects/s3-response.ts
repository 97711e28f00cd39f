import type { Readable } from 'node:stream';
import { collectBytes } from '../../core/index.ts';

/** Largest answer that is not an object's data: a page of 1 000 keys of 900 bytes is below 4 MiB. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** What the HTTP handler hands to the deserializer; `body` may be replaced by its bytes. */
export interface RawResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  body: Readable | Uint8Array | undefined;
}

/** A server's error that came with a success status; named like the SDK's own errors so that one mapping serves both. */
export class DisguisedError extends Error {
  readonly $metadata: { readonly httpStatusCode: number };
  /** The server closed the sentence itself, so the request was not left half done. */
  constructor(code: string, status: number) {
    super(`the store answered success with the error ${code} in the body`);
    this.name = code;
    this.$metadata = { httpStatusCode: status };
  }
}

/** The last element of a complete answer, by command; an answer cut in the middle of a list would look like a short one. */
const CLOSING: Readonly<Record<string, string>> = {
  ListObjectsV2Command: '</ListBucketResult>',
  ListObjectVersionsCommand: '</ListVersionsResult>',
};

/**
 * Reads every answer but an object's data whole (at most 16 MiB) and refuses what is not what it claims: an error
 * document under status 200, a list without its end, XML in place of an object's bytes.
 */
export async function settleResponse(response: RawResponse, command: string): Promise<void> {
  const isSuccess = response.statusCode >= 200 && response.statusCode < 300;
  if (command === 'GetObjectCommand' && isSuccess && !isXml(response)) return;
  const body = await bytesOf(response.body);
  response.body = body;
  if (!isSuccess) return;
  const text = body.subarray(0, 4096).toString('utf8');
  if (/<Error[\s>]/.test(text)) {
    const code = /<Code>([A-Za-z0-9]{1,64})<\/Code>/.exec(text)?.[1] ?? 'InternalError';
    throw new DisguisedError(code, statusOf(code));
  }
  if (command === 'GetObjectCommand') throw new DisguisedError('UnexpectedDocument', 502);
  const closing = CLOSING[command];
  if (closing !== undefined && !body.subarray(-256).toString('utf8').trimEnd().endsWith(closing)) {
    throw new DisguisedError('IncompleteList', 502);
  }
}

/** Objects of ours are stored as application/octet-stream; an XML document is the server speaking. */
function isXml(response: RawResponse): boolean {
  return /\bxml\b/i.test(response.headers['content-type'] ?? '');
}

function statusOf(code: string): number {
  return code === 'SlowDown' || code === 'ServiceUnavailable' ? 503 : 500;
}

async function bytesOf(body: RawResponse['body']): Promise<Buffer> {
  if (body === undefined) return Buffer.alloc(0);
  if (body instanceof Uint8Array) return Buffer.from(body);
  return collectBytes(body as AsyncIterable<Uint8Array>, MAX_ANSWER_BYTES);
}
