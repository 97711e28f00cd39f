/** `coffre media` where no carrier is at hand: what it refuses, and that a refusal leaves nothing behind. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CliPlatform, cliPlatform } from '../harness/cli-platform.ts';

let platform: CliPlatform;
beforeAll(async () => {
  platform = await cliPlatform({ tenants: ['acme'] });
  await mkdir(join(platform.root, 'folder'));
  await writeFile(join(platform.root, 'receipt.pdf'), 'signed');
}, 60_000);
afterAll(() => platform.close());

const media = (...args: readonly string[]) => platform.json('media', ...args);
const target = ['--to', 'folder', '--serial', 'S', '--label', 'A1'];
const unencrypted = ['--unencrypted', '--reason', 'no key yet'];
const receipt = ['--seal', 'S-1', '--seal-intact', 'yes', '--by', 'Anne', '--pdf', 'receipt.pdf'];

const refusals: readonly (readonly [string, readonly string[], number, string])[] = [
  ['no decision that the carrier is unencrypted', ['write', 'acme', ...target], 4, 'MEDIA_UNENCRYPTED'],
  ['that decision without a reason', ['write', 'acme', ...target, '--unencrypted'], 2, 'USAGE'],
  ['nothing verified to be written', ['write', 'acme', ...target, ...unencrypted], 4, 'MEDIA_UNVERIFIED'],
  ['no carrier named', ['write', 'acme', '--serial', 'S', '--label', 'A1'], 2, 'USAGE'],
  ['no serial number typed', ['write', 'acme', '--to', 'folder', '--label', 'A1'], 2, 'USAGE'],
  ['a verification of an unknown medium', ['verify', 'A1', '--at', 'folder', '--serial', 'S'], 5, 'MEDIA_UNKNOWN'],
  ['a wiping of an unknown medium', ['wipe', 'A1', '--at', 'folder', '--serial', 'S'], 5, 'MEDIA_UNKNOWN'],
  [
    'a receipt of an unknown medium',
    ['receipt', 'A1', '--serial', 'S', '--on', '2026-11-22', ...receipt],
    5,
    'MEDIA_UNKNOWN',
  ],
  ['a receipt on no day', ['receipt', 'A1', '--serial', 'S', '--on', '2026-02-30', ...receipt], 2, 'USAGE'],
  [
    'a receipt that is not there',
    ['receipt', 'A1', '--serial', 'S', '--on', '2026-11-22', ...receipt.slice(0, -1), 'x.pdf'],
    2,
    'FILE_UNUSABLE',
  ],
];

test.each(refusals)('%s', async (_name, args, code, error) => {
  expect(await media(...args)).toMatchObject({ code, document: { error: { code: error } } });
  expect(await platform.json('audit', 'list')).toMatchObject({ document: { events: [] } });
});

test('a list of nothing is an empty one', async () => {
  const { code, document } = await media('list');
  expect({ code, media: document.media }).toEqual({ code: 0, media: [] });
  expect(document.volumes.map(({ mountPoint }: { readonly mountPoint: string }) => mountPoint)).not.toContain('/');
});
