import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ErrorFactory, ErrorSpec } from '../core/index.ts';
import { unitOf } from './architecture/check-module.ts';

const root = join(import.meta.dirname, '..');
const skipped = ['node_modules', 'dist', '.tmp', 'test', 'demo-out'];
const tables = globSync('**/errors.ts', { cwd: root, exclude: (path) => skipped.includes(path) }).sort();

interface Declared {
  readonly folder: string;
  readonly code: string;
  readonly spec: ErrorSpec;
}

const declared = (await Promise.all(tables.map(readTables))).flat();
const documented = readManual(readFileSync(join(root, 'docs/errors.md'), 'utf8'));

async function readTables(file: string): Promise<readonly Declared[]> {
  const module = (await import(join(root, file))) as Record<string, unknown>;
  const factories = Object.values(module).filter(isFactory);
  if (factories.length === 0) throw new Error(`${file} exports no error table`);
  const folder = unitOf(file) ?? '';
  return factories.flatMap(({ table }) => Object.entries(table).map(([code, spec]) => ({ folder, code, spec })));
}

function isFactory(value: unknown): value is ErrorFactory<string> {
  return typeof value === 'function' && 'table' in value && typeof value.table === 'object';
}

interface Entry {
  readonly folder: string;
  readonly code: string;
  readonly text: string;
}

/** The `### CODE` entries of the manual with the `## folder` above each and the text below. */
function readManual(text: string): readonly Entry[] {
  return text.split(/^## /m).flatMap((section) => {
    const [head = '', ...entries] = section.split(/^### /m);
    const folder = head.split('\n', 1)[0]?.trim() ?? '';
    return entries.map((entry) => {
      const [code = '', ...lines] = entry.split('\n');
      return { folder, code: code.trim(), text: lines.join('\n').trim() };
    });
  });
}

const nameOf = ({ folder, code }: { folder: string; code: string }): string => `${folder} ${code}`;

describe('docs/errors.md', () => {
  test('has an entry for each code, under the folder that declares it', () => {
    const entries = new Set(documented.map(nameOf));
    expect(declared.map(nameOf).filter((name) => !entries.has(name))).toEqual([]);
  });

  test('has no entry for a code that nobody declares, and none twice', () => {
    const codes = new Set(declared.map(nameOf));
    expect(documented.map(nameOf).filter((name) => !codes.has(name))).toEqual([]);
    expect(repeated(documented.map(({ code }) => code))).toEqual([]);
  });

  test('says something about each code', () => {
    expect(documented.filter(({ text }) => text.length < 30).map(nameOf)).toEqual([]);
  });
});

describe('error codes', () => {
  test('belong to one folder each, in capitals', () => {
    expect(declared.length).toBeGreaterThan(0);
    expect(repeated(declared.map(({ code }) => code))).toEqual([]);
    expect(declared.map(({ code }) => code).filter((code) => !/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/.test(code))).toEqual(
      [],
    );
  });

  test('carry a next step as a sentence', () => {
    expect(declared.filter(({ spec }) => !/^.{10,}[.]$/.test(spec.hint)).map(nameOf)).toEqual([]);
  });

  test('are declared in errors.ts and nowhere else', () => {
    const sources = globSync('*/**/*.ts', { cwd: root, exclude: (path) => skipped.includes(path) });
    const elsewhere = sources.filter(
      (path) => !/errors\.ts$|\.test\.ts$/.test(path) && /\berrorTable\(/.test(readFileSync(join(root, path), 'utf8')),
    );
    expect(elsewhere).toEqual([]);
  });
});

function repeated(names: readonly string[]): readonly string[] {
  return names.filter((name, at) => names.indexOf(name) !== at);
}
