#!/usr/bin/env node
// The launcher: runs the TypeScript of a checkout, or dist/ of an installed package, with the project's Node.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runWithProjectNode } from './node24.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'cli', 'main.ts');
const built = join(root, 'dist', 'cli', 'main.js');
// Node refuses to strip types under node_modules, so a package carries dist/ only and a checkout its sources.
runWithProjectNode([existsSync(source) ? source : built, ...process.argv.slice(2)]);
