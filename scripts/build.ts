/**
 * `npm run build`: compiles the product to dist/ and copies what the compiler leaves behind. `npm pack` runs it first.
 * dist/ mirrors the tree, so that a path relative to `import.meta.url` finds in the package what it finds in a checkout.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const out = join(root, 'dist');
const { include } = JSON.parse(readFileSync(join(root, 'tsconfig.build.json'), 'utf8')) as { include: string[] };

rmSync(out, { recursive: true, force: true });
compile();
const copied = copyAssets();
refuseSourceNames();
process.stderr.write(`build: ${globSync('**/*.js', { cwd: out }).length} modules, ${copied} other files in dist/\n`);

function compile(): void {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** Scripts, pages, tables and examples beside the code; the PST files that the demo plays with; the version number. */
function copyAssets(): number {
  const beside = include.flatMap((folder) =>
    globSync(`${folder}/**/*.*`, { cwd: root, withFileTypes: false }).filter(
      (path) => !/\.(?:ts|md)$/.test(path) && !/(?:^|\/)(?:fixtures|golden)\//.test(path),
    ),
  );
  const fixtures = globSync('test/fixtures/pst/*.{pst,json}', { cwd: root });
  const files = [...beside, ...fixtures, 'package.json'];
  for (const path of files) {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    cpSync(join(root, path), join(out, path));
  }
  return files.length;
}

/** The compiler rewrites imports only: a `new URL('./worker.ts', …)` would work in a checkout and fail in the package. */
function refuseSourceNames(): void {
  const broken = globSync('**/*.js', { cwd: out }).filter((path) => {
    const code = readFileSync(join(out, path), 'utf8').replace(/^\s*(?:\/?\*|\/\/).*$/gm, '');
    return [...code.matchAll(/['"`](\.{1,2}\/[^'"`\n]*)\.ts['"`]/g)].some(([, name = '']) =>
      existsSync(join(out, dirname(path), `${name}.js`)),
    );
  });
  if (broken.length === 0) return;
  process.stderr.write(
    `build: these name a .ts file at run time, take the ending of import.meta.url: ${broken.join(', ')}\n`,
  );
  process.exit(1);
}
