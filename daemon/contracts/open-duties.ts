import type { Duty } from '../../domain/index.ts';
import type { Tended } from './tend-contract.ts';
import { audienceOf } from './told-duties.ts';

/** Dates that pass and ask nobody to do anything: told once, they are over. */
const MARKS: ReadonlySet<string> = new Set(['notice.deadline']);

/** What a contract waits for: what nobody was told yet, and what dates still ask of the operator, told or not. */
export function openDuties({ duties, told, standing }: Pick<Tended, 'duties' | 'told' | 'standing'>): readonly Duty[] {
  const stands = (duty: Duty): boolean => standing.has(duty.key) && !MARKS.has(duty.what);
  return duties.filter((duty) => !told.has(duty) || (audienceOf(duty) === 'operator' && stands(duty)));
}
