import { endingEn } from './duties-ending-en.ts';
import { handoverEn } from './duties-handover-en.ts';
import type { ClientDuty } from './duties-names.ts';
import { standingEn } from './duties-standing-en.ts';
import type { ClientDutyText } from './duties-texts.ts';

/** Mails to the client in Enench, one text for each thing a contract may have to tell. */
export const clientDutiesEn: Readonly<Record<ClientDuty, ClientDutyText>> = {
  ...standingEn,
  ...handoverEn,
  ...endingEn,
};
