import { type Command, InvalidArgumentError } from 'commander';
import type { CommandContext, CommandResult } from './command.ts';

/** A command's work: its context, its options as its option parsers leave them, its arguments in order. */
export type Action<Options> = (context: CommandContext, options: Options, ...args: string[]) => Promise<CommandResult>;

/** Turns a command's work into commander's action; errors, output and exit codes are handled there, once. */
export type Run = <Options = object>(action: Action<Options>) => (...commanderArgs: unknown[]) => Promise<void>;

/** Every file of `commands/` exports one of these. */
export type Register = (program: Command, run: Run) => void;

/** An option parser from one that throws a TypeError. */
export function argument<T>(parse: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      throw new InvalidArgumentError(error instanceof Error ? error.message : 'invalid');
    }
  };
}

export function oneOf<const T extends string>(...allowed: readonly T[]): (text: string) => T {
  return (text) => {
    const found = allowed.find((one) => one === text || one.toLowerCase() === text.toLowerCase());
    if (found === undefined) throw new InvalidArgumentError(`Use one of: ${allowed.join(', ')}.`);
    return found;
  };
}

export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max) {
      throw new InvalidArgumentError(`Use a whole number from ${min} to ${max}.`);
    }
    return value;
  };
}
