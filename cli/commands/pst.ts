import { resolve } from 'node:path';
import type { Command } from 'commander';
import { fileByteSource, openPst, verifyPst } from '../../pst/index.ts';
import { column, line, plain, table } from '../command.ts';
import { oneOf, type Register } from '../register.ts';

/** `pst info|verify|ls FILE`: the PST library at the technician's hand; needs neither configuration nor vault. */
export const registerPst: Register = (program: Command, run) => {
  const pst = program.command('pst').description('look at any PST file; needs no configuration');

  pst
    .command('info')
    .argument('<file>', 'a PST file')
    .description('format, encoding and counts')
    .action(
      run(async (context, _options, name = '') => {
        const path = resolve(context.cwd, name);
        await using source = await fileByteSource(path);
        const file = await openPst(source, { mode: 'strict', signal: context.signal });
        const counts = await file.counts(context.signal);
        const document = { file: path, ...file.info, ...counts };
        return {
          document,
          blocks: Object.entries(document).map(([key, value]) => plain(`${key.padEnd(14)} ${value}`)),
          exit: 'done',
        };
      }),
    );

  pst
    .command('verify')
    .argument('<file>', 'a PST file')
    .description('check every layer; exit 6 where damage was found')
    .option('--grade <grade>', 'structure or full', oneOf('structure', 'full'), 'full')
    .action(
      run<{ readonly grade: 'structure' | 'full' }>(async (context, { grade }, name = '') => {
        const path = resolve(context.cwd, name);
        await using source = await fileByteSource(path);
        const checked = await verifyPst(source, { grade, signal: context.signal, onProgress: context.onProgress });
        const errors = checked.findings.filter((one) => one.severity === 'error').length;
        const rows = checked.findings.map((one) => [
          one.severity,
          one.code,
          one.layer,
          one.offset === null ? '–' : String(one.offset),
          one.message,
        ]);
        const columns = [
          column('Gravité', 'Severity'),
          column('Code', 'Code'),
          column('Couche', 'Layer'),
          column('Position', 'Offset', 'right'),
          column('Constat', 'Finding'),
        ];
        return {
          document: { file: path, grade, findings: checked.findings, counts: checked.counts, info: checked.info },
          blocks: [
            ...(rows.length === 0 ? [] : [table(columns, rows)]),
            line(
              `${checked.findings.length} constat(s), dont ${errors} erreur(s)`,
              `${checked.findings.length} findings, ${errors} of them errors`,
            ),
          ],
          exit: errors === 0 ? 'done' : 'integrity',
        };
      }),
    );

  pst
    .command('ls')
    .argument('<file>', 'a PST file')
    .description('folders with their counts')
    .action(
      run(async (context, _options, name = '') => {
        await using source = await fileByteSource(resolve(context.cwd, name));
        const file = await openPst(source, { mode: 'salvage', signal: context.signal });
        const folders = [];
        for await (const { path, isSearchFolder, items, associated } of file.folders(context.signal)) {
          folders.push({ path: `/${path.join('/')}`, search: isSearchFolder, items, associated });
        }
        const rows = folders.map((one) => [one.path, one.search ? '•' : '', String(one.items), String(one.associated)]);
        const columns = [
          column('Dossier', 'Folder'),
          column('Recherche', 'Search'),
          column('Éléments', 'Items', 'right'),
          column('Cachés', 'Hidden', 'right'),
        ];
        return {
          document: { folders },
          blocks: [table(columns, rows)],
          exit: file.findings.some((one) => one.severity === 'error') ? 'partial' : 'done',
        };
      }),
    );
};
