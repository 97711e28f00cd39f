import { inspect } from 'node:util';

const REDACTED = '[secret]';

/** A secret that prints as `[secret]` wherever it is logged, serialised or interpolated; `reveal` is the only way in. */
export class Secret<T extends string | Uint8Array = string> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
