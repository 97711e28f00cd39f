import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { portalError } from '../errors.ts';
import { STREAMS_A_SESSION, TIMES_THE_PACKAGE } from '../limits.ts';
import { ACCESS_FILE, CURL_FILE, curlConfig, sums } from '../pages/download.ts';
import { downloader, type Portal, packageOf, type Visitor, visitor } from '../portal.ts';
import { originOf } from '../security.ts';
import { planFile, streamFile } from '../serve-file.ts';
import type { OpenPackage, PackageFile } from '../views.ts';

/** `GET /f/<id>` and HEAD: one file of the session's package, by id only; and the small files that help to fetch them. */
export function fileRoutes(app: FastifyInstance, portal: Portal): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/f/:id',
    handler: async (request, reply) => {
      const who = await downloader(portal, request);
      const found = await packageOf(portal, who);
      const { id } = request.params as { readonly id: string };
      // ids are looked up in this package alone: another's file and no file are the same answer
      const file = found?.files.find((one) => one.id === id);
      if (found === null || file === undefined) throw portalError('PORTAL_NOTHING', 'no such file');
      return sendFile(portal, request, reply, who, found, file);
    },
  });

  app.get('/download/:name', async (request, reply) => {
    const who = await visitor(portal, request, 'download');
    const found = await packageOf(portal, who);
    const { name } = request.params as { readonly name: string };
    const text = found === null ? null : helperFile(portal, request, who, found, name);
    if (text === null) throw portalError('PORTAL_NOTHING', 'no such file');
    return reply
      .type('text/plain; charset=utf-8')
      .header('content-disposition', `attachment; filename="${name}"`)
      .send(text);
  });
}

function helperFile(
  portal: Portal,
  request: FastifyRequest,
  { session }: Visitor,
  found: OpenPackage,
  name: string,
): string | null {
  switch (name) {
    case 'SHA256SUMS':
      return sums(found, 'sha256');
    case 'SHA512SUMS':
      return sums(found, 'sha512');
    case CURL_FILE:
      return curlConfig(found, originOf(request, portal.options.publicUrl));
    case ACCESS_FILE:
      return `Cookie: ${portal.cookies.download}=${portal.sessions.downloadKey(session)}\n`;
    default:
      return null;
  }
}

async function sendFile(
  portal: Portal,
  request: FastifyRequest,
  reply: FastifyReply,
  { session, link }: Visitor,
  found: OpenPackage,
  file: PackageFile,
): Promise<FastifyReply> {
  const plan = planFile(file, request);
  reply.code(plan.status).headers(plan.headers);
  const body = request.method === 'GET' && (plan.status === 200 || plan.status === 206) && plan.length > 0;
  if (!body) return reply.send();

  const most = link.maxBytes ?? TIMES_THE_PACKAGE * found.files.reduce((sum, one) => sum + one.bytes, 0);
  if (link.bytesServed + portal.served.pending(link.id) + plan.length > most) {
    throw portalError('PORTAL_RELEASE', 'the link has handed out what it may', { facts: { link: link.id } });
  }
  const stream = portal.streams.begin(session, STREAMS_A_SESSION);
  if (stream === null) {
    reply.header('retry-after', '5');
    throw portalError('PORTAL_LIMIT', 'the session has as many streams as it may');
  }
  // a link that names no package gives the one at the client's: what is told of it names that one
  const answer = portal.served.begin(session, { ...link, packageId: found.id }, file, plan.length);
  let whole = false;
  try {
    whole = await streamFile(reply, plan, {
      body: found.read(file.id, plan.start, plan.length, stream.signal),
      start: plan.start,
      length: plan.length,
      signal: stream.signal,
      pace: (bytes, signal) => portal.pace(link.tenant, bytes, signal),
      sent: (offset, length) => answer.sent(offset, length),
    });
  } catch (error) {
    // the answer has begun and its socket is gone: nobody is left to be told but the operator
    portal.options.log.error({ err: error, link: link.id, file: file.id }, 'a file could not be read');
  } finally {
    answer.end(!whole);
    stream.end();
  }
  return reply;
}
