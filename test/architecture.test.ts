import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkModule, isTest, unitOf } from './architecture/check-module.ts';
import { findCycles } from './architecture/find-cycles.ts';
import { readModule } from './architecture/read-module.ts';
import { fileGraph, readProject, unitGraph } from './architecture/read-project.ts';
import { sizeLimits, walls } from './architecture/walls.ts';

const root = join(import.meta.dirname, '..');
const modules = readProject(root);
const product = modules.filter(({ path }) => walls[unitOf(path) ?? ''] !== undefined && !isTest(path));

describe('the tree', () => {
  test('keeps to its walls', () => {
    expect(modules.flatMap(checkModule)).toEqual([]);
  });

  test('has no cycle between files', () => {
    expect(findCycles(fileGraph(modules))).toEqual([]);
  });

  test('has no cycle between folders', () => {
    expect(findCycles(unitGraph(product))).toEqual([]);
  });

  test('is made of small files', () => {
    const sizes = product.map(({ lines }) => lines).sort((a, b) => a - b);
    const at = (share: number): number => sizes[Math.floor((sizes.length - 1) * share)] ?? 0;
    expect(modules.filter(({ lines }) => lines > sizeLimits.most).map(({ path, lines }) => `${path} ${lines}`)).toEqual(
      [],
    );
    expect(at(0.9), 'ninth decile of lines').toBeLessThanOrEqual(sizeLimits.ninthDecile);
    expect(at(0.5), 'median of lines').toBeLessThanOrEqual(sizeLimits.median);
  });

  test('imports only packages that an installation has', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const allowed = new Set(Object.values(walls).flatMap((wall) => wall.packages));
    expect([...allowed].filter((name) => dependencies[name] === undefined)).toEqual([]);
    expect(Object.keys(dependencies).filter((name) => !allowed.has(name))).toEqual([]);
  });

  test('is described by walls that themselves close no circle', () => {
    const graph = Object.entries(walls).map(([unit, wall]) => {
      const others = [...wall.values, ...(wall.types ?? [])].filter((name) => name !== unit);
      return [unit, new Set(others)] as const;
    });
    expect(findCycles(new Map(graph))).toEqual([]);
  });
});

describe('each rule bites', () => {
  /** path, source, what the complaint contains; undefined: nothing to complain about */
  const cases: readonly (readonly [string, string, string | undefined])[] = [
    ['core/a.ts', `import { x } from '../vault/index.ts';`, 'core may not import vault'],
    ['core/a.ts', `import type { X } from '../vault/index.ts';`, 'core may not import vault'],
    ['core/a.ts', `export { x } from '../vault/index.ts';`, 'core may not import vault'],
    ['core/a.ts', `export * from '../vault/index.ts';`, 'core may not import vault'],
    ['core/a.ts', `const x = await import('../vault/index.ts');`, 'core may not import vault'],
    ['core/a.ts', `type X = import('../vault/index.ts').X;`, 'core may not import vault'],
    ['core/a.ts', `const x = require('../vault/index.ts');`, 'core may not import vault'],
    ['core/a.ts', `const x = await import(name);`, 'not written out'],
    ['core/a.ts', `import '../../elsewhere/index.ts';`, 'outside the project'],
    ['core/a.ts', `import '../vitest.config.ts';`, 'the root of the project'],
    ['core/a.ts', `import './b';`, 'without its .ts ending'],
    ['core/a.ts', `import './b.ts';`, undefined],
    ['vault/a.ts', `import { put } from '../connectors/objects/index.ts';`, 'only types of connectors/objects'],
    ['vault/a.ts', `import { type Store, put } from '../connectors/objects/index.ts';`, 'only types'],
    ['vault/a.ts', `import type { Store } from '../connectors/objects/index.ts';`, undefined],
    ['vault/a.ts', `import { type Store } from '../connectors/objects/index.ts';`, undefined],
    ['vault/a.ts', `import type { Catalog } from '../catalog/index.ts';`, 'vault may not import catalog'],
    ['vault/a.ts', `import { log } from '../core/log.ts';`, 'instead of core/index.ts'],
    ['vault/a.test.ts', `import { log } from '../core/log.ts';`, 'instead of core/index.ts'],
    ['vault/a.test.ts', `import { storeSuite } from '../connectors/objects/conformance.ts';`, undefined],
    ['vault/a.ts', `import { storeSuite } from '../connectors/objects/conformance.ts';`, 'through'],
    ['vault/a.ts', `import { fake } from '../test/fakes/store.ts';`, 'vault may not import test'],
    ['vault/a.ts', `import { fixture } from './testing/fixture.ts';`, 'imports a test'],
    ['connectors/mail/index.ts', `export { suite } from './conformance.ts';`, 'imports a test'],
    ['vault/a.test.ts', `import { fixture } from './testing/fixture.ts';`, undefined],
    ['vault/a.test.ts', `import { fake } from '../test/fakes/store.ts';`, undefined],
    ['connectors/mail/a.ts', `import { x } from '../objects/index.ts';`, 'may not import connectors/objects'],
    ['connectors/exchange/a.ts', `import type { X } from '../../domain/index.ts';`, undefined],
    ['connectors/exchange/a.ts', `import { x } from '../../domain/index.ts';`, undefined],
    ['connectors/exchange/a.ts', `import { x } from '../../pst/index.ts';`, 'only types of pst'],
    ['catalog/a.ts', `import { rebuild } from '../vault/index.ts';`, 'only types of vault'],
    ['catalog/a.ts', `import { open } from '../database/index.ts';`, undefined],
    ['pipelines/a.ts', `import { serve } from '../daemon/index.ts';`, 'pipelines may not import daemon'],
    ['pipelines/a.ts', `import { z } from 'zod';`, 'pipelines may not import the package zod'],
    ['connectors/mail/a.ts', `import { Client } from 'ssh2';`, 'may not import the package ssh2'],
    ['connectors/objects/a.ts', `import { S3Client } from '@aws-sdk/client-s3';`, undefined],
    ['connectors/objects/a.ts', `import { x } from '@aws-sdk/client-s3/deep';`, undefined],
    ['vault/a.ts', `import { test } from 'vitest';`, 'which only'],
    ['connectors/objects/conformance.ts', `import { test } from 'vitest';`, undefined],
    ['domain/a.ts', `import { readFile } from 'node:fs/promises';`, 'domain computes only'],
    ['domain/a.ts', `import { createHash } from 'node:crypto';`, undefined],
    ['vault/a.ts', `import { readFile } from 'fs';`, 'without node:'],
    ['vault/a.ts', `const x = process.env['HOME'];`, 'environment'],
    ['vault/a.ts', `const x = process['env'];`, 'environment'],
    ['vault/a.ts', `const x = globalThis.process.env;`, 'environment'],
    ['vault/a.ts', `const { env } = process;`, 'environment'],
    ['vault/a.ts', `import { env } from 'node:process';`, 'environment'],
    ['vault/a.ts', `import process from 'node:process'; process.env;`, 'environment'],
    ['config/load.ts', `const x = process.env['HOME'];`, undefined],
    ['config/schema.ts', `const x = process.env['HOME'];`, 'environment'],
    ['cli/main.ts', `process.stdout.write('x');`, 'standard output'],
    ['cli/main.ts', `import { stdout } from 'node:process';`, 'standard output'],
    ['cli/commands/a.ts', `console.log('x');`, 'standard output'],
    ['cli/commands/a.ts', `const { log } = console;`, 'standard output'],
    ['cli/ui/text.ts', `process.stdout.write('x');`, undefined],
    ['vault/a.ts', `const t = Date.now();`, 'wall clock'],
    ['vault/a.ts', `const now = Date.now;`, 'wall clock'],
    ['vault/a.ts', `const { now } = Date;`, 'wall clock'],
    ['vault/a.ts', `const t = new Date();`, 'wall clock'],
    ['vault/a.ts', `const t = Date();`, 'wall clock'],
    ['vault/a.ts', `const t = new Date(at);`, undefined],
    ['vault/a.ts', `setTimeout(f, 1);`, 'wall clock'],
    ['vault/a.ts', `globalThis.setInterval(f, 1);`, 'wall clock'],
    ['vault/a.ts', `socket.setTimeout(1);`, undefined],
    ['vault/a.ts', `const signal = AbortSignal.timeout(1);`, 'wall clock'],
    ['vault/a.ts', `const t = performance.now();`, 'wall clock'],
    ['vault/a.ts', `import { setTimeout as wait } from 'node:timers/promises';`, 'wall clock'],
    ['core/clock.ts', `const t = Date.now();`, undefined],
    ['vault/a.test.ts', `const t = Date.now();`, undefined],
    ['catalog/a.ts', `const x = rows[0]!;`, 'waives a check'],
    ['vault/a.ts', `const x = bytes[0]!;`, undefined],
    ['pst/ltp/a.ts', `const x = bytes[0]!;`, 'waives a check'],
    ['pst/ndb/a.ts', `const x = bytes[0]!;`, undefined],
    ['core/a.ts', `export default 1;`, 'default export'],
    ['core/a.ts', `const x = 1; export { x as default };`, 'default export'],
    ['core/a.ts', `// ${'TO'}DO later`, 'reminder'],
    ['core/bigFile.ts', ``, 'kebab-case'],
    ['vault/PackFormat/a.ts', ``, 'kebab-case'],
    ['vault/pack-format.test.ts', ``, undefined],
    ['helpers/a.ts', ``, 'has no wall'],
    ['connectors/ftp/a.ts', ``, 'has no wall'],
  ];

  test.each(cases)('%s with %s', (path, source, complaint) => {
    const found = checkModule(readModule(path, `${source}\n`));
    if (complaint === undefined) expect(found).toEqual([]);
    else expect(found.join('\n')).toContain(complaint);
  });

  test('a cycle of files is found through type-only imports, and a chain is none', () => {
    const a = readModule('vault/a.ts', `import type { B } from './b.ts';\n`);
    const b = readModule('vault/b.ts', `import { c } from './c.ts';\n`);
    const c = readModule('vault/c.ts', `export * from './a.ts';\n`);
    expect(findCycles(fileGraph([a, b, c]))).toEqual([['vault/a.ts', 'vault/b.ts', 'vault/c.ts']]);
    expect(findCycles(fileGraph([a, b]))).toEqual([]);
    expect(findCycles(fileGraph([readModule('core/a.ts', `import './a.ts';\n`)]))).toEqual([['core/a.ts']]);
  });

  test('a cycle of folders is found where no file is in a cycle', () => {
    const a = readModule('vault/a.ts', `import '../catalog/b.ts';\n`);
    const b = readModule('catalog/c.ts', `import '../vault/d.ts';\n`);
    expect(findCycles(fileGraph([a, b]))).toEqual([]);
    expect(findCycles(unitGraph([a, b]))).toEqual([['catalog', 'vault']]);
  });

  test('text that is no TypeScript is refused', () => {
    expect(() => readModule('core/a.ts', 'const = ;')).toThrow('core/a.ts');
  });
});
