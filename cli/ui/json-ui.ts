import type { Clock } from '../../core/index.ts';
import { errorDocument } from './describe-error.ts';
import { inLanguage } from './language.ts';
import { messages } from './messages/index.ts';
import { neutralise, neutralJson } from './neutralise.ts';
import type { Outputs } from './output.ts';
import { reporterFor } from './progress-reporter.ts';
import type { Ui, UiOptions } from './ui.ts';

/**
 * For programs: exactly one JSON document on standard output, written at once when it is known. An error that comes after the
 * document goes to standard error; a command that ends without a word gives `{}`.
 */
export function createJsonUi(options: UiOptions, outputs: Outputs, clock: Clock): Ui {
  const { language } = options;
  const { stdout, stderr } = outputs;
  const words = messages[language];
  const reporter = reporterFor(options, stderr, clock);
  let printed = false;

  const print = (document: object): void => {
    reporter.clear();
    const json = JSON.stringify(document, null, stdout.isTerminal ? 2 : undefined);
    printed = true;
    stdout.write(`${neutralJson(json)}\n`);
  };

  return {
    language,
    result: (document) => {
      if (printed) throw new TypeError('a command has one result');
      print(document);
    },
    line: () => undefined,
    heading: () => undefined,
    table: () => undefined,
    progress: (progress) => reporter.report(progress),
    warn: (text) => {
      reporter.clear();
      stderr.write(`${words.warning}${words.colon} ${neutralise(inLanguage(text, language))}\n`);
    },
    error: (error) => {
      if (!printed) return print(errorDocument(error));
      reporter.clear();
      stderr.write(`${neutralJson(JSON.stringify(errorDocument(error)))}\n`);
    },
    close: async () => {
      if (!printed) print({});
      reporter.clear();
      await Promise.all([stdout.flush(), stderr.flush()]);
    },
  };
}
