import type { Command } from 'commander';
import type { Register } from '../register.ts';
import { registerContractEvent } from './contract-event.ts';
import { registerContractList } from './contract-list.ts';
import { registerContractShow } from './contract-show.ts';
import { registerContractSimulate } from './contract-simulate.ts';
import { registerContractTimeline } from './contract-timeline.ts';

/** `contract list|show|event|timeline|simulate`: the legal clock. */
export const registerContract: Register = (program: Command, run) => {
  const contract = program.command('contract').description('the legal clock: dates, what blocks the end, what is owed');
  for (const register of [
    registerContractList,
    registerContractShow,
    registerContractEvent,
    registerContractTimeline,
    registerContractSimulate,
  ]) {
    register(contract, run);
  }
};
