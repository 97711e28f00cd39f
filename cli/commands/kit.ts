import { timingSafeEqual } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { describeStore, makeKit, parseKit, readMasterKey } from '../../daemon/index.ts';
import { line } from '../command.ts';
import { cliError } from '../errors.ts';
import type { Register } from '../register.ts';

/** Larger than any kit: a page of text. */
const MAX_KIT_BYTES = 64 * 1024;

/** `kit write|check FILE`: the recovery kit, a page to print. */
export const registerKit: Register = (program: Command, run) => {
  const kit = program.command('kit').description('the recovery kit');

  kit
    .command('write')
    .argument('<file>', 'file to write; never overwritten')
    .description('write the recovery kit; whoever has it and the store reads all mail')
    .action(
      run(async (context, _options, name = '') => {
        const app = await context.app();
        const vault = await app.vault();
        const masterKey = await readMasterKey(app.config.keys.masterFile);
        const path = resolve(context.cwd, name);
        const page = makeKit({ vaultId: vault.id, masterKey, store: describeStore(app.loaded) });
        await writeFile(path, page, { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
          throw cliError('FILE_UNUSABLE', `${path} cannot be written`, { cause: error });
        });
        return {
          document: { file: path, vaultId: vault.id },
          blocks: [
            line(
              `Kit écrit dans ${path} : imprimez-le, gardez-le hors du centre, effacez le fichier.`,
              `Kit written to ${path}: print it, keep it off site, delete the file.`,
            ),
          ],
          exit: 'done',
        };
      }),
    );

  kit
    .command('check')
    .argument('<file>', 'a kit, as written or typed again from paper')
    .description('check that a kit opens this vault')
    .action(
      run(async (context, _options, name = '') => {
        const app = await context.app();
        const text = await readFile(resolve(context.cwd, name)).catch((error: unknown) => {
          throw cliError('FILE_UNUSABLE', `${name} cannot be read`, { cause: error });
        });
        if (text.byteLength > MAX_KIT_BYTES) throw cliError('FILE_UNUSABLE', `${name} is no kit`);
        const fromKit = parseKit(text.toString('utf8')).reveal();
        const own = (await readMasterKey(app.config.keys.masterFile)).reveal();
        if (fromKit.byteLength !== own.byteLength || !timingSafeEqual(fromKit, own)) {
          throw cliError('KIT_MISMATCH', 'the key of the kit is not the key of this vault');
        }
        return {
          document: { matches: true },
          blocks: [line('Le kit ouvre ce coffre.', 'The kit opens this vault.')],
          exit: 'done',
        };
      }),
    );
};
