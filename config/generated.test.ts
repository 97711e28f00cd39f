import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { configJsonSchema, type JsonSchema } from './json-schema.ts';
import { settingsTable } from './settings-table.ts';

const file = (path: string): Promise<string> => readFile(new URL(`../${path}`, import.meta.url), 'utf8');

function undocumented(schema: JsonSchema, path: string): readonly string[] {
  const below = [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, member]) => [
      ...(member.description === undefined ? [`${path}.${name}`] : []),
      ...undocumented(member, `${path}.${name}`),
    ]),
    ...(schema.items === undefined ? [] : undocumented(schema.items, `${path}[]`)),
    ...(schema.oneOf ?? schema.anyOf ?? []).flatMap((one) => undocumented(one, path)),
  ];
  return below;
}

describe('what is generated from the schema', () => {
  it('config/coffre.schema.json is current (scripts/gen-config-schema.ts)', async () => {
    expect(JSON.parse(await file('config/coffre.schema.json'))).toEqual(configJsonSchema());
  });

  it('docs/configuration.md is current (scripts/gen-config-schema.ts)', async () => {
    expect(await file('docs/configuration.md')).toBe(settingsTable());
  });

  it('every setting has its help', () => {
    expect(undocumented(configJsonSchema(), '')).toEqual([]);
  });
});
