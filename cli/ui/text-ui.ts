import type { Clock, CodedError } from '../../core/index.ts';
import { causesOf } from './describe-error.ts';
import { inLanguage } from './language.ts';
import { layoutTable } from './layout-table.ts';
import { messages } from './messages/index.ts';
import { neutralise } from './neutralise.ts';
import type { Output, Outputs } from './output.ts';
import { type Paint, painted, unpainted } from './paint.ts';
import { reporterFor } from './progress-reporter.ts';
import type { Block, Table, Text, Ui, UiOptions } from './ui.ts';

/** For people: answers on standard output; warnings, errors and progress on standard error. */
export function createTextUi(options: UiOptions, outputs: Outputs, clock: Clock): Ui {
  const { language } = options;
  const { stdout, stderr } = outputs;
  const words = messages[language];
  const paintFor = (output: Output): Paint => (options.color && output.isTerminal ? painted : unpainted);
  const paint = paintFor(stdout);
  const paintError = paintFor(stderr);
  const reporter = reporterFor(options, stderr, clock);
  const say = (output: Output, lines: readonly string[]): void => {
    if (lines.length === 0) return;
    reporter.clear();
    output.write(`${lines.join('\n')}\n`);
  };
  const wording = (text: Text): string => neutralise(inLanguage(text, language));
  let answered = false;

  const ui: Ui = {
    language,
    result: (_document, blocks = []) => {
      if (answered) throw new TypeError('a command has one result');
      answered = true;
      say(stdout, blocks.flatMap(blockLines));
    },
    line: (text) => say(stdout, [wording(text)]),
    heading: (text) => say(stdout, headingLines(text)),
    table: (table) => say(stdout, tableLines(table)),
    progress: (progress) => reporter.report(progress),
    warn: (text) => say(stderr, [`${paintError(words.warning + words.colon, 'warning')} ${wording(text)}`]),
    error: (error) => say(stderr, errorLines(error)),
    close: async () => {
      reporter.clear();
      await Promise.all([stdout.flush(), stderr.flush()]);
    },
  };
  return ui;

  function blockLines(block: Block): readonly string[] {
    switch (block.block) {
      case 'line':
        return [wording(block.text)];
      case 'heading':
        return headingLines(block.text);
      case 'table':
        return tableLines(block);
    }
  }

  function headingLines(text: Text): readonly string[] {
    return ['', paint(wording(text), 'strong')];
  }

  function tableLines(table: Table): readonly string[] {
    if (table.rows.length === 0) return [paint(words.nothing, 'dim')];
    return layoutTable(table, { language, paint, columns: stdout.columns() });
  }

  function errorLines(error: CodedError): readonly string[] {
    const field = (label: string, value: string): string =>
      `  ${paintError(label + words.colon, 'dim')} ${neutralise(value)}`;
    const lines = [`${paintError(words.kinds[error.kind] + words.colon, 'bad')} ${neutralise(error.message)}`];
    lines.push(field(words.next, error.hint), field(words.code, error.code));
    if (options.verbosity === 'verbose') lines.push(...causesOf(error).map((cause) => field(words.cause, cause)));
    return lines;
  }
}
