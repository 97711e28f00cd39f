import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

interface LockEntry {
  readonly version?: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const lockFile = readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8');
const { packages } = JSON.parse(lockFile) as { packages: Record<string, LockEntry> };

/** Where Node would find `name` from the package at `from`: its own node_modules, then those above. */
function find(from: string, name: string): LockEntry | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const entry = packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`];
    if (entry !== undefined || at === '') return entry;
  }
}

test('the lock file has an entry for every dependency, also for those of other platforms: npm ci refuses to run without', () => {
  const missing = Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys({ ...entry.dependencies, ...entry.optionalDependencies, ...entry.devDependencies })
      .filter((name) => find(path, name)?.version === undefined)
      .map((name) => `${path} needs ${name}`),
  );
  expect(missing).toEqual([]);
});

/** Whether npm may pick the entry on the machines that Coffre is built and run on. */
function isForLinux({ os, cpu, libc }: LockEntry): boolean {
  const main = cpu === undefined || cpu.includes('x64') || cpu.includes('arm64');
  return main && (os === undefined || os.includes('linux')) && (libc === undefined || libc.includes('glibc'));
}

test('whatever is installed on Linux with glibc is pinned by its hash', () => {
  const unpinned = Object.entries(packages).filter(
    ([path, entry]) => path !== '' && entry.integrity === undefined && isForLinux(entry),
  );
  expect(unpinned.map(([path]) => path)).toEqual([]);
});

test('the lock file names no registry host', () => {
  expect(Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});
