/** The words of every notice, per language. Sentences only: figures, dates and names come formatted. */
import type { Language } from '../types.ts';
import type { AlarmTexts } from './alarm-texts.ts';
import { alarmsEn } from './alarms-en.ts';
import { alarmsFr } from './alarms-fr.ts';
import { clientEn } from './client-en.ts';
import { clientFr } from './client-fr.ts';
import type { ClientTexts } from './client-texts.ts';
import { reportEn } from './report-en.ts';
import { reportFr } from './report-fr.ts';
import type { ReportTexts } from './report-texts.ts';

export type { AlarmOf, AlarmText, AlarmTexts } from './alarm-texts.ts';

export interface NoticeTexts {
  readonly report: ReportTexts;
  readonly alarms: AlarmTexts;
  readonly client: ClientTexts;
}

export const noticeTexts: Readonly<Record<Language, NoticeTexts>> = {
  fr: { report: reportFr, alarms: alarmsFr, client: clientFr },
  en: { report: reportEn, alarms: alarmsEn, client: clientEn },
};
