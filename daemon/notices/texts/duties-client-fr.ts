import { endingFr } from './duties-ending-fr.ts';
import { handoverFr } from './duties-handover-fr.ts';
import type { ClientDuty } from './duties-names.ts';
import { standingFr } from './duties-standing-fr.ts';
import type { ClientDutyText } from './duties-texts.ts';

/** Mails to the client in French, one text for each thing a contract may have to tell. */
export const clientDutiesFr: Readonly<Record<ClientDuty, ClientDutyText>> = {
  ...standingFr,
  ...handoverFr,
  ...endingFr,
};
