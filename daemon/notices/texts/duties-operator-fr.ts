import { decisionsFr } from './duties-decisions-fr.ts';
import type { OperatorDuty } from './duties-names.ts';
import { tasksFr } from './duties-tasks-fr.ts';
import type { OperatorDutyText } from './duties-texts.ts';

/** Sections of the operator's digest in French. */
export const operatorDutiesFr: Readonly<Record<OperatorDuty, OperatorDutyText>> = { ...decisionsFr, ...tasksFr };
