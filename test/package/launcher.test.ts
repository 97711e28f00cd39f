import { spawn } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Ended, makeFakeCheckout, run, watch } from './fake-checkout.ts';

const checkout = makeFakeCheckout('checkout');
const installed = makeFakeCheckout('package');
afterAll(() => {
  checkout.remove();
  installed.remove();
});

/** The Node that comes with the project. */
const wanted = readFileSync(join(import.meta.dirname, '../../.node-version'), 'utf8').trim();
const launcher = join(checkout.folder, 'bin/coffre.js');
const bin = join(checkout.folder, 'node_modules/.bin/coffre');
/** What an older Node lacks: without it the launcher stays as a parent. */
const withoutExecve = ['--import', 'data:text/javascript,process.execve=undefined'];
/** A PATH whose first `node` is the one that runs this test. */
const env = { ...process.env, PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter) };

function said(end: Ended): { main: string; rest: string[]; version: string; cwd: string } {
  expect(end).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(end.stdout);
}

describe('the launcher', () => {
  test('runs the sources of a checkout, by absolute path and from /', async () => {
    const { main, rest, version, cwd } = said(await run(process.execPath, [launcher, 'say', 'a b', '--c'], '/'));
    expect(main).toBe(join(checkout.folder, 'cli/main.ts'));
    expect(rest).toEqual(['a b', '--c']);
    expect(version).toBe(`v${wanted}`);
    expect(cwd).toBe('/');
  });

  test('runs through the link in node_modules/.bin', async () => {
    expect(said(await run(bin, ['say'], '/', env)).main).toBe(join(checkout.folder, 'cli/main.ts'));
  });

  test('runs dist of an installed package', async () => {
    const link = join(installed.folder, '../.bin/coffre');
    expect(said(await run(link, ['say'], '/', env)).main).toBe(join(installed.folder, 'dist/cli/main.js'));
  });

  test('runs from a checkout reached through a link', async () => {
    const link = join(dirname(checkout.folder), 'linked');
    symlinkSync(checkout.folder, link);
    said(await run(process.execPath, [join(link, 'bin/coffre.js'), 'say'], '/'));
    const version = await run(process.execPath, [join(link, 'bin/node24.js'), '--version'], '/');
    expect(version).toMatchObject({ code: 0, stdout: `v${wanted}\n` });
  });
});

describe.each([
  ['a Node that replaces itself', []],
  ['a Node that stays as a parent', withoutExecve],
])('under %s', (_, options) => {
  const start = (...args: string[]) => run(process.execPath, [...options, launcher, ...args], '/');

  test.each([0, 3, 75, 130])('exit code %i is passed on', async (code) => {
    expect(await start('exit', String(code))).toMatchObject({ code, signal: null });
  });

  test('a death by signal is passed on', async () => {
    expect(await start('die', 'SIGKILL')).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  test('SIGTERM reaches the program, whose exit code comes back', async () => {
    const child = spawn(process.execPath, [...options, launcher, 'wait'], { stdio: ['ignore', 'pipe', 'pipe'] });
    const watched = watch(child);
    await watched.until('ready');
    child.kill('SIGTERM');
    expect(await watched.ended).toMatchObject({ code: 42, signal: null });
  });

  test('each SIGINT without a terminal arrives once', async () => {
    const child = spawn(process.execPath, [...options, launcher, 'wait'], { stdio: ['ignore', 'pipe', 'pipe'] });
    const watched = watch(child);
    await watched.until('ready');
    child.kill('SIGINT');
    await watched.until('interrupt 1');
    child.kill('SIGINT');
    expect(await watched.ended).toMatchObject({ code: 130, stdout: expect.not.stringContaining('interrupt 3') });
  });

  const atTerminal = async () => {
    const line = [process.execPath, ...options, launcher, 'wait'].map((one) => `'${one}'`).join(' ');
    // `script` asks the shell of the environment; one that stays between would itself die of the Ctrl-C
    const child = spawn('script', ['-qefc', `exec ${line}`, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, SHELL: '/bin/sh' },
    });
    const watched = watch(child);
    await watched.until('ready');
    return { press: (key: string) => child.stdin.write(key), ...watched };
  };

  test('one Ctrl-C at a terminal arrives as one', async () => {
    const { press, until, ended, output } = await atTerminal();
    press('\x03');
    await until('interrupt 1');
    // through the launcher, where a second SIGINT would be ahead of this
    const [, pid, parent] = /ready (\d+) (\d+)/.exec(output()) ?? [];
    process.kill(Number(options.length === 0 ? pid : parent), 'SIGTERM');
    expect(await ended).toMatchObject({ code: 42, stdout: expect.not.stringContaining('interrupt 2') });
  });

  test('two Ctrl-C at a terminal end the program with its own code', async () => {
    const { press, until, ended } = await atTerminal();
    press('\x03');
    await until('interrupt 1');
    press('\x03');
    expect(await ended).toMatchObject({ code: 130, stdout: expect.stringContaining('interrupt 2') });
  });
});
