import { z } from 'zod';
import { configSchema } from './schema/index.ts';

/** As much of JSON Schema 2020-12 as our schema uses. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: string | number | boolean | null | object;
  readonly const?: string | number | boolean;
  readonly enum?: readonly (string | number | boolean)[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
}

/** What may be written in the file, for editors; defaults and help included. `config/coffre.schema.json` is this. */
export function configJsonSchema(): JsonSchema {
  return z.toJSONSchema(configSchema('/'), { io: 'input', target: 'draft-2020-12' }) as JsonSchema;
}

/** The members known at `path` (a variant chosen by its `kind` where there are several), for suggestions. */
export function knownKeys(schema: JsonSchema, path: readonly PropertyKey[], value: unknown): readonly string[] {
  let at: JsonSchema | undefined = schema;
  let here: unknown = value;
  for (const step of [...path, null]) {
    const variants: readonly JsonSchema[] | undefined = at?.oneOf ?? at?.anyOf;
    if (variants !== undefined) {
      const kind: unknown = (here as { readonly kind?: unknown } | null | undefined)?.kind;
      at = variants.find((one) => one.properties?.['kind']?.const === kind) ?? variants[0];
    }
    if (step === null) break;
    at = typeof step === 'number' ? at?.items : at?.properties?.[String(step)];
    here = (here as Record<PropertyKey, unknown> | null | undefined)?.[step];
  }
  return Object.keys(at?.properties ?? {});
}
