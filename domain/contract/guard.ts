import type { BodyOf, Context } from './context.ts';
import type { ContractEventType } from './events.ts';
import type { Refusal } from './state.ts';

/** A sentence for people, in both languages. */
export interface Both {
  readonly fr: string;
  readonly en: string;
}

/** A rule that an event has to fulfil; removing one from the table removes the rule, everywhere. */
export interface Guard {
  readonly rule: string;
  readonly clause: string;
  /** The events that it looks at; `any` stands for all. */
  readonly on: readonly ContractEventType[] | 'any';
  /** Guards of an earlier stage are asked first, and where one refuses, later ones are not asked. */
  readonly stage: 'frame' | 'standing' | 'content';
  readonly holds: (context: Context) => boolean;
  readonly message: Both | ((context: Context) => Both);
  readonly unlockedBy: Both | ((context: Context) => Both);
}

/** A guard of the content of certain events, with their payload typed. */
export function contentGuard<Type extends ContractEventType>(
  rule: string,
  clause: string,
  guard: {
    readonly on: readonly Type[];
    readonly holds: (body: BodyOf<Type>, context: Context) => boolean;
    readonly message: Guard['message'];
    readonly unlockedBy: Guard['unlockedBy'];
  },
): Guard {
  const { on, message, unlockedBy } = guard;
  const holds = (context: Context): boolean => guard.holds(context.body as BodyOf<Type>, context);
  return { rule, clause, on, stage: 'content', holds, message, unlockedBy };
}

export function refusalOf(guard: Guard, context: Context): Refusal {
  const { rule, clause, message, unlockedBy } = guard;
  return {
    rule,
    clause,
    message: typeof message === 'function' ? message(context) : message,
    unlockedBy: typeof unlockedBy === 'function' ? unlockedBy(context) : unlockedBy,
  };
}

export const both = (fr: string, en: string): Both => ({ fr, en });
