import { Writable } from 'node:stream';
import type { Environment } from '../config/index.ts';
import { type Clock, neverAborted, systemClock } from '../core/index.ts';
import type { Mailer } from '../daemon/index.ts';
import type { CliRun } from './cli-run.ts';
import { outputOn } from './ui/index.ts';

/** How a command ended and what it wrote. */
export interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface InProcess {
  readonly cwd: string;
  readonly env?: Environment;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  readonly mailer?: Mailer;
}

/** Runs one command in this process and gives back what it wrote: for commands that play others, and for tests. */
export async function captureCommand(
  run: (call: CliRun) => Promise<number>,
  args: readonly string[],
  at: InProcess,
): Promise<Answer> {
  const [out, err] = [captured(), captured()];
  const { cwd, env = {}, clock = systemClock, signal = neverAborted, mailer } = at;
  const outputs = { stdout: outputOn(out.stream), stderr: outputOn(err.stream) };
  const code = await run({
    ...{ args, env, cwd, outputs, clock, signal },
    ...(mailer === undefined ? {} : { mailer }),
  });
  return { code, stdout: out.text(), stderr: err.text() };
}

function captured(): { readonly stream: Writable; readonly text: () => string } {
  const pieces: Buffer[] = [];
  const stream = new Writable({
    write: (piece: Buffer, _encoding, done) => {
      pieces.push(Buffer.from(piece));
      done();
    },
  });
  return { stream, text: () => Buffer.concat(pieces).toString('utf8') };
}
