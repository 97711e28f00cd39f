import { amountText, durationText } from './figures.ts';
import { messages } from './messages/index.ts';
import { neutralise } from './neutralise.ts';
import type { Measured } from './progress-meter.ts';
import type { Language } from './ui.ts';

/** One step in one line: name, share, amount, rate, time left; what is unknown is left out. */
export function progressLine(measured: Measured, others: number, language: Language): string {
  const { step, done, total, unit } = measured.progress;
  const words = messages[language];
  const parts = [neutralise(step)];
  if (total !== undefined && total > 0) {
    parts.push(`${Math.floor((Math.min(done, total) / total) * 100)} %`);
    parts.push(words.of(amountText(done, unit, language, true), amountText(total, unit, language)));
  } else {
    parts.push(amountText(done, unit, language));
  }
  if (measured.finished) {
    parts.push(words.finished(durationText(measured.elapsedMs, language)));
  } else {
    if (measured.perSecond !== null) parts.push(words.perSecond(amountText(measured.perSecond, unit, language, true)));
    if (measured.leftMs !== null) parts.push(words.left(durationText(measured.leftMs, language)));
  }
  if (others > 0) parts.push(words.others(others));
  return parts.join('  ');
}
