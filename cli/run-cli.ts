import { userInfo } from 'node:os';
import { Command, CommanderError, Help, InvalidArgumentError, type Option } from 'commander';
import { loadConfig } from '../config/index.ts';
import { createLogger, type Logger, noProgress, toCodedError } from '../core/index.ts';
import { type App, createApp } from '../daemon/index.ts';
import { captureCommand } from './capture-command.ts';
import type { CliRun } from './cli-run.ts';
import type { CommandContext, CommandResult, Globals } from './command.ts';
import { registerAudit } from './commands/audit.ts';
import { registerBackup } from './commands/backup.ts';
import { registerBrowse } from './commands/browse.ts';
import { registerCatalog } from './commands/catalog.ts';
import { registerContract } from './commands/contract.ts';
import { registerDemo } from './commands/demo.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerInit } from './commands/init.ts';
import { registerKeys } from './commands/keys.ts';
import { registerKit } from './commands/kit.ts';
import { registerLinks } from './commands/links.ts';
import { registerMedia } from './commands/media.ts';
import { registerPst } from './commands/pst.ts';
import { registerRegister } from './commands/register.ts';
import { registerRestore } from './commands/restore.ts';
import { registerRetention } from './commands/retention.ts';
import { registerReversibility } from './commands/reversibility.ts';
import { registerRuns } from './commands/runs.ts';
import { registerServe } from './commands/serve.ts';
import { registerSnapshots } from './commands/snapshots.ts';
import { registerStatus } from './commands/status.ts';
import { registerTenants } from './commands/tenants.ts';
import { registerVerify } from './commands/verify.ts';
import { cliError } from './errors.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import { type Action, oneOf, type Register, type Run } from './register.ts';
import { createJsonUi, createTextUi, languageFrom, neutralise, type Ui } from './ui/index.ts';

const commands: readonly Register[] = [
  registerInit,
  registerDoctor,
  registerServe,
  registerStatus,
  registerTenants,
  registerBackup,
  registerRuns,
  registerSnapshots,
  registerBrowse,
  registerRestore,
  registerVerify,
  registerRetention,
  registerContract,
  registerReversibility,
  registerLinks,
  registerMedia,
  registerRegister,
  registerAudit,
  registerKeys,
  registerKit,
  registerCatalog,
  registerPst,
  registerDemo,
];

const EXIT_HELP = `
Exit codes: 0 done · 1 failed · 2 usage or configuration · 3 partial · 4 refused · 5 not found · 6 integrity failure ·
75 temporary, try again · 130 interrupted`;

/** Runs one command and resolves with its exit code; never throws. In-process tests and the program share it. */
export async function runCli(run: CliRun): Promise<number> {
  let exit = 0;
  const program = new Command('coffre');
  const lineage = (context: Command): Globals => globalsOf(run, context.optsWithGlobals());
  program
    .description('Backup, restore and reversibility for hosted Exchange mailboxes')
    .option('--config <file>', 'configuration (else COFFRE_CONFIG, ./coffre.yaml, /etc/coffre/coffre.yaml)')
    .option('--as <name>', 'who acts; recorded with every act', personName)
    .option('--json', 'one JSON document on standard output')
    .option('--quiet', 'no progress')
    .option('--verbose', 'details and causes')
    .option('--no-color', 'no colours')
    .option('--lang <language>', 'fr or en', oneOf('fr', 'en'))
    .addHelpText('after', EXIT_HELP)
    .showHelpAfterError(false)
    .configureHelp({ optionDescription })
    .exitOverride()
    .configureOutput({ writeOut: (text) => run.outputs.stdout.write(text), writeErr: () => undefined });

  const bind: Run =
    <Options>(action: Action<Options>) =>
    async (...given: unknown[]) => {
      const command = given.at(-1) as Command;
      const options = given.at(-2) as Options;
      const args = given.slice(0, -2).flat() as string[];
      exit = await execute(run, lineage(command), (context) => action(context, options, ...args));
    };
  for (const register of commands) register(program, bind);
  for (const command of everyCommand(program)) command.exitOverride().addHelpText('after', EXIT_HELP);

  try {
    await program.parseAsync([...run.args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) {
      // Help is written by commander, past any user interface.
      exit = await closed(run, exitCodes.done, () => run.outputs.stdout.flush());
    } else {
      const ui = openUi(run, globalsOf(run, program.opts(), run.args));
      const coded =
        error instanceof CommanderError
          ? cliError('USAGE', error.message.replace(/^error: /, ''), { cause: error })
          : toCodedError(error);
      ui.error(coded);
      exit = await closed(run, exitCodeOf(coded), () => ui.close());
    }
  }
  return exit;
}

/** The exit code once everything is written: an answer that could not be written (OUTPUT_FAILED) is no success. */
async function closed(run: CliRun, exit: number, flush: () => Promise<void>): Promise<number> {
  try {
    await flush();
    return exit;
  } catch (error) {
    const coded = toCodedError(error);
    // Standard output is gone; where standard error is gone too, the exit code alone tells.
    run.outputs.stderr.write(`${coded.code}: ${neutralise(coded.message)} ${coded.hint}\n`);
    await run.outputs.stderr.flush().catch(() => undefined);
    return exit === exitCodes.done ? exitCodeOf(coded) : exit;
  }
}

/** As commander has it, without the empty list that an option which may be repeated begins with. */
function optionDescription(option: Option): string {
  return new Help().optionDescription(option).replace(/ ?\(default: \[\]\)$/, '');
}

function* everyCommand(from: Command): Iterable<Command> {
  for (const one of from.commands) {
    yield one;
    yield* everyCommand(one);
  }
}

/** One command with its context; every error becomes a message and an exit code here, once. */
async function execute(
  run: CliRun,
  globals: Globals,
  work: (context: CommandContext) => Promise<CommandResult>,
): Promise<number> {
  const ui = openUi(run, globals);
  let opened: Promise<App> | undefined;
  const actor = globals.as ?? osUser();
  const log = openLog(globals);
  const context: CommandContext = {
    globals,
    env: run.env,
    cwd: run.cwd,
    clock: run.clock,
    actor,
    signal: run.signal,
    onProgress: ui.progress,
    tell: (text) => ui.line(text),
    coffre: (args, at) => captureCommand(runCli, args, { signal: run.signal, ...at }),
    app: () => {
      opened ??= openApp(run, globals, actor, log, ui);
      return opened;
    },
  };
  let code: number;
  try {
    const result = await work(context);
    ui.result(result.document, result.blocks);
    code = exitCodes[result.exit];
  } catch (error) {
    const coded = toCodedError(run.signal.aborted ? run.signal.reason : error);
    ui.error(coded);
    code = exitCodeOf(coded);
  }
  await opened?.then(
    (app) => app.close(),
    () => undefined,
  );
  return closed(run, code, () => ui.close());
}

async function openApp(run: CliRun, globals: Globals, actor: string, log: Logger, ui: Ui): Promise<App> {
  const loaded = await loadConfig({ path: globals.config, env: run.env, cwd: run.cwd });
  for (const one of loaded.warnings) ui.warn(`${one.setting}: ${one.message} ${one.remedy}`);
  if (globals.serving && globals.verbosity === 'normal') log.level = loaded.config.log.level;
  const processMetrics = globals.serving;
  return createApp(
    {
      ...{ loaded, clock: run.clock, log, actor, processMetrics },
      onProgress: globals.serving ? noProgress : ui.progress,
      ...(run.mailer === undefined ? {} : { mailer: run.mailer }),
    },
    run.signal,
  );
}

function openLog(globals: Globals): Logger {
  const level = globals.verbosity === 'verbose' ? 'debug' : globals.verbosity === 'quiet' ? 'error' : 'warn';
  return createLogger({ level: globals.serving ? 'info' : level });
}

function openUi(run: CliRun, globals: Globals): Ui {
  const options = { language: globals.lang, color: globals.color, verbosity: globals.verbosity };
  const make = globals.json ? createJsonUi : createTextUi;
  return make(options, run.outputs, run.clock);
}

interface RawGlobals {
  readonly config?: string;
  readonly as?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color?: boolean;
  readonly lang?: 'fr' | 'en';
}

/** `args` is looked at for --json where parsing itself failed. */
function globalsOf(run: CliRun, raw: RawGlobals, args: readonly string[] = []): Globals {
  return {
    config: raw.config,
    as: raw.as,
    json: raw.json === true || args.includes('--json'),
    verbosity: raw.verbose === true ? 'verbose' : raw.quiet === true ? 'quiet' : 'normal',
    color: raw.color !== false && (run.env['NO_COLOR'] ?? '') === '',
    lang: languageFrom(raw.lang, run.env['LC_ALL'] || run.env['LC_MESSAGES'] || run.env['LANG']),
    serving: run.args.includes('serve'),
  };
}

/** A name as acts and papers bear it: nothing in it that nobody sees. */
function personName(text: string): string {
  if (text.trim() === '' || text.length > 200 || /[\p{Cc}\p{Cf}]/u.test(text)) {
    throw new InvalidArgumentError('Give a name of at most 200 visible characters.');
  }
  return text.trim();
}

function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
