import { builtinModules } from 'node:module';
import { type ImportUse, resolveRelative, type SourceModule, type Use } from './read-module.ts';
import { freeUnits, nonNullFolders, pureNodeModules, walls } from './walls.ts';

/** One broken rule, said so that the reader knows what to change. */
export type Violation = string;

const testPackages = ['vitest', 'fast-check'];

/** The unit that a path belongs to; undefined for files at the root. */
export function unitOf(path: string): string | undefined {
  const [first, second, third] = path.split('/');
  if (second === undefined) return undefined;
  return first === 'connectors' && third !== undefined ? `connectors/${second}` : first;
}

/** Tests beside the code, their helpers and the suites they share: what may use vitest and is not shipped. */
export function isTest(path: string): boolean {
  return /(?:\.test|\.test-support|\/conformance)\.ts$|\/testing\//.test(path) || path.startsWith('test/');
}

/** Every rule that can be judged from one file alone. */
export function checkModule(module: SourceModule): readonly Violation[] {
  return [
    ...checkName(module.path),
    ...module.imports.flatMap((one) =>
      checkImport(module.path, one).map((text) => `${module.path}:${one.line} ${text}`),
    ),
    ...module.uses.flatMap((one) => checkUse(module.path, one).map((text) => `${module.path}:${one.line} ${text}`)),
  ];
}

function checkName(path: string): readonly Violation[] {
  const wrong = path.split('/').filter((part) => !/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+)*$/.test(part));
  const unit = unitOf(path);
  const known = unit === undefined || freeUnits.includes(unit) || walls[unit] !== undefined;
  return [
    ...wrong.map((part) => `${path} is not named in kebab-case: ${part}`),
    ...(known ? [] : [`${path} lies in ${unit}, which has no wall in test/architecture/walls.ts`]),
  ];
}

function checkImport(path: string, { specifier, typeOnly }: ImportUse): readonly Violation[] {
  if (specifier === undefined) {
    const free = freeUnits.includes(unitOf(path) ?? '');
    return free ? [] : ['imports a module whose name is not written out'];
  }
  if (specifier.startsWith('.')) return checkRelative(path, specifier, typeOnly);
  if (specifier.startsWith('node:')) return checkNode(path, specifier);
  if (builtinModules.includes(specifier)) return [`imports ${specifier} without node:`];
  return checkPackage(path, specifier);
}

function checkRelative(path: string, specifier: string, typeOnly: boolean): readonly Violation[] {
  const found: Violation[] = [];
  const target = resolveRelative(path, specifier);
  if (!/\.(?:ts|json)$/.test(specifier) && !(specifier.endsWith('.js') && target.startsWith('bin/')))
    found.push(`imports ${specifier} without its .ts ending`);
  if (target.startsWith('..')) return [...found, `imports ${specifier}, which lies outside the project`];
  const from = unitOf(path);
  const to = unitOf(target);
  if (isTest(target) && !isTest(path) && from !== 'scripts') found.push(`is shipped and imports a test (${specifier})`);
  if (from === to || from === undefined || freeUnits.includes(from)) return found;
  if (isTest(path)) return [...found, ...checkEntry(target, to, true)];
  const wall = walls[from];
  if (to === undefined || !(wall?.values.includes(to) || wall?.types?.includes(to)))
    found.push(`${from} may not import ${to ?? 'the root of the project'} (${specifier})`);
  else if (!typeOnly && !wall.values.includes(to)) found.push(`${from} may import only types of ${to} (${specifier})`);
  return [...found, ...checkEntry(target, to, false)];
}

/** Another unit is entered through its index.ts; a test may also run the unit's conformance suite. */
function checkEntry(target: string, to: string | undefined, fromTest: boolean): readonly Violation[] {
  if (to === undefined || freeUnits.includes(to)) return [];
  if (target === `${to}/index.ts`) return [];
  if (fromTest && target === `${to}/conformance.ts`) return [];
  return [`enters ${to} through ${target} instead of ${to}/index.ts`];
}

function checkNode(path: string, specifier: string): readonly Violation[] {
  const unit = unitOf(path);
  if (unit === undefined || walls[unit]?.node !== 'pure' || isTest(path)) return [];
  return pureNodeModules.includes(specifier) ? [] : [`${unit} computes only and may not import ${specifier}`];
}

function checkPackage(path: string, specifier: string): readonly Violation[] {
  const unit = unitOf(path);
  if (unit === undefined || freeUnits.includes(unit)) return [];
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  // a test may drive whatever its unit wraps, read it with an independent parser, and use the harness
  if (isTest(path)) return [];
  if (testPackages.includes(name)) return [`imports ${name}, which only *.test.ts, conformance.ts and test/ may`];
  return walls[unit]?.packages.includes(name) ? [] : [`${unit} may not import the package ${name}`];
}

function checkUse(path: string, { what, text }: Use): readonly Violation[] {
  const unit = unitOf(path);
  const free = unit === undefined || freeUnits.includes(unit) || isTest(path);
  switch (what) {
    case 'environment':
      return free || path === 'config/load.ts' ? [] : [`reads the environment outside config/load.ts: ${text}`];
    case 'stdout':
      return free || path.startsWith('cli/ui/') ? [] : [`writes to standard output outside cli/ui: ${text}`];
    case 'clock':
      return free || path === 'core/clock.ts' ? [] : [`uses the wall clock or a timer outside core/clock.ts: ${text}`];
    case 'non-null': {
      const allowed = free || nonNullFolders.some((folder) => path.startsWith(`${folder}/`));
      return allowed ? [] : [`waives a check with ! outside ${nonNullFolders.join(' and ')}: ${text}`];
    }
    case 'default-export':
      return path === 'vitest.config.ts' ? [] : ['has a default export'];
    case 'reminder':
      return [`leaves a reminder instead of doing it: ${text}`];
  }
}
