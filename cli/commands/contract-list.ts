import type { Command } from 'commander';
import { blocking, parisDay, readContract, timersOf } from '../../daemon/index.ts';
import { column } from '../command.ts';
import { handoverNames, lifecycleNames, timerName } from '../contract/index.ts';
import type { Register } from '../register.ts';
import type { Cell } from '../ui/index.ts';

/** `contract list`: every client, where its contract stands, its next date, what waits for a second person. */
export const registerContractList: Register = (contract: Command, run) => {
  contract
    .command('list')
    .description('every client: state, next date, what blocks')
    .action(
      run(async (context) => {
        const app = await context.app();
        const ledger = await app.ledger();
        const now = app.clock.now();
        const today = parisDay(now);
        const { lang } = context.globals;
        const contracts = [];
        for (const { id, name } of app.config.tenants) {
          const { state } = await readContract(ledger, id);
          const signed = state.terms !== null;
          const next = signed ? timersOf(state, now).find((one) => one.result >= today) : undefined;
          contracts.push({
            tenant: id,
            name,
            contractId: state.terms?.contractId ?? null,
            state: state.lifecycle.kind,
            handover: state.handover.kind,
            next: next === undefined ? null : { timer: next.timer, date: next.result, reading: next.reading },
            blocking: signed ? blocking(state, now).length : 0,
            proposals: state.proposals.length,
          });
        }
        const rows = contracts.map((one): readonly Cell[] => [
          one.tenant,
          one.name,
          one.contractId ?? '–',
          lifecycleNames[one.state][lang],
          handoverNames[one.handover][lang],
          one.next === null ? '–' : `${one.next.date} ${timerName(one.next.timer)[lang]}`,
          one.proposals === 0 ? '' : { text: String(one.proposals), tone: 'warning' },
        ]);
        const columns = [
          column('Client', 'Tenant'),
          column('Nom', 'Name'),
          column('Contrat', 'Contract'),
          column('État', 'State'),
          column('Remise', 'Hand-over'),
          column('Prochaine date', 'Next date'),
          column('À approuver', 'To approve', 'right'),
        ];
        return { document: { contracts }, blocks: [{ block: 'table', columns, rows }], exit: 'done' };
      }),
    );
};
