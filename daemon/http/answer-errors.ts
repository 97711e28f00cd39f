import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { CodedError, type ErrorKind } from '../../core/index.ts';
import { rawSecurityHeaders, SECURITY_HEADERS } from './security-headers.ts';

/** What a stranger is told: the class of the mistake, never the words of the error, which can hold names and paths. */
const MESSAGES: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ['BAD_REQUEST', 'the request cannot be understood'],
  403: ['FORBIDDEN', 'not allowed'],
  404: ['NOT_FOUND', 'there is nothing here'],
  405: ['METHOD_NOT_ALLOWED', 'not with this method'],
  408: ['REQUEST_TIMEOUT', 'the request did not arrive in time'],
  413: ['BODY_TOO_LARGE', 'the request is too large'],
  414: ['ADDRESS_TOO_LONG', 'the address is too long'],
  415: ['UNSUPPORTED_MEDIA_TYPE', 'this kind of content is not read here'],
  429: ['TOO_MANY_REQUESTS', 'too many requests, try again later'],
  503: ['UNAVAILABLE', 'not available now, try again later'],
};

const STATUS_OF_KIND: Readonly<Record<ErrorKind, number>> = {
  failed: 500,
  usage: 400,
  partial: 500,
  refused: 403,
  'not-found': 404,
  integrity: 500,
  temporary: 503,
  interrupted: 503,
};

/** The body of every error answer: `{error:{code,message,reference?}}`. */
function body(status: number, reference?: string): object {
  const [code, message] = MESSAGES[status] ?? ['INTERNAL', 'something went wrong here'];
  return { error: { code, message, ...(reference === undefined ? {} : { reference }) } };
}

/** Errors become a status and a plain body; the error itself is logged once, under the reference that the body names. */
export function installErrorAnswers(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = statusOf(error);
    if (status < 500) return reply.code(status).send(body(status));
    request.log.error(
      { err: error, method: request.method, route: request.routeOptions.url ?? null },
      'request failed',
    );
    return reply.code(status).send(body(status, request.id));
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(body(404)));
}

function statusOf(error: FastifyError): number {
  if (error instanceof CodedError) return STATUS_OF_KIND[error.kind];
  const { statusCode } = error;
  return statusCode !== undefined && statusCode >= 400 && statusCode < 600 ? statusCode : 500;
}

/** For an address that the router cannot decode: hooks have not run, so the headers are set here. */
export function answerUnreadableAddress(reply: FastifyReply): void {
  void reply.headers(SECURITY_HEADERS).code(400).send(body(400));
}

/** For bytes that are no HTTP, or that came too slowly: a short answer if the socket still takes one, then the end. */
export function answerClientError(socket: Socket): void {
  if (socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const content = JSON.stringify(body(400));
  socket.end(
    `HTTP/1.1 400 Bad Request\r\n${rawSecurityHeaders()}content-type: application/json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(content)}\r\nconnection: close\r\n\r\n${content}`,
    () => socket.destroy(),
  );
}
