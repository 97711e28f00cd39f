import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import {
  isLocalDate,
  type LocalDate,
  listMedia,
  localDate,
  receiveCarrier,
  verifyCarrier,
  wipeCarrier,
  writeCarrier,
} from '../../daemon/index.ts';
import type { CommandContext } from '../command.ts';
import { hashFile } from '../contract/index.ts';
import { cliError } from '../errors.ts';
import {
  labelText,
  mediumDocument,
  mediumTable,
  receiptLines,
  verifiedLines,
  volumeTable,
  wipedLines,
  writtenLines,
} from '../media/index.ts';
import { argument, oneOf, type Register, type Run } from '../register.ts';

const day = argument((text) => {
  if (!isLocalDate(text)) throw new TypeError('Use a date YYYY-MM-DD.');
  return localDate(text);
});

/** `media list|write|verify|receipt|wipe`: packages on carriers that are handed over. */
export const registerMedia: Register = (program: Command, run) => {
  const media = program.command('media').description('physical media: packages on carriers that are handed over');
  registerList(media, run);
  registerWrite(media, run);
  registerVerify(media, run);
  registerReceipt(media, run);
  registerWipe(media, run);
};

function registerList(media: Command, run: Run): void {
  media
    .command('list')
    .description('where each medium stands, and which carriers are mounted')
    .option('--tenant <id>', 'of this tenant')
    .action(
      run<{ readonly tenant?: string }>(async (context, { tenant }) => {
        const app = await context.app();
        const found = await listMedia(app, tenant ?? null, context.signal);
        return {
          document: { media: found.media.map(mediumDocument), volumes: found.volumes },
          blocks: [mediumTable(found.media, app.config.organisation.timezone), volumeTable(found.volumes)],
          exit: 'done',
        };
      }),
    );
}

interface WriteOptions {
  readonly to: string;
  readonly serial: string;
  readonly label: string;
  readonly unencrypted?: boolean;
  readonly reason?: string;
}

function registerWrite(media: Command, run: Run): void {
  media
    .command('write')
    .argument('<what>', 'id of a verified package, or of the tenant whose last one is meant')
    .description('write a package to a carrier and read it back; a try that was cut off is taken up')
    .requiredOption('--to <mountpoint>', 'where the carrier is mounted')
    .requiredOption('--serial <serial>', 'serial number, as read on the carrier itself')
    .requiredOption('--label <label>', 'what will stand on the carrier: nothing of the client')
    .option('--unencrypted', 'the carrier is not encrypted, and somebody decided that')
    .option('--reason <text>', 'why; recorded with who acts')
    .action(
      run<WriteOptions>(async (context, options, what = '') => {
        const { serial, label, reason } = options;
        if (options.unencrypted === true && (reason ?? '').trim() === '') {
          throw cliError('USAGE', '--unencrypted needs --reason TEXT');
        }
        const unencrypted = options.unencrypted === true ? { reason: reason ?? '' } : null;
        const mountPoint = resolve(context.cwd, options.to);
        const request = { what, label, serial, unencrypted, mountPoint };
        const report = await writeCarrier(await context.app(), request, context.signal);
        const { medium, ...rest } = report;
        return {
          document: { medium: mediumDocument(medium), label: labelText(medium), ...rest },
          blocks: writtenLines(report),
          exit: report.differenceCount === 0 ? 'done' : 'integrity',
        };
      }),
    );
}

interface AtOptions {
  readonly at: string;
  readonly serial: string;
}

function registerVerify(media: Command, run: Run): void {
  media
    .command('verify')
    .argument('<label>', 'label of the medium')
    .description('read a medium that is mounted read-only against what was written')
    .requiredOption('--at <mountpoint>', 'where the carrier is mounted')
    .requiredOption('--serial <serial>', 'serial number, as read on the carrier itself')
    .option('--remount', 'unmount it and mount it read-only first; needs root')
    .action(
      run<AtOptions & { readonly remount?: boolean }>(async (context, options, label = '') => {
        const mountPoint = resolve(context.cwd, options.at);
        const request = { label, serial: options.serial, mountPoint, remount: options.remount === true };
        const report = await verifyCarrier(await context.app(), request, context.signal);
        const { medium, files, differenceCount, differences, readBack, bytes } = report;
        return {
          document: {
            checked: files,
            failed: differenceCount,
            bytes,
            readBack,
            differences,
            medium: mediumDocument(medium),
          },
          blocks: verifiedLines(report),
          exit: differenceCount === 0 ? 'done' : 'integrity',
        };
      }),
    );
}

interface ReceiptOptions {
  readonly serial: string;
  readonly seal: string;
  readonly sealIntact: 'yes' | 'no';
  readonly on: LocalDate;
  readonly by: string;
  readonly pdf: string;
}

function registerReceipt(media: Command, run: Run): void {
  media
    .command('receipt')
    .argument('<label>', 'label of the medium')
    .description('record the receipt that the client signed')
    .requiredOption('--serial <serial>', 'serial number on the receipt')
    .requiredOption('--seal <number>', 'number of the seal on the receipt')
    .requiredOption('--seal-intact <yes|no>', 'whether the client found the seal intact', oneOf('yes', 'no'))
    .requiredOption('--on <date>', 'day of reception', day)
    .requiredOption('--by <name>', 'who signed it')
    .requiredOption('--pdf <file>', 'the signed receipt; its hash is recorded')
    .action(
      run<ReceiptOptions>(async (context, options, label = '') => {
        const { serial, seal, sealIntact, on, by } = options;
        const pdf = await paper(context, options.pdf);
        const receipt = { label, serial, seal, sealIntact: sealIntact === 'yes', receivedOn: on, receivedBy: by, pdf };
        const medium = await receiveCarrier(await context.app(), receipt, context.signal);
        return { document: { medium: mediumDocument(medium) }, blocks: receiptLines(medium), exit: 'done' };
      }),
    );
}

function registerWipe(media: Command, run: Run): void {
  media
    .command('wipe')
    .argument('<label>', 'label of the medium')
    .description('overwrite and remove the package’s own folder, read it back, record how; formats nothing')
    .requiredOption('--at <mountpoint>', 'where the carrier is mounted')
    .requiredOption('--serial <serial>', 'serial number, as read on the carrier itself')
    .action(
      run<AtOptions>(async (context, { at, serial }, label = '') => {
        const request = { label, serial, mountPoint: resolve(context.cwd, at) };
        const report = await wipeCarrier(await context.app(), request, context.signal);
        const { medium, ...rest } = report;
        return {
          document: { medium: mediumDocument(medium), ...rest },
          blocks: wipedLines(report),
          exit: rest.notZero.length === 0 ? 'done' : 'integrity',
        };
      }),
    );
}

async function paper(
  context: CommandContext,
  path: string,
): Promise<{ readonly name: string; readonly bytes: number; readonly sha256: string }> {
  const sha256 = await hashFile(context.cwd, path, context.signal);
  const { size } = await stat(resolve(context.cwd, path));
  return { name: basename(path).slice(0, 200), bytes: size, sha256 };
}
