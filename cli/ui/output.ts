import { uiError } from './errors.ts';

/** A stream to print on, with what is known of the terminal behind it. */
export interface Output {
  readonly stream: NodeJS.WritableStream;
  readonly isTerminal: boolean;
  /** Columns of the terminal now; undefined where there is none or it does not know. */
  columns(): number | undefined;
  write(text: string): void;
  /** Resolves when everything is handed over; OUTPUT_FAILED where a write failed. A reader that left early is no failure. */
  flush(): Promise<void>;
}

/** Prints on a stream; failures are kept until `flush`, so that printing itself never throws. */
export function outputOn(
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number },
): Output {
  let failure: NodeJS.ErrnoException | undefined;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    failure ??= error;
  });
  const gone = (): boolean => failure !== undefined;
  return {
    stream,
    isTerminal: stream.isTTY === true,
    // Serial lines and some pseudo-terminals say 0: unknown.
    columns: () => (stream.isTTY === true && stream.columns !== 0 ? stream.columns : undefined),
    write: (text) => {
      if (!gone()) stream.write(text);
    },
    flush: async () => {
      if (!gone()) {
        await new Promise<void>((resolve) => {
          stream.write('', (error) => {
            if (error) failure ??= error;
            resolve();
          });
        });
      }
      // `coffre snapshots | head` closes the pipe when it has seen enough.
      if (failure === undefined || failure.code === 'EPIPE' || failure.code === 'ERR_STREAM_DESTROYED') return;
      throw uiError('OUTPUT_FAILED', `the answer could not be written: ${failure.message}`, { cause: failure });
    },
  };
}

export interface Outputs {
  readonly stdout: Output;
  readonly stderr: Output;
}

/** The streams of this process. Called once, by the program's entry. */
export function processOutputs(): Outputs {
  return { stdout: outputOn(process.stdout), stderr: outputOn(process.stderr) };
}
