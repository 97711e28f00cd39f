import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialConfig } from './initial.ts';
import { parseConfig } from './load.ts';

describe('initialConfig', () => {
  it('writes a configuration that loads, with the defaults of the schema', () => {
    const { config, offsite, warnings } = parseConfig(initialConfig(), '/c/coffre.yaml');
    expect(config.organisation).toEqual({
      name: 'OPTIMA DSI',
      country: 'FR',
      timezone: 'Europe/Paris',
      allowedCountries: ['FR'],
    });
    expect(config.tenants).toEqual([{ id: 'acme', name: 'Acme SARL', source: 'drop', language: 'fr', retired: false }]);
    expect([offsite, warnings]).toEqual([[], []]);
  });

  it('starts without tenants too', () => {
    expect(parseConfig(initialConfig({ tenants: [] }), '/c/coffre.yaml').config.tenants).toEqual([]);
  });

  it('carries any name and any path through YAML unchanged', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .filter((text) => text.trim() === text && text.length > 0 && /^\P{Cc}*$/u.test(text));
    const path = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(name, name, path, (organisation, tenant, folder) => {
        const text = initialConfig({
          organisation,
          tenants: [{ id: 'a', name: tenant }],
          sourcePath: `/srv/${folder}/x`,
          stateDir: '/var/lib/coffre',
        });
        const { config } = parseConfig(text, '/c/coffre.yaml');
        expect(config.organisation.name).toBe(organisation);
        expect(config.tenants[0]?.name).toBe(tenant);
        expect(config.sources[0]).toMatchObject({ path: `/srv/${folder}/x` });
      }),
      { numRuns: 100 },
    );
  });

  it.each(['true', 'null', '1e3', '0x10', '- a', '# no', 'a: b', "it's", '"q"', '~', 'yes', '.inf', 'a #b', 'x:'])(
    'keeps the name %s a text',
    (organisation) => {
      expect(parseConfig(initialConfig({ organisation }), '/c/c.yaml').config.organisation.name).toBe(organisation);
    },
  );
});
