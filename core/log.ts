import { type DestinationStream, destination, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** Fields that never reach a log, at the top and one level down, whatever object they hang on. */
const SECRET_FIELDS = [
  'password',
  'passphrase',
  'privateKey',
  'secret',
  'secretAccessKey',
  'token',
  'authorization',
  'masterKey',
  'credential',
];

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Where lines go; standard error unless a test gives its own. */
  readonly stream?: DestinationStream;
  /** A file instead; appended to. */
  readonly path?: string;
}

/** JSON lines on standard error, secrets redacted. Errors are logged once, at the edge. */
export function createLogger(options: LogOptions): Logger {
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
        censor: '[secret]',
      },
    },
    options.stream ??
      destination(options.path === undefined ? { fd: 2, sync: true } : { dest: options.path, sync: true }),
  );
}

/** A logger that writes nothing, for tests and for library use. */
export const silentLogger: Logger = pino({ level: 'silent' });
