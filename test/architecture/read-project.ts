import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { unitOf } from './check-module.ts';
import type { Graph } from './find-cycles.ts';
import { readModule, resolveRelative, type SourceModule } from './read-module.ts';

/** Generated, foreign or carried as data: not this project's source. */
const skipped = new Set(['node_modules', 'dist', 'coverage', '.git', '.tmp', 'demo-out', 'test/lab', 'test/fixtures']);

/** Every TypeScript file below `root`, parsed. */
export function readProject(root: string): readonly SourceModule[] {
  return listFiles(root, root).map((path) => readModule(path, readFileSync(join(root, path), 'utf8')));
}

function listFiles(root: string, folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = relative(root, join(folder, entry.name)).split(sep).join('/');
    if (skipped.has(path) || skipped.has(entry.name)) return [];
    if (entry.isDirectory()) return listFiles(root, join(folder, entry.name));
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}

/** Which file leans on which; type-only imports count. */
export function fileGraph(modules: readonly SourceModule[]): Graph {
  return graphOf(modules, (path) => path);
}

/** Which unit leans on which, tests left out: they may look at their neighbours. */
export function unitGraph(modules: readonly SourceModule[]): Graph {
  return graphOf(modules, unitOf);
}

function graphOf(modules: readonly SourceModule[], nodeOf: (path: string) => string | undefined): Graph {
  const graph = new Map<string, Set<string>>();
  for (const { path, imports } of modules) {
    const from = nodeOf(path);
    if (from === undefined) continue;
    const edges = graph.get(from) ?? new Set();
    graph.set(from, edges);
    for (const { specifier } of imports) {
      if (specifier === undefined || !specifier.startsWith('.')) continue;
      const to = nodeOf(resolveRelative(path, specifier));
      if (to !== undefined && (to !== from || nodeOf(path) === path)) edges.add(to);
    }
  }
  return graph;
}
