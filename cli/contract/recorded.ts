import { type CommandResult, line } from '../command.ts';
import { dutyName } from './duty-names.ts';
import { eventName, lifecycleNames } from './names.ts';
import type { OpenContract } from './open-contract.ts';

/** What was recorded, where the contract stands now, and what the second person has to type. */
export function recorded(
  { tenant }: Pick<OpenContract, 'tenant'>,
  { event, state, duties, recorded: isNew }: Awaited<ReturnType<OpenContract['record']>>,
): CommandResult {
  const { body } = event;
  const proposal = body.type === 'act.proposed' ? body : null;
  const next = proposal === null ? '' : `coffre --as NAME contract event ${tenant} --approve ${proposal.proposalId}`;
  const what = eventName(proposal?.act.type ?? body.type);
  return {
    document: {
      event: { id: event.id, type: body.type, at: new Date(event.at).toISOString(), recorded: isNew },
      state: state.lifecycle.kind,
      handover: state.handover.kind,
      proposal: proposal === null ? null : { id: proposal.proposalId, type: proposal.act.type, approveWith: next },
      due: duties,
    },
    blocks: [
      isNew
        ? line(
            `${proposal === null ? 'enregistré' : 'proposé'} : ${what.fr} (${event.id})`,
            `${proposal === null ? 'recorded' : 'proposed'}: ${what.en} (${event.id})`,
          )
        : line(`connu déjà : ${event.id}`, `known already: ${event.id}`),
      ...(proposal === null
        ? []
        : [
            line(
              `sans effet avant l’accord d’une autre personne : ${next}`,
              `without effect until another person agrees: ${next}`,
            ),
          ]),
      line(`état : ${lifecycleNames[state.lifecycle.kind].fr}`, `state: ${lifecycleNames[state.lifecycle.kind].en}`),
      ...duties.map((one) =>
        line(`à faire : ${dutyName(one.what).fr} ${one.due ?? ''}`, `to do: ${dutyName(one.what).en} ${one.due ?? ''}`),
      ),
    ],
    exit: 'done',
  };
}
