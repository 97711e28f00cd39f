import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../package/fake-checkout.ts';

const root = join(import.meta.dirname, '../..');
const MINUTE = 60_000;

/** What a user has: no `node` of ours on PATH, only the machine's, which may be older than the one Coffre runs on. */
const env = {
  ...process.env,
  PATH: (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules') && folder !== dirname(process.execPath))
    .join(delimiter),
};

describe('the package that npm pack makes', () => {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'coffre-package-')));
  const home = join(top, 'empty');
  const installed = join(home, 'node_modules/coffre');
  let listed: string[] = [];

  beforeAll(async () => {
    const packed = await run('npm', ['pack', '--json', '--pack-destination', top], root, env);
    expect(packed, packed.stderr).toMatchObject({ code: 0 });
    listed = fileNames(packed.stdout);
    const [tarball = ''] = readdirSync(top).filter((name) => name.endsWith('.tgz'));
    mkdirSync(home);
    // the addons are compiled against the headers of the Node that will run them, not of the one that runs npm
    const allowScripts = { sqlite3: true, ssh2: true, 'cpu-features': true };
    writeFileSync(join(home, 'package.json'), JSON.stringify({ private: true, allowScripts }));
    const nodedir = `--nodedir=${join(home, `node_modules/node-${process.platform}-${process.arch}`)}`;
    const done = await run('npm', ['install', '--no-audit', '--no-fund', nodedir, join(top, tarball)], home, env);
    expect(done, done.stderr).toMatchObject({ code: 0 });
  }, 15 * MINUTE);

  afterAll(() => rmSync(top, { recursive: true, force: true }));

  const coffre = (...args: string[]) => run(join(home, 'node_modules/.bin/coffre'), args, '/', env);

  test('carries what runs and neither sources nor tests', () => {
    expect(listed).toEqual(expect.arrayContaining(['bin/coffre.js', 'dist/cli/main.js', 'README.md']));
    expect(listed.filter((path) => /\.ts$|\.test\.|conformance|node_modules/.test(path))).toEqual([]);
    const scripts = readdirSync(join(root, 'connectors/exchange/scripts')).filter((name) => name.endsWith('.ps1'));
    expect(listed).toEqual(expect.arrayContaining(scripts.map((name) => `dist/connectors/exchange/scripts/${name}`)));
  });

  test('leaves the tools of development out', () => {
    const there = new Set(readdirSync(join(home, 'node_modules')));
    expect(['typescript', 'vitest', 'oxlint', 'testcontainers'].filter((name) => there.has(name))).toEqual([]);
  });

  test('says its help from any folder', async () => {
    const help = await coffre('--help');
    expect(help, help.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('restore') });
  });

  test('looks into a PST through npx --prefix, with the addons loaded', async () => {
    const pst = join(root, 'test/fixtures/pst/outlook-1.pst');
    const info = await run('npx', ['--prefix', home, 'coffre', '--json', 'pst', 'info', pst], '/', env);
    expect(info, info.stderr).toMatchObject({ code: 0 });
    expect(JSON.parse(info.stdout)).toMatchObject({ format: 'unicode' });
    const code = `process.exitCode = require('ssh2/lib/protocol/crypto.js').bindingAvailable ? 0 : 1; require('sqlite3')`;
    expect(await run(process.execPath, ['-e', code], installed, env)).toMatchObject({ code: 0 });
  });

  test('plays the demo', { timeout: 5 * MINUTE }, async () => {
    const out = join(top, 'demo');
    mkdirSync(out);
    const demo = await run(join(home, 'node_modules/.bin/coffre'), ['demo'], out, env);
    expect(demo, `${demo.stdout}\n${demo.stderr}`).toMatchObject({ code: 0 });
  });
});

describe('a checkout', () => {
  test.each([
    ['by absolute path', join(root, 'bin/coffre.js'), [], '/'],
    ['with npx in it', 'npx', ['coffre'], root],
    ['with npx --prefix', 'npx', ['--prefix', root, 'coffre'], '/'],
  ])('runs %s, whatever Node is first on PATH', async (_, command, args, cwd) => {
    const help = await run(command, [...args, '--help'], cwd, env);
    expect(help, help.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('restore') });
  });
});

/** `npm pack --json` prints what its prepack script prints first; an array in npm 11, an object by name in npm 12. */
function fileNames(output: string): string[] {
  const json = JSON.parse(output.slice(output.search(/^[[{]/m))) as
    | readonly { files: readonly { path: string }[] }[]
    | Record<string, { files: readonly { path: string }[] }>;
  return Object.values(json).flatMap(({ files }) => files.map(({ path }) => path));
}
