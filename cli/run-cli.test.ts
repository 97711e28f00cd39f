import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { neverAborted, systemClock } from '../core/index.ts';
import { runCli } from './run-cli.ts';
import { outputOn } from './ui/index.ts';

/** A stream that fails each write with this error number, or keeps what is written. */
function sink(code?: string) {
  let text = '';
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (code !== undefined) return done(Object.assign(new Error(`write ${code}`), { code }));
      text += chunk.toString('utf8');
      return done();
    },
  });
  return { output: outputOn(stream), text: () => text };
}

const run = (args: readonly string[], stdout: ReturnType<typeof sink>, stderr: ReturnType<typeof sink>) =>
  runCli({
    args,
    env: { LANG: 'en_US.UTF-8' },
    cwd: '/nowhere',
    outputs: { stdout: stdout.output, stderr: stderr.output },
    clock: systemClock,
    signal: neverAborted,
  });

describe('a command whose answer cannot be written', () => {
  it.each([[['--help']], [['pst', '--help']]])('%j ends as a failure that is told', async (args) => {
    const stderr = sink();
    expect(await run(args, sink('ENOSPC'), stderr)).toBe(1);
    expect(stderr.text()).toContain('OUTPUT_FAILED');
  });

  it.each([
    [['no-such-command'], 2],
    [['--json', 'no-such-command'], 2],
    [['--config', '/nowhere/coffre.yaml', 'status'], 2],
    [['--json', '--config', '/nowhere/coffre.yaml', 'status'], 2],
  ] as const)('%j keeps the exit code of its own error', async (args, code) => {
    expect(await run(args, sink('ENOSPC'), sink())).toBe(code);
    expect(await run(args, sink('ENOSPC'), sink('EIO'))).toBe(code);
  });

  it('is no failure where the reader has seen enough', async () => {
    const stderr = sink();
    expect(await run(['--help'], sink('EPIPE'), stderr)).toBe(0);
    expect(stderr.text()).toBe('');
  });
});
