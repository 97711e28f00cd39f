import type { Command } from 'commander';
import { type ContractEvent, parisDay, timersOf } from '../../daemon/index.ts';
import { type Block, line } from '../command.ts';
import { eventName, openContract, readingName, roleNames, timerName } from '../contract/index.ts';
import type { Register } from '../register.ts';

/** `contract timeline TENANT`: what happened and what comes, on one vertical line. */
export const registerContractTimeline: Register = (contract: Command, run) => {
  contract
    .command('timeline')
    .argument('<tenant>', 'id of the tenant')
    .description('past and coming dates, one below the other')
    .action(
      run(async (context, _options, tenant = '') => {
        const { state, events, now } = await openContract(context, tenant);
        const today = parisDay(now);
        const coming = state.terms === null ? [] : timersOf(state, now).filter((one) => one.result >= today);
        const past = events.filter((one) => one.body.type !== 'clock.witnessed');
        const dates = coming.map((one) => ({
          date: one.result,
          timer: one.timer,
          reading: one.reading,
          clause: one.clause,
        }));
        return {
          document: {
            tenant,
            today,
            past: past.map((one) => ({
              id: one.id,
              at: new Date(one.at).toISOString(),
              date: parisDay(one.at),
              type: one.body.type,
              actor: one.actor,
              proofs: one.proofs,
            })),
            coming: dates,
          },
          blocks: [
            ...past.map(pastLine),
            line(`${today}  ┼─ aujourd’hui`, `${today}  ┼─ today`),
            ...coming.map((one) => {
              const [what, how] = [timerName(one.timer), readingName(one.reading)];
              return line(
                `${one.result}  ○  ${what.fr}, ${how.fr}, art. ${one.clause}`,
                `${one.result}  ○  ${what.en}, ${how.en}, art. ${one.clause}`,
              );
            }),
          ],
          exit: 'done',
        };
      }),
    );
};

function pastLine({ at, actor, body, proofs }: ContractEvent): Block {
  const what = eventName(body.type === 'act.proposed' ? body.act.type : body.type);
  const [fr, en] = body.type === 'act.proposed' ? ['proposé : ', 'proposed: '] : ['', ''];
  const papers = proofs.length === 0 ? '' : ` [${proofs.map((one) => one.kind).join(', ')}]`;
  const role = roleNames[actor.role];
  return line(
    `${parisDay(at)}  ●  ${fr}${what.fr} — ${actor.id} (${role.fr})${papers}`,
    `${parisDay(at)}  ●  ${en}${what.en} — ${actor.id} (${role.en})${papers}`,
  );
}
