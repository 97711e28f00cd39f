import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Secret } from '../../core/index.ts';
import { type RawResponse, settleResponse } from './s3-response.ts';

/** Handshakes take milliseconds; longer waits hide a wrong address. */
const CONNECT_MS = 10_000;

/**
 * Silence after which a connection is given up. Shorter: a full Ceph gateway answers only after 30 s; longer: a night
 * hangs on a proxy that went silent.
 */
export const SILENCE_MS = 50_000;

/** Idle and busy sockets to the store; `limited-store` is the real limit, this one only stops a runaway. */
const MAX_SOCKETS = 64;

const ignore = (): void => undefined;
const silent = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

export interface S3ClientOptions {
  /** `https://host[:port]`; plain http is for loopback and test servers. */
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: Secret; readonly secretAccessKey: Secret };
  /** True for every server that is not Amazon's; wrong here shows as an unknown host name. */
  readonly forcePathStyle: boolean;
  readonly silenceMs?: number;
  /** PEM of the authority that signed the server's certificate, where the system does not know it. */
  readonly ca?: string;
}

/**
 * A client that sends what every S3 server understands: explicit lengths, no checksum trailers, no Expect header, one
 * attempt a call. Every answer is checked by `settleResponse` first; `onDate` gets the Date header of each.
 */
export function s3Client(options: S3ClientOptions, onDate: (serverDate: Date) => void): S3Client {
  const agent = { keepAlive: true, maxSockets: MAX_SOCKETS };
  const client = new S3Client({
    endpoint: options.endpoint,
    region: options.region,
    credentials: {
      accessKeyId: options.credentials.accessKeyId.reveal(),
      secretAccessKey: options.credentials.secretAccessKey.reveal(),
    },
    forcePathStyle: options.forcePathStyle,
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    expectContinueHeader: false,
    followRegionRedirects: false,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: CONNECT_MS,
      socketTimeout: options.silenceMs ?? SILENCE_MS,
      // It would write its warnings to the console.
      logger: silent,
      httpAgent: new HttpAgent(agent),
      httpsAgent: new HttpsAgent({
        ...agent,
        minVersion: 'TLSv1.2',
        ...(options.ca === undefined ? {} : { ca: options.ca }),
      }),
    }),
  });
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      const response = result.response as RawResponse;
      const date = new Date(response.headers['date'] ?? '');
      if (!Number.isNaN(date.getTime())) onDate(date);
      await settleResponse(response, String(context['commandName']));
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'coffreSettleResponse' },
  );
  return client;
}
