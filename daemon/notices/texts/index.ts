/** The words of every notice, per language. Sentences only: figures, dates and names come formatted. */
import type { Language } from '../types.ts';
import type { AlarmTexts } from './alarm-texts.ts';
import { alarmsEn } from './alarms-en.ts';
import { alarmsFr } from './alarms-fr.ts';
import { clientEn } from './client-en.ts';
import { clientFr } from './client-fr.ts';
import type { ClientTexts } from './client-texts.ts';
import { clientDutiesEn } from './duties-client-en.ts';
import { clientDutiesFr } from './duties-client-fr.ts';
import type { ClientDuty, OperatorDuty } from './duties-names.ts';

import { operatorDutiesEn } from './duties-operator-en.ts';
import { operatorDutiesFr } from './duties-operator-fr.ts';
import type { ClientDutyText, OperatorDutyText } from './duties-texts.ts';
import { reportEn } from './report-en.ts';
import { reportFr } from './report-fr.ts';
import type { ReportTexts } from './report-texts.ts';

export type { AlarmOf, AlarmText, AlarmTexts } from './alarm-texts.ts';
export { derivationWords, readingWords } from './duties-derivation.ts';
export { eventWords } from './duties-event.ts';
export type { DutyName } from './duties-names.ts';
export * from './duties-names.ts';
export { type DutyPhrases, dutyPhrases } from './duties-phrases.ts';
export { contractQuotes } from './duties-quotes.ts';
export type { ClientDutyText, DutyWords, OperatorDutyText } from './duties-texts.ts';

export interface NoticeTexts {
  readonly report: ReportTexts;
  readonly alarms: AlarmTexts;
  readonly client: ClientTexts;
}

export const noticeTexts: Readonly<Record<Language, NoticeTexts>> = {
  fr: { report: reportFr, alarms: alarmsFr, client: clientFr },
  en: { report: reportEn, alarms: alarmsEn, client: clientEn },
};

/** What contracts ask for, for the client and for the operator. */
export const clientDutyTexts: Readonly<Record<Language, Readonly<Record<ClientDuty, ClientDutyText>>>> = {
  fr: clientDutiesFr,
  en: clientDutiesEn,
};
export const operatorDutyTexts: Readonly<Record<Language, Readonly<Record<OperatorDuty, OperatorDutyText>>>> = {
  fr: operatorDutiesFr,
  en: operatorDutiesEn,
};
