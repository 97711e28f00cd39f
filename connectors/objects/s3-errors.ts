import { CodedError } from '../../core/index.ts';
import { notFound } from './checks.ts';
import { objectsError } from './errors.ts';
import type { ObjectKey } from './object-store.ts';

type Code = keyof typeof objectsError.table;

/** Servers name most errors; those that do not are judged by status. Names first: a 403 may be a full bucket or a wrong clock. */
const BY_NAME: Readonly<Record<string, Code>> = {
  NoSuchKey: 'OBJECTS_NOT_FOUND',
  NoSuchVersion: 'OBJECTS_NOT_FOUND',
  NotFound: 'OBJECTS_NOT_FOUND',
  NoSuchBucket: 'OBJECTS_DENIED',
  RequestTimeTooSkewed: 'OBJECTS_CLOCK_SKEW',
  RequestExpired: 'OBJECTS_CLOCK_SKEW',
  BadDigest: 'OBJECTS_CORRUPT',
  InvalidDigest: 'OBJECTS_CORRUPT',
  XAmzContentSHA256Mismatch: 'OBJECTS_CORRUPT',
  XAmzContentChecksumMismatch: 'OBJECTS_CORRUPT',
  PreconditionFailed: 'OBJECTS_EXISTS',
  ConditionalRequestConflict: 'OBJECTS_UNAVAILABLE',
  OperationAborted: 'OBJECTS_UNAVAILABLE',
  SlowDown: 'OBJECTS_THROTTLED',
  TooManyRequests: 'OBJECTS_THROTTLED',
  RequestLimitExceeded: 'OBJECTS_THROTTLED',
  Throttling: 'OBJECTS_THROTTLED',
  RequestTimeout: 'OBJECTS_UNAVAILABLE',
  QuotaExceeded: 'OBJECTS_FULL',
  InsufficientStorage: 'OBJECTS_FULL',
  InvalidRange: 'OBJECTS_INVALID',
  NotImplemented: 'OBJECTS_UNSUPPORTED',
  ObjectLockConfigurationNotFoundError: 'OBJECTS_UNSUPPORTED',
  InvalidBucketState: 'OBJECTS_UNSUPPORTED',
};

const BY_STATUS: Readonly<Record<number, Code>> = {
  301: 'OBJECTS_INVALID',
  307: 'OBJECTS_UNAVAILABLE',
  401: 'OBJECTS_DENIED',
  403: 'OBJECTS_DENIED',
  404: 'OBJECTS_NOT_FOUND',
  // A version that is a delete marker.
  405: 'OBJECTS_NOT_FOUND',
  412: 'OBJECTS_EXISTS',
  413: 'OBJECTS_INVALID',
  416: 'OBJECTS_INVALID',
  429: 'OBJECTS_THROTTLED',
  501: 'OBJECTS_UNSUPPORTED',
  503: 'OBJECTS_THROTTLED',
  507: 'OBJECTS_FULL',
};

/** Causes that arise before a request can have reached the server. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL']);

export interface S3Call {
  readonly key: ObjectKey;
  /** A write without an answer may have happened (OBJECTS_UNCERTAIN); a read without one has not (OBJECTS_UNAVAILABLE). */
  readonly writes: boolean;
  readonly signal: AbortSignal;
}

/** An OBJECTS_* error for what the SDK threw, by name, then status, then kind of connection failure; never by message. */
export function s3Error(call: S3Call, error: unknown): unknown {
  if (call.signal.aborted) return call.signal.reason;
  if (error instanceof CodedError) return error;
  const { name, status, system } = traits(error);
  const facts = { name, status, system };
  const details = { cause: error, facts };
  const code = codeOf(call, facts);
  if (code === 'OBJECTS_NOT_FOUND') return notFound(call.key, error);
  const said = [name, status === null ? system : `status ${status}`].filter((one) => one !== null).join(', ');
  const hint = hintOf(name, system);
  return objectsError(code, `${call.key}: ${said}`, hint === null ? details : { ...details, hint });
}

/** The HTTP status in an SDK error, or null where no answer came. */
export function statusOf(error: unknown): number | null {
  return traits(error).status;
}

function codeOf(call: S3Call, facts: Traits): Code {
  const { name, status, system } = facts;
  // A full Ceph cluster lets writes wait for 30 s and then answers 408; Amazon's RequestTimeout is a 400.
  if (status === 408) return call.writes ? 'OBJECTS_FULL' : 'OBJECTS_UNAVAILABLE';
  const named = name === null ? undefined : BY_NAME[name];
  if (named !== undefined) return named;
  if (status !== null && status >= 300) {
    return BY_STATUS[status] ?? (status < 500 ? 'OBJECTS_INVALID' : unanswered(call));
  }
  if (system !== null && isCertificate(system)) return 'OBJECTS_DENIED';
  if (system !== null && NEVER_SENT.has(system)) return 'OBJECTS_UNAVAILABLE';
  return unanswered(call);
}

function unanswered(call: S3Call): Code {
  return call.writes ? 'OBJECTS_UNCERTAIN' : 'OBJECTS_UNAVAILABLE';
}

function hintOf(name: string | null, system: string | null): string | null {
  switch (name) {
    case 'NoSuchBucket':
      return 'The bucket does not exist: create it with object lock, or correct store.bucket.';
    case 'PermanentRedirect':
    case 'AuthorizationHeaderMalformed':
      return 'Set store.region to the region of the bucket.';
    default:
      return system !== null && isCertificate(system)
        ? 'The certificate of the store is not trusted: correct store.endpoint or add its authority to NODE_EXTRA_CA_CERTS.'
        : null;
  }
}

function isCertificate(system: string): boolean {
  return /^(?:CERT_|DEPTH_ZERO_|UNABLE_TO_|SELF_SIGNED_|ERR_TLS_|ERR_SSL_)/.test(system);
}

interface Traits {
  readonly name: string | null;
  readonly status: number | null;
  readonly system: string | null;
}

function traits(error: unknown): Traits {
  if (typeof error !== 'object' || error === null) return { name: null, status: null, system: null };
  const { name, code, $metadata } = error as {
    name?: unknown;
    code?: unknown;
    $metadata?: { httpStatusCode?: unknown };
  };
  const status = $metadata?.httpStatusCode;
  return {
    name: typeof name === 'string' && name !== 'Error' ? name : null,
    status: typeof status === 'number' ? status : null,
    system: typeof code === 'string' ? code : null,
  };
}
