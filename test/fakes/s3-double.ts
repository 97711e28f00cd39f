/**
 * An S3 server in this process for unit tests: exactly the calls that `s3-store` makes, path style, over real HTTP, with
 * the bad habits of real servers and faults on request. Where it and a real Ceph gateway differ, the gateway is right.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Clock, collectBytes } from '../../core/index.ts';
import { DoubleBucket, type DoubleVersion, type S3Habits, S3Refusal } from './s3-double-bucket.ts';
import { errorXml, listXml, lockXml, versioningXml, versionsXml } from './s3-double-xml.ts';

export type S3Fault =
  /** Answers an error without doing anything. */
  | { readonly kind: 'refuse'; readonly status: number; readonly code: string }
  /** Closes the connection without doing anything. */
  | { readonly kind: 'reset-before' }
  /** Does it, then closes the connection: a lost answer. */
  | { readonly kind: 'reset-after' }
  /** Sends the first half of the body, then closes the connection. */
  | { readonly kind: 'reset-mid-body' }
  /** Sends a complete answer with half the list or object in it, and the length of that half. */
  | { readonly kind: 'half' }
  /** Status 200 and an error document. */
  | { readonly kind: 'error-in-200'; readonly code: string }
  /** Never answers. */
  | { readonly kind: 'silence' };

export interface S3Double {
  readonly endpoint: string;
  /** `METHOD path?subresource` of each request, in order. */
  readonly requests: string[];
  /** The next request whose `METHOD path` starts so meets the fault. */
  fail(start: string, fault: S3Fault): void;
  unhitFaults(): number;
  /** What the bucket really holds, whatever its answers say. */
  stored(bucket: string, key: string): readonly DoubleVersion[];
  stop(): Promise<void>;
}

export async function startS3Double(options: {
  readonly clock: Clock;
  readonly habits?: S3Habits;
  readonly accessKeyId?: string;
}): Promise<S3Double> {
  const { clock, habits = {}, accessKeyId = 'double' } = options;
  const buckets = new Map<string, DoubleBucket>();
  const faults: { readonly start: string; readonly fault: S3Fault }[] = [];
  const requests: string[] = [];

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://double');
    const line = `${request.method} ${decodeURIComponent(url.pathname)}`;
    requests.push(line + url.search);
    const body = await collectBytes(request, 64 * 1024 * 1024);
    const index = faults.findIndex(({ start }) => line.startsWith(start));
    const fault = index < 0 ? null : (faults.splice(index, 1)[0]?.fault ?? null);
    response.setHeader('date', new Date(clock.now()).toUTCString());
    if (fault?.kind === 'silence') return;
    if (fault?.kind === 'reset-before') return void request.socket.destroy();
    if (fault?.kind === 'refuse')
      return sendXml(response, fault.status, errorXml(fault.code), request.method === 'HEAD');
    if (fault?.kind === 'error-in-200') return sendXml(response, 200, errorXml(fault.code), false);
    try {
      checkRequest(request, body, accessKeyId);
      const answer = answerTo({ request, url, body, buckets, habits, clock });
      if (fault?.kind === 'reset-after') return void request.socket.destroy();
      send(request, response, answer, fault);
    } catch (error) {
      if (!(error instanceof S3Refusal)) throw error;
      sendXml(response, error.status, errorXml(error.code), request.method === 'HEAD');
    }
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the double has no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    requests,
    fail: (start, fault) => void faults.push({ start, fault }),
    unhitFaults: () => faults.length,
    stored: (bucket, key) =>
      buckets
        .get(bucket)
        ?.all(key)
        .filter((one) => one.key === key) ?? [],
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

interface Call {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly body: Buffer;
  readonly buckets: Map<string, DoubleBucket>;
  readonly habits: S3Habits;
  readonly clock: Clock;
}

function checkRequest(request: IncomingMessage, body: Buffer, accessKeyId: string): void {
  const signed = request.headers.authorization ?? '';
  if (!signed.startsWith(`AWS4-HMAC-SHA256 Credential=${accessKeyId}/`)) throw new S3Refusal(403, 'InvalidAccessKeyId');
  if (request.method === 'PUT' && request.headers['content-length'] === undefined) {
    throw new S3Refusal(411, 'MissingContentLength');
  }
  const digest = request.headers['x-amz-content-sha256'];
  if (typeof digest === 'string' && /^[0-9a-f]{64}$/.test(digest)) {
    const own = createHash('sha256').update(body).digest('hex');
    if (own !== digest) throw new S3Refusal(400, 'XAmzContentSHA256Mismatch');
  }
}

function answerTo(call: Call): Answer {
  const [, bucketName = '', ...rest] = decodeURIComponent(call.url.pathname).split('/');
  const key = rest.join('/');
  if (key === '' && call.request.method === 'PUT' && call.url.search === '') return createBucket(call, bucketName);
  const bucket = call.buckets.get(bucketName);
  if (bucket === undefined) throw new S3Refusal(404, 'NoSuchBucket');
  return key === '' ? onBucket(call, bucket) : onObject(call, bucket, key);
}

function createBucket({ request, buckets, habits, clock }: Call, name: string): Answer {
  if (buckets.has(name)) throw new S3Refusal(409, 'BucketAlreadyOwnedByYou');
  buckets.set(name, new DoubleBucket(request.headers['x-amz-bucket-object-lock-enabled'] === 'true', habits, clock));
  return plain({});
}

function onBucket({ request, url, body, habits }: Call, bucket: DoubleBucket): Answer {
  const query = url.searchParams;
  const what = `${request.method} ${['versioning', 'object-lock', 'versions', 'list-type'].find((one) => query.has(one))}`;
  switch (what) {
    case 'PUT versioning':
      bucket.versioning = body.includes('Enabled');
      return plain({});
    case 'GET versioning':
      return xml(versioningXml(bucket));
    case 'GET object-lock':
      if (!bucket.hasLock) throw new S3Refusal(404, 'ObjectLockConfigurationNotFoundError');
      return xml(lockXml());
    case 'GET list-type':
      return xml(listXml(bucket, query, habits));
    case 'GET versions':
      return xml(versionsXml(bucket, query, habits));
    default:
      throw new S3Refusal(501, 'NotImplemented');
  }
}

function onObject({ request, url, body, habits }: Call, bucket: DoubleBucket, key: string): Answer {
  const { headers, method } = request;
  const id = url.searchParams.get('versionId');
  if (method === 'PUT' && url.searchParams.has('retention')) {
    const text = body.toString();
    const [mode, until] = [/<Mode>(\w+)</.exec(text)?.[1], /<RetainUntilDate>([^<]+)</.exec(text)?.[1]];
    if (mode === undefined || until === undefined) throw new S3Refusal(400, 'MalformedXML');
    bucket.retain(key, id, { mode, until: new Date(until) });
    return plain({});
  }
  if (method === 'PUT') {
    const [mode, until] = [headers['x-amz-object-lock-mode'], headers['x-amz-object-lock-retain-until-date']];
    const lock = typeof mode === 'string' && typeof until === 'string' ? { mode, until: new Date(until) } : null;
    const md5 = headers['content-md5'];
    const put = { lock, md5: typeof md5 === 'string' ? md5 : null, ifNoneMatch: headers['if-none-match'] === '*' };
    const version = bucket.put(key, body, put);
    return plain({ etag: habits.emptyEtag === true ? '' : version.etag, ...idHeader(version) });
  }
  if (method === 'DELETE') {
    bucket.remove(key, id);
    return { ...plain({}), status: 204 };
  }
  return readObject(bucket.find(key, id), habits.ignoresRanges === true ? undefined : headers.range);
}

function readObject(version: DoubleVersion, range: string | undefined): Answer {
  const { bytes, lock } = version;
  const shown = {
    etag: version.etag,
    'last-modified': version.at.toUTCString(),
    'content-type': 'application/octet-stream',
    ...idHeader(version),
    ...(lock === null
      ? {}
      : { 'x-amz-object-lock-mode': lock.mode, 'x-amz-object-lock-retain-until-date': lock.until.toISOString() }),
  };
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
  if (first === undefined || last === undefined) return { status: 200, headers: shown, body: bytes };
  if (Number(first) >= bytes.length) throw new S3Refusal(416, 'InvalidRange');
  const end = Math.min(Number(last), bytes.length - 1);
  const served = { ...shown, 'content-range': `bytes ${first}-${end}/${bytes.length}` };
  return { status: 206, headers: served, body: bytes.subarray(Number(first), end + 1) };
}

function idHeader(version: DoubleVersion): Record<string, string> {
  return version.id === 'null' ? {} : { 'x-amz-version-id': version.id };
}

function plain(headers: Readonly<Record<string, string>>): Answer {
  return { status: 200, headers, body: Buffer.alloc(0) };
}

function xml(text: string): Answer {
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: Buffer.from(text) };
}

function sendXml(response: ServerResponse, status: number, text: string, isHead: boolean): void {
  response.writeHead(status, { 'content-type': 'application/xml' }).end(isHead ? undefined : text);
}

function send(request: IncomingMessage, response: ServerResponse, answer: Answer, fault: S3Fault | null): void {
  const half = answer.body.subarray(0, Math.ceil(answer.body.length / 2));
  const body = fault?.kind === 'half' ? half : answer.body;
  response.writeHead(answer.status, { ...answer.headers, 'content-length': String(body.length) });
  if (request.method === 'HEAD') response.end();
  else if (fault?.kind === 'reset-mid-body') response.write(half, () => request.socket.destroy());
  else response.end(body);
}
