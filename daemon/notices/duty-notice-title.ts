import { type DutySubject, dutyWords } from './duty-notice-words.ts';
import { printable } from './printable.ts';
import { clientDutyTexts, dutyPhrases, isClientDuty, isOperatorDuty, operatorDutyTexts } from './texts/index.ts';
import type { Reader } from './types.ts';

/** A duty in one line, for a screen: the operator's by its title, a mail to the client by its subject. Pure. */
export function titleOfDuty(subject: DutySubject, reader: Reader): string {
  const { what, kind } = subject.duty;
  const { language } = reader;
  if (kind === 'mail-client' && isClientDuty(what)) {
    const about = clientDutyTexts[language][what].subject(dutyWords(subject, reader));
    return dutyPhrases[language].mailWaiting(printable(about, 150));
  }
  return isOperatorDuty(what) ? operatorDutyTexts[language][what].title : dutyPhrases[language].unknownTitle(what);
}
