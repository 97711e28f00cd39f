/** Writes config/coffre.schema.json and docs/configuration.md from the schema: `node bin/node24.js scripts/gen-config-schema.ts`. */
import { writeFile } from 'node:fs/promises';
import { configJsonSchema, settingsTable } from '../config/index.ts';

const root = new URL('../', import.meta.url);
await writeFile(new URL('config/coffre.schema.json', root), `${JSON.stringify(configJsonSchema(), null, 2)}\n`);
await writeFile(new URL('docs/configuration.md', root), settingsTable());
