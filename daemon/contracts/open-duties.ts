import type { Duty } from '../../domain/index.ts';
import type { Tended } from './tend-contract.ts';
import { audienceOf } from './told-duties.ts';

/** What a contract waits for: what nobody was told yet, and what dates still ask of the operator, told or not. */
export function openDuties({ duties, told, standing }: Pick<Tended, 'duties' | 'told' | 'standing'>): readonly Duty[] {
  return duties.filter((duty) => !told.has(duty) || (audienceOf(duty) === 'operator' && standing.has(duty.key)));
}
