import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { domainError } from './errors.ts';

it('docs/errors.md has an entry for each code of domain', async () => {
  const text = await readFile(new URL('../docs/errors.md', import.meta.url), 'utf8');
  const section = /\n## domain\n([\s\S]*?)(\n## |$)/.exec(text)?.[1] ?? '';
  expect([...section.matchAll(/^### (\w+)$/gm)].map((one) => one[1])).toEqual(Object.keys(domainError.table));
});
