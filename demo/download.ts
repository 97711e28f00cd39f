import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { PortalVisitor } from './portal-visitor.ts';

export interface Downloaded {
  readonly files: number;
  readonly bytes: number;
  /** Bytes of the largest file that came in after its connection was cut once, and what was asked for again. */
  readonly resumed: { readonly path: string; readonly bytes: number; readonly from: number };
}

/** What the client fetches with `curl --config coffre-curl.txt`: every file, the largest one cut in the middle and gone on with. */
export async function downloadPackage(visitor: PortalVisitor, origin: string, folder: string): Promise<Downloaded> {
  const list = (await visitor.get('/download/coffre-curl.txt')).text;
  const sums = new Map(
    (await visitor.get('/download/SHA256SUMS')).text
      .split('\n')
      .filter((one) => one !== '')
      .map((one) => [one.slice(66), one.slice(0, 64)] as const),
  );
  const files = [...list.matchAll(/url = "([^"]+)"\noutput = "([^"]+)"/g)].map(([, url = '', path = '']) => ({
    url: url.slice(origin.length),
    path,
  }));
  let bytes = 0;
  const largest = { path: '', url: '', bytes: -1 };
  for (const { url, path } of files) {
    const content = await visitor.bytes(url);
    await keep(folder, path, content, sums.get(path));
    bytes += content.byteLength;
    if (content.byteLength > largest.bytes) Object.assign(largest, { path, url, bytes: content.byteLength });
  }
  const from = Math.floor(largest.bytes / 2);
  const [head, tail] = [
    await visitor.bytes(largest.url, { range: `bytes=0-${from - 1}` }),
    await visitor.bytes(largest.url, { range: `bytes=${from}-` }),
  ];
  await keep(folder, largest.path, Buffer.concat([head, tail]), sums.get(largest.path));
  return { files: files.length, bytes, resumed: { path: largest.path, bytes: largest.bytes, from } };
}

async function keep(folder: string, path: string, content: Buffer, sha256: string | undefined): Promise<void> {
  const target = resolve(folder, path);
  if (!target.startsWith(`${resolve(folder)}${sep}`)) throw new Error(`${path} leads out of the folder`);
  const got = createHash('sha256').update(content).digest('hex');
  if (got !== sha256) throw new Error(`${path} was not received as it was sent`);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(join(folder, path), content);
}
