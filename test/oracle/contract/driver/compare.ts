/** The product's state and lines beside the oracle's, in the oracle's words. */
import { type ContractState, type InvoiceLine, invoiceLines, timersOf } from '../../../../domain/contract/index.ts';
import type { Deadlines, Line, Moment, Picture } from '../verdict.ts';

type Add = (what: string, oracle: unknown, product: unknown) => void;

/** With the cut-over declared, an acknowledged hand-over and a final one are the same to the contract. */
const handover = (kind: string, cutover: boolean): string => (kind === 'acknowledged' && cutover ? 'final' : kind);

export function pictureOf(state: ContractState): Picture {
  const { lifecycle: life, handover: hand } = state;
  const noticed = life.kind === 'notice' || life.kind === 'switch-notice';
  const ended = 'contractEnd' in life;
  const left = 'effectiveTermination' in life;
  return {
    life: life.kind,
    period: life.kind === 'active' ? life.period : null,
    termEnd: life.kind === 'active' ? life.termEnd : null,
    noticeEnd: noticed ? life.noticeEnd : null,
    disputed: noticed && (life.notice?.disputed ?? false),
    contractEnd: ended ? life.contractEnd : null,
    latest: life.kind === 'transition' ? life.latest : null,
    effectiveTermination: left ? life.effectiveTermination : null,
    fallback: left && life.fallback,
    handover: handover(hand.kind, hand.cutover !== null),
    rehearsal: hand.rehearsal,
    round: hand.round,
    items: hand.items.map(({ id, status }) => `${id} ${status}`).sort(),
    suspended: state.suspension?.cause ?? null,
    terms: state.termsOverlay.kind,
    refuseBy: state.termsOverlay.refuseBy,
    holds: state.holds.length,
  };
}

export function comparePicture(moment: Moment, state: ContractState, add: Add): void {
  const product = pictureOf(state);
  const oracle = moment.picture;
  for (const key of Object.keys(oracle) as (keyof Picture)[]) {
    const [wanted, found] = [String(oracle[key]), String(product[key])];
    if (wanted !== found) add(key, wanted, found);
  }
}

const counted = (cents: number | bigint, status: string): boolean => BigInt(cents) !== 0n || status === 'needs-review';

const credit = 'subscription-credit';
const ofOracle = ({ kind, cents, from, to, status }: Line, period: boolean): string =>
  `${kind} ${cents} ${kind === credit && period ? `${from}–${to} ` : ''}${status}`;
const ofProduct = ({ kind, amountCents, periodStart, periodEnd, status }: InvoiceLine, period: boolean): string =>
  `${kind} ${amountCents} ${kind === credit && period ? `${periodStart}–${periodEnd} ` : ''}${status}`;

/** An exported line never changes: what it and its corrections come to is what the oracle says of it. */
function corrected(lines: readonly InvoiceLine[]): InvoiceLine[] {
  return lines
    .filter(({ correctsLineId }) => correctsLineId === null)
    .map((line) => {
      const all = [line, ...lines.filter(({ correctsLineId }) => correctsLineId === line.lineId)];
      return { ...line, amountCents: all.reduce((sum, one) => sum + one.amountCents, 0) };
    });
}

/** Every line to the cent, the sum, and that none lacks clause, basis or proof. */
export function compareLines(moment: Moment, state: ContractState, add: Add): void {
  const lines = invoiceLines(state, moment.at);
  const found = corrected(lines).filter(({ amountCents, status }) => status !== 'void' && counted(amountCents, status));
  // A line that was exported keeps the period of its day; the correction beside it makes the sum right.
  const period = lines.every(({ correctsLineId }) => correctsLineId === null);
  const wanted = moment.lines
    .map((line) => ofOracle(line, period))
    .sort()
    .join(', ');
  const product = found
    .map((line) => ofProduct(line, period))
    .sort()
    .join(', ');
  if (wanted !== product) add('lines', wanted, product);
  const sum = found.reduce((total, { amountCents }) => total + BigInt(amountCents), 0n);
  if (sum !== moment.sum) add('sum', moment.sum, sum);
  for (const line of found)
    if (line.clause === '' || line.basisEventId === '' || line.proofHash === '')
      add('line without clause, basis or proof', '', line.lineId);
}

export function compareDeadlines(deadlines: Deadlines, state: ContractState, at: number, add: Add): void {
  const timers = timersOf(state, at);
  for (const [reading, latest] of Object.entries(deadlines.notice)) {
    const found = timers.find((timer) => timer.timer === 'notice.deadline' && timer.reading === reading);
    if (found?.result !== latest) add(`latest notice ${reading}`, latest, found?.result);
  }
  if (deadlines.perform !== null && ['transition', 'terminated'].includes(state.lifecycle.kind)) {
    const found = timers.find(({ timer }) => timer === 'reversibility.perform');
    if (found !== undefined && found.result !== deadlines.perform) add('perform by', deadlines.perform, found.result);
  }
}
