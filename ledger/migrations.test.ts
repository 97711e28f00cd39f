import { expect, test } from 'vitest';
import { sha256Hex } from '../core/index.ts';
import { ledgerMigrations } from './migrations/index.ts';

test('the steps of the ledger’s schema are numbered without gaps and frozen', () => {
  expect(ledgerMigrations.map(({ number }) => number)).toEqual(ledgerMigrations.map((_, index) => index + 1));
  const fingerprints = ledgerMigrations.map(
    ({ number, name, breaking, statements }) =>
      `${number} ${name} ${breaking} ${sha256Hex(Buffer.from(JSON.stringify(statements))).slice(0, 16)}`,
  );
  expect(fingerprints).toMatchInlineSnapshot(`
    [
      "1 events true eb8293122cdbd28d",
    ]
  `);
});
