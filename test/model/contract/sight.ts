import type { ContractEvent, ContractEventBody, LocalDate, Proof } from '../../../domain/index.ts';

/** One accepted event as the bystander reads it. */
export interface Sight {
  readonly body: ContractEventBody;
  readonly event: ContractEvent;
  readonly proofs: readonly Proof[];
  /** Two persons stand behind it. */
  readonly two: boolean;
  readonly today: LocalDate;
  readonly over: (day: LocalDate | null) => boolean;
  /** Writes down what should not have been accepted. */
  readonly wrong: (law: string, holds: boolean) => void;
}
