import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';

const FILES = [
  ['portal.css', 'text/css; charset=utf-8'],
  ['portal.svg', 'image/svg+xml'],
] as const;

/** The style sheet and the icon, read once; there is no script and nothing of anybody else's. */
export function assetRoutes(app: FastifyInstance): void {
  for (const [name, type] of FILES) {
    const content = readFileSync(new URL(`../assets/${name}`, import.meta.url));
    app.get(`/assets/${name}`, async (_request, reply) => reply.type(type).send(content));
  }
}
