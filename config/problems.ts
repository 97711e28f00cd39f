import type { z } from 'zod';
import { type JsonSchema, knownKeys } from './json-schema.ts';
import { nearest } from './nearest.ts';
import type { YamlSource } from './yaml-source.ts';

/** One thing wrong with the configuration. Never holds a value of the file, only names and places. */
export interface ConfigProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The setting, e.g. `sources[0].ssh.host`; empty for the file as a whole. */
  readonly setting: string;
  readonly message: string;
  readonly remedy: string;
}

/** `coffre.yaml:4:3 store.kind: … (remedy)`. */
export function formatProblem(problem: ConfigProblem): string {
  const setting = problem.setting === '' ? '' : ` ${problem.setting}:`;
  return `${problem.file}:${problem.line}:${problem.column}${setting} ${problem.message}. ${problem.remedy}`;
}

export function settingName(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`))
    .join('');
}

/** Words that a person writes when they put a secret itself into the file. */
const SECRET_WORDS = new Map([
  ['password', 'passwordFile or passwordEnv'],
  ['passphrase', 'passphraseFile or passphraseEnv'],
  ['privatekey', 'privateKeyFile'],
  ['accesskeyid', 'accessKeyIdEnv or accessKeyIdFile'],
  ['accesskey', 'accessKeyIdEnv or accessKeyIdFile'],
  ['secretaccesskey', 'secretAccessKeyEnv or secretAccessKeyFile'],
  ['secretkey', 'secretAccessKeyEnv or secretAccessKeyFile'],
  ['secret', 'the setting that ends in File or Env'],
  ['token', 'the setting that ends in File or Env'],
]);

function unknownKey(key: string, known: readonly string[]): { message: string; remedy: string } {
  const shown = key.length > 60 ? `${key.slice(0, 60)}…` : key;
  const secret = SECRET_WORDS.get(key.toLowerCase().replaceAll(/[_-]/g, ''));
  if (secret !== undefined) {
    return {
      message: `“${shown}” would put a secret into this file`,
      remedy: `Name where it lies with ${secret}, and renew the secret if this file was shared.`,
    };
  }
  const meant = nearest(key, known);
  return {
    message: `unknown setting “${shown}”`,
    remedy: meant === null ? `Known here: ${known.join(', ')}.` : `Did you mean “${meant}”?`,
  };
}

function describe(issue: z.core.$ZodIssue, present: boolean): { message: string; remedy: string } {
  if (!present) return { message: 'is missing', remedy: 'Add it; docs/configuration.md says what it is.' };
  switch (issue.code) {
    case 'invalid_type':
      return { message: `is not of the right type`, remedy: `Use ${article(issue.expected)}.` };
    case 'invalid_value':
      return { message: 'is not one of the known values', remedy: `Use ${issue.values.map(String).join(' or ')}.` };
    case 'too_small':
      return { message: 'is too small', remedy: `Use at least ${issue.minimum}${unit(issue.origin)}.` };
    case 'too_big':
      return { message: 'is too large', remedy: `Use at most ${issue.maximum}${unit(issue.origin)}.` };
    case 'invalid_union':
      return issue.discriminator === undefined
        ? { message: 'is not valid', remedy: `${capital(issue.message)}.` }
        : { message: 'is not one of the known kinds', remedy: 'Use one of the kinds of docs/configuration.md.' };
    case 'custom':
      return { message: issue.message, remedy: 'See docs/configuration.md.' };
    default:
      return { message: 'is not valid', remedy: `${capital(issue.message)}.` };
  }
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
const unit = (origin: string): string => (origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : '');

function article(expected: string): string {
  const words: Readonly<Record<string, string>> = {
    string: 'a text (between quotes where it looks like a number or a time)',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list: one line per entry, each starting with “- ”',
    object: 'a group of settings, indented below',
  };
  return words[expected] ?? expected;
}

/** Zod's findings as problems with line, column and remedy; several unknown keys of one place become several problems. */
export function problemsOf(
  error: z.ZodError,
  file: string,
  source: YamlSource,
  schema: () => JsonSchema,
): readonly ConfigProblem[] {
  return error.issues.flatMap((issue): readonly ConfigProblem[] => {
    if (issue.code === 'unrecognized_keys') {
      const known = knownKeys(schema(), issue.path, source.value);
      return issue.keys.map((key) => ({
        file,
        ...source.locate(issue.path, key),
        setting: settingName([...issue.path, key.slice(0, 60)]),
        ...unknownKey(key, known),
      }));
    }
    // A discriminated union without its discriminator points at the union: what is missing is the `kind`.
    const path =
      issue.code === 'invalid_union' && issue.discriminator !== undefined && !issue.path.includes(issue.discriminator)
        ? [...issue.path, issue.discriminator]
        : issue.path;
    const present = source.has(path) || issue.code === 'custom';
    const said =
      path.length === 0 && !present
        ? { message: 'the file is empty', remedy: 'Write a configuration with coffre init.' }
        : describe(issue, present);
    return [{ file, ...source.locate(path), setting: settingName(path), ...said }];
  });
}
