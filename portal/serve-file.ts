import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ifRangeHolds, judgeRange, tagListed } from './range.ts';
import type { PackageFile } from './views.ts';

/** What an answer will be, decided from headers alone. `start` and `length` say which bytes its body holds. */
export interface FilePlan {
  readonly status: 200 | 206 | 304 | 412 | 416;
  readonly headers: Readonly<Record<string, string>>;
  readonly start: number;
  readonly length: number;
}

/**
 * Plans the answer for a file (RFC 9110 §§ 13, 14; RFC 9530): a strong tag that is the content's hash, one range or the whole, HEAD as
 * GET (for which alone ranges are defined). Preconditions come in the order of § 13.2.2.
 */
export function planFile(file: PackageFile, request: Pick<FastifyRequest, 'method' | 'headers'>): FilePlan {
  const etag = `"${file.sha256}"`;
  const digest = Buffer.from(file.sha256, 'hex').toString('base64');
  const headers: Record<string, string> = {
    'accept-ranges': 'bytes',
    etag,
    'repr-digest': `sha-256=:${digest}:`,
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="${asciiName(file.path)}"`,
  };
  const none = { start: 0, length: 0 };
  const ifMatch = request.headers['if-match'];
  if (ifMatch !== undefined && !tagListed(ifMatch, etag, false)) return { status: 412, headers, ...none };
  const ifNoneMatch = request.headers['if-none-match'];
  if (ifNoneMatch !== undefined && tagListed(ifNoneMatch, etag, true)) return { status: 304, headers, ...none };

  const ifRange = request.headers['if-range'];
  const honoured = request.method === 'GET' && ifRangeHolds(typeof ifRange === 'string' ? ifRange : undefined, etag);
  const range = judgeRange(honoured ? request.headers.range : undefined, file.bytes);
  if (range.kind === 'unsatisfiable') {
    return { status: 416, headers: { ...headers, 'content-range': `bytes */${file.bytes}` }, ...none };
  }
  if (range.kind === 'whole') {
    return {
      status: 200,
      headers: { ...headers, 'content-length': String(file.bytes) },
      start: 0,
      length: file.bytes,
    };
  }
  const { start, end } = range;
  const length = end - start + 1;
  return {
    status: 206,
    headers: {
      ...headers,
      'content-range': `bytes ${start}-${end}/${file.bytes}`,
      'content-length': String(length),
    },
    start,
    length,
  };
}

/** The last name of a path as every file system and header takes it. */
export function asciiName(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/[^A-Za-z0-9._-]/g, '_');
  return name.replace(/^\.+/, '_').slice(0, 100) || 'file';
}

export interface StreamParts {
  readonly body: AsyncIterable<Uint8Array>;
  readonly start: number;
  readonly length: number;
  /** Aborts when the link is revoked, the session is over or the server stops: the socket is destroyed. */
  readonly signal: AbortSignal;
  /** Before each piece: waits where the tenant's share of the line is used up. */
  readonly pace: (bytes: number, signal: AbortSignal) => Promise<void>;
  /** These bytes were handed to the socket; the end of a file only once the system has taken it. */
  readonly sent: (offset: number, length: number) => void;
}

/**
 * Sends a body that is pulled only as fast as the socket takes it. True when all of it was handed over. Where the source fails or ends
 * early, or the signal aborts, the socket is destroyed: a cut answer never looks like a whole one.
 */
export async function streamFile(reply: FastifyReply, plan: FilePlan, parts: StreamParts): Promise<boolean> {
  const { raw } = reply;
  reply.hijack();
  raw.writeHead(plan.status, reply.getHeaders() as Record<string, string>);
  const gone = new AbortController();
  const onClose = (): void => gone.abort();
  raw.once('close', onClose);
  const signal = AbortSignal.any([parts.signal, gone.signal]);
  // a socket that takes nothing waits in vain for `drain`: the signal destroys it wherever the loop stands
  const destroy = (): void => void raw.destroy();
  parts.signal.addEventListener('abort', destroy, { once: true });
  try {
    parts.signal.throwIfAborted();
    let offset = parts.start;
    const end = parts.start + parts.length;
    for await (const piece of parts.body) {
      signal.throwIfAborted();
      await parts.pace(piece.byteLength, signal);
      if (offset + piece.byteLength > end) throw new RangeError('the source gave more than was asked for');
      // of a piece under way when the line is cut, some may arrive: only the last one, behind which nobody asks for more, waits
      const last = offset + piece.byteLength === end;
      if (!last) parts.sent(offset, piece.byteLength);
      await handOver(raw, piece, signal);
      if (last) parts.sent(offset, piece.byteLength);
      offset += piece.byteLength;
    }
    if (offset !== end) throw new RangeError('the source ended early');
    raw.end();
    return true;
  } catch (error) {
    raw.destroy();
    if (signal.aborted) return false;
    throw error;
  } finally {
    raw.off('close', onClose);
    parts.signal.removeEventListener('abort', destroy);
  }
}

/** Resolves once the system has taken the piece from us; rejects where the socket or the signal ends first. */
function handOver(raw: ServerResponse, piece: Uint8Array, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    raw.write(piece, (error) => {
      signal.removeEventListener('abort', onAbort);
      if (error) reject(error);
      else resolve();
    });
  });
}
