import { configJsonSchema, type JsonSchema } from './json-schema.ts';

interface Row {
  readonly setting: string;
  readonly values: string;
  readonly fallback: string;
  readonly help: string;
}

function values(schema: JsonSchema): string {
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((one) => `\`${String(one)}\``).join(', ');
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants?.every((one) => one.properties === undefined)) {
    return [...new Set(variants.map((one) => values(one)))].join(' or ');
  }
  if (schema.type === 'array') return schema.items?.type === 'string' ? 'list of texts' : 'list';
  if (schema.type === 'object' || variants !== undefined) return 'group';
  const names: Readonly<Record<string, string>> = {
    string: 'text',
    integer: 'whole number',
    number: 'number',
    boolean: '`true`, `false`',
  };
  return names[schema.type ?? ''] ?? schema.type ?? '';
}

function fallback(schema: JsonSchema, required: boolean): string {
  if (schema.default !== undefined && typeof schema.default !== 'object') {
    return schema.default === '' ? 'empty' : `\`${String(schema.default)}\``;
  }
  return required ? '**required**' : '–';
}

function rowsOf(schema: JsonSchema, prefix: string): readonly Row[] {
  const variants = schema.oneOf ?? schema.anyOf;
  if (variants !== undefined) {
    return variants.flatMap((one) => {
      const kind = one.properties?.['kind']?.const;
      return rowsOf(one, kind === undefined ? prefix : `${prefix}(${String(kind)})`);
    });
  }
  if (schema.type === 'array' && schema.items !== undefined) return rowsOf(schema.items, `${prefix}[]`);
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const setting = prefix === '' ? name : `${prefix}.${name}`;
    const row: Row = {
      setting,
      values: values(member),
      fallback: fallback(member, schema.required?.includes(name) === true),
      help: member.description ?? '',
    };
    return [row, ...rowsOf(member, setting)];
  });
}

/** docs/configuration.md: every setting with its values, default and help, from the schema. */
export function settingsTable(): string {
  const rows = rowsOf(configJsonSchema(), '');
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
  return [
    '# Configuration',
    '',
    'Generated from `config/schema` by `scripts/gen-config-schema.ts`; a test compares.',
    '',
    'The file is YAML: `--config FILE`, else `COFFRE_CONFIG`, else `./coffre.yaml`, else `/etc/coffre/coffre.yaml`.',
    'Relative paths start at the folder of the file. Anchors, aliases and tags are refused. Secrets never stand in it: settings',
    'ending in `Env` name an environment variable, those ending in `File` a file that others on the machine cannot read.',
    'Sizes are bytes or texts such as `500 GB`. `config/examples` has commented files, `config/coffre.schema.json` serves editors',
    '(first line of the file: `# yaml-language-server: $schema=…/config/coffre.schema.json`).',
    '',
    '| Setting | Values | Default | Meaning |',
    '|---|---|---|---|',
    ...rows.map((row) => `| \`${row.setting}\` | ${cell(row.values)} | ${row.fallback} | ${cell(row.help)} |`),
    '',
  ].join('\n');
}
