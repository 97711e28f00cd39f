import type { Command } from 'commander';
import { formatBytes } from '../../core/index.ts';
import { prepareHandover } from '../../daemon/index.ts';
import { column, line, table } from '../command.ts';
import { handoverNames, openContract } from '../contract/index.ts';
import type { Register } from '../register.ts';

interface Options {
  readonly item: readonly string[];
  readonly acknowledgeRisk?: string;
}

/** `reversibility prepare TENANT`: freezes the inventory, builds the package, counts it again from its bytes. */
export const registerReversibilityPrepare: Register = (reversibility: Command, run) => {
  reversibility
    .command('prepare')
    .argument('<tenant>', 'id of the tenant')
    .description('freeze the inventory, build the package, verify it; goes on where it stopped')
    .option('--item <id>', 'these items only; repeatable', (one, before: readonly string[]) => [...before, one], [])
    .option(
      '--acknowledge-risk <reason>',
      'hand over snapshots that are not clean all the same; recorded with your name',
    )
    .action(
      run<Options>(async (context, options, tenant = '') => {
        const { app, actor } = await openContract(context, tenant);
        const { state, verification, ...done } = await prepareHandover(app, {
          tenant,
          actor,
          items: options.item.length === 0 ? null : options.item,
          acknowledgement: options.acknowledgeRisk ?? null,
          signal: context.signal,
        });
        const { exit, unexplained, findings } = verification;
        const sound = exit === 0 && unexplained === 0;
        return {
          document: {
            package: { ...done, verified: sound, exit, unexplained, findings },
            handover: state.handover.kind,
          },
          blocks: [
            line(
              `paquet ${done.packageId}, tour ${done.round} : ${done.items} élément(s), ${done.bags} sac(s), ${done.files} fichier(s), ${formatBytes(done.bytes)}`,
              `package ${done.packageId}, round ${done.round}: ${done.items} items, ${done.bags} bags, ${done.files} files, ${formatBytes(done.bytes)}`,
            ),
            line(`racine ${done.root}`, `root ${done.root}`),
            ...(done.notCaptured.length === 0
              ? []
              : [
                  table(
                    [column('Non saisi', 'Not captured'), column('Pourquoi', 'Why')],
                    done.notCaptured.map((one) => [one.what, one.why]),
                  ),
                ]),
            ...findings.map((one) =>
              line(
                `  ${one.kind} : ${one.bag}/${one.path} : ${one.message}`,
                `  ${one.kind}: ${one.bag}/${one.path}: ${one.message}`,
              ),
            ),
            sound
              ? line(
                  `vérifié octet par octet ; remise : ${handoverNames[state.handover.kind].fr} → coffre reversibility deliver ${tenant}`,
                  `verified byte by byte; hand-over: ${handoverNames[state.handover.kind].en} → coffre reversibility deliver ${tenant}`,
                )
              : line(
                  `non remis : ${unexplained} différence(s) inexpliquée(s), ${findings.length} défaut(s)`,
                  `not to be delivered: ${unexplained} unexplained differences, ${findings.length} findings`,
                ),
          ],
          exit: sound ? 'done' : 'integrity',
        };
      }),
    );
};
