import { decisionsEn } from './duties-decisions-en.ts';
import type { OperatorDuty } from './duties-names.ts';
import { tasksEn } from './duties-tasks-en.ts';
import type { OperatorDutyText } from './duties-texts.ts';

/** Sections of the operator's digest in Enench. */
export const operatorDutiesEn: Readonly<Record<OperatorDuty, OperatorDutyText>> = { ...decisionsEn, ...tasksEn };
