import type { Language } from '../ui/index.ts';

const SPACE = '\u00a0';

/** `1 332,00 €` or `€1,332.00`, from integer cents. */
export function moneyText(cents: number, language: Language): string {
  const [thousands, decimal] = language === 'fr' ? [SPACE, ','] : [',', '.'];
  const whole = String(Math.trunc(Math.abs(cents) / 100)).replace(/\B(?=(\d{3})+$)/g, thousands);
  const amount = `${whole}${decimal}${String(Math.abs(cents) % 100).padStart(2, '0')}`;
  const sign = cents < 0 ? '-' : '';
  return language === 'fr' ? `${sign}${amount}${SPACE}€` : `${sign}€${amount}`;
}
