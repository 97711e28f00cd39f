import { open, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { describeStore, makeKit, opensVault, parseKit, readMasterKey, writeMasterKey } from '../../daemon/index.ts';
import { type CommandContext, line } from '../command.ts';
import { cliError } from '../errors.ts';
import type { Register } from '../register.ts';

/** Larger than any kit: a page of text. */
const MAX_KIT_BYTES = 64 * 1024;

/** `kit write|check|restore FILE`: the recovery kit, a page to print. */
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
        await readKit(context, name);
        return {
          document: { matches: true },
          blocks: [line('Le kit ouvre ce coffre.', 'The kit opens this vault.')],
          exit: 'done',
        };
      }),
    );

  kit
    .command('restore')
    .argument('<file>', 'a kit, as written or typed again from paper')
    .description('make the master key file again from a kit that opens this vault; never overwrites')
    .action(
      run(async (context, _options, name = '') => {
        const key = await readKit(context, name);
        const { masterFile } = (await context.app()).config.keys;
        await writeMasterKey(masterFile, () => key.reveal());
        return {
          document: { file: masterFile },
          blocks: [
            line(
              `Clé maîtresse écrite dans ${masterFile}. Ensuite : coffre catalog rebuild, puis coffre verify.`,
              `Master key written to ${masterFile}. Next: coffre catalog rebuild, then coffre verify.`,
            ),
          ],
          exit: 'done',
        };
      }),
    );
};

/** The key of a kit that opens this vault: KIT_MISMATCH, VAULT_KIT_INVALID, FILE_UNUSABLE. */
async function readKit(context: CommandContext, name: string): Promise<ReturnType<typeof parseKit>> {
  const unusable = (message: string, cause?: unknown) => cliError('FILE_UNUSABLE', message, { cause });
  const file = await open(resolve(context.cwd, name)).catch((error: unknown) => {
    throw unusable(`${name} cannot be read`, error);
  });
  try {
    const { size } = await file.stat();
    if (size > MAX_KIT_BYTES) throw unusable(`${name} is no kit`);
    const text = await file.readFile('utf8').catch((error: unknown) => {
      throw unusable(`${name} cannot be read`, error);
    });
    const key = parseKit(text);
    // The vault itself is asked, not the key file: the kit is for the day on which that file is gone.
    if (await opensVault(await context.app(), key, context.signal)) return key;
    throw cliError('KIT_MISMATCH', 'the key of the kit is not the key of this vault');
  } finally {
    await file.close();
  }
}
