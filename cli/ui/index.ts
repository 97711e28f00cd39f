/**
 * What a command shows, and the only place of Coffre that writes to standard output.
 *
 * A command hands over data: a document for programs, blocks (lines, headings, tables) for people, reports of progress, an
 * error. `createTextUi` prints aligned tables, in colour on a terminal that wants it; `createJsonUi` prints exactly one
 * document. Progress is one line with rate and estimate on a terminal, a log line per step elsewhere, always on standard
 * error. Words are French or English (`messages/`); sentences of commands come in both.
 *
 * Every string is hostile: before it is printed, each character that a terminal would act upon is spelt out, so that the
 * name of a folder can neither colour, move, overwrite nor forge a line. Here nothing is decided and nothing parsed: options
 * come from `cli/main`, exit codes from `cli/exit-codes.ts`.
 */
export { uiError } from './errors.ts';
export { createJsonUi } from './json-ui.ts';
export { inLanguage, languageFrom } from './language.ts';
export { neutralise } from './neutralise.ts';
export { type Output, type Outputs, outputOn, processOutputs } from './output.ts';
export { createTextUi } from './text-ui.ts';
export type { Block, Cell, Column, Language, Table, Text, Tone, Ui, UiOptions } from './ui.ts';
