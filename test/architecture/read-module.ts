import { posix } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

/** One import of a module, however it is spelt: static, re-export, dynamic, `import('x').T`, `require('x')`. */
export interface ImportUse {
  /** As written; undefined where it is no literal and so cannot be judged. */
  readonly specifier: string | undefined;
  readonly typeOnly: boolean;
  readonly line: number;
}

/** A thing that a rule may forbid, at its line. */
export interface Use {
  readonly what: 'environment' | 'stdout' | 'clock' | 'default-export' | 'non-null' | 'reminder';
  readonly text: string;
  readonly line: number;
}

export interface SourceModule {
  /** Relative to the root of the project, with forward slashes. */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly ImportUse[];
  readonly uses: readonly Use[];
}

const clockGlobals = new Set(['setTimeout', 'setInterval']);
const clockMembers = new Set([
  'Date.now',
  'performance.now',
  'performance.timeOrigin',
  'AbortSignal.timeout',
  'process.hrtime',
  'process.uptime',
  'globalThis.setTimeout',
  'globalThis.setInterval',
]);
const clockModules = new Set(['node:timers', 'node:timers/promises', 'node:perf_hooks', 'timers', 'perf_hooks']);

function memberUse(object: string, property: string): Use['what'] | undefined {
  const name = `${object}.${property}`;
  if (name === 'process.env') return 'environment';
  if (name === 'process.stdout' || object === 'console' || name === 'globalThis.console') return 'stdout';
  return clockMembers.has(name) ? 'clock' : undefined;
}

/** Parses one file and lists what the rules ask about; throws where the text is no TypeScript. */
export function readModule(path: string, text: string): SourceModule {
  const { program, comments, errors } = parseSync(path, text);
  if (errors[0] !== undefined) throw new Error(`${path}: ${errors[0].message}`);
  const lineAt = lineFinder(text);
  const imports: ImportUse[] = [];
  const uses: Use[] = [];
  const use = (what: Use['what'], node: { start: number; end: number }): void => {
    const line = text.slice(node.start, node.end).split('\n', 1)[0] ?? '';
    uses.push({ what, text: line.slice(0, 60), line: lineAt(node.start) });
  };
  const imported = (specifier: string | undefined, typeOnly: boolean, node: { start: number; end: number }): void => {
    imports.push({ specifier, typeOnly, line: lineAt(node.start) });
    if (specifier !== undefined && clockModules.has(specifier)) use('clock', node);
  };
  new Visitor({
    ImportDeclaration(node) {
      const every = node.specifiers.length > 0 && node.specifiers.every(isTypeSpecifier);
      imported(node.source.value, node.importKind === 'type' || every, node);
      if (node.source.value !== 'node:process' && node.source.value !== 'process') return;
      for (const one of node.specifiers) {
        if (one.type !== 'ImportSpecifier' || one.imported.type !== 'Identifier') continue;
        const what = memberUse('process', one.imported.name);
        if (what !== undefined) use(what, one);
      }
    },
    ExportNamedDeclaration(node) {
      if (node.specifiers.some((one) => one.exported.type === 'Identifier' && one.exported.name === 'default'))
        use('default-export', node);
      if (node.source !== null) imported(node.source.value, node.exportKind === 'type', node);
    },
    ExportAllDeclaration: (node) => imported(node.source.value, node.exportKind === 'type', node),
    ExportDefaultDeclaration: (node) => use('default-export', node),
    ImportExpression: (node) => imported(literal(node.source), false, node),
    TSImportType: (node) => imported(node.source.value, true, node),
    CallExpression(node) {
      if (node.callee.type !== 'Identifier') return;
      if (node.callee.name === 'require') imported(literal(node.arguments[0]), false, node);
      if (node.callee.name === 'Date') use('clock', node);
    },
    NewExpression(node) {
      if (node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0)
        use('clock', node);
    },
    Identifier(node) {
      if (clockGlobals.has(node.name) && !isProperty(text, node.start)) use('clock', node);
    },
    MemberExpression(node) {
      const what = memberUse(nameOf(node.object), nameOf(node.property));
      if (what !== undefined) use(what, node);
    },
    VariableDeclarator(node) {
      if (node.id.type !== 'ObjectPattern' || node.init === null) return;
      for (const one of node.id.properties) {
        const what = one.type === 'Property' ? memberUse(nameOf(node.init), nameOf(one.key)) : undefined;
        if (what !== undefined) use(what, one);
      }
    },
    TSNonNullExpression: (node) => use('non-null', node),
  }).visit(program);
  for (const one of comments) if (/\b(?:TODO|FIXME|XXX|HACK)\b/.test(one.value)) use('reminder', one);
  return { path, lines: text.split('\n').length - 1, imports, uses };
}

/** The path that a relative specifier names, from the root of the project. */
export function resolveRelative(from: string, specifier: string): string {
  return posix.normalize(posix.join(posix.dirname(from), specifier));
}

function isTypeSpecifier(one: { type: string; importKind?: string }): boolean {
  return one.type === 'ImportSpecifier' && one.importKind === 'type';
}

function literal(node: { type: string; value?: unknown } | undefined): string | undefined {
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

/** `process`, `globalThis.process` and `process['env']` read alike; anything else has no name. */
function nameOf(node: { type: string; name?: unknown; value?: unknown; property?: unknown; object?: unknown }): string {
  if (node.type === 'Identifier') return String(node.name);
  if (node.type === 'Literal') return String(node.value);
  if (node.type !== 'MemberExpression') return '';
  const object = node.object as Parameters<typeof nameOf>[0];
  const property = nameOf(node.property as Parameters<typeof nameOf>[0]);
  return nameOf(object) === 'globalThis' ? property : '';
}

function isProperty(text: string, start: number): boolean {
  return text[start - 1] === '.';
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => starts.findLastIndex((start) => start <= offset) + 1;
}
