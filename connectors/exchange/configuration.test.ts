import { describe, expect, test } from 'vitest';
import { withoutForeigners } from './configuration.ts';
import type { ConfigurationRecord, RemoteFolder, RequestState } from './protocol.ts';
import { exceptionsOf, sourceFolders } from './source-folders.ts';

const OWN = '06d801fe-0f4f-421a-bf96-5d735b3edc87';
const FOREIGN = 'bcc40cc0-b2ff-4e64-ac4e-195732405860';
const record = (more: Partial<ConfigurationRecord>): ConfigurationRecord => ({
  mailbox: OWN,
  id: 'r',
  name: 'rule',
  values: {},
  trustees: {},
  ...more,
});
const hosted = (address: string): boolean => address.endsWith('@other.test');

describe('a record of the configuration', () => {
  test('keeps the principals of the tenant and counts the others without their names', () => {
    const kept = withoutForeigners(
      record({
        trustees: {
          User: [
            { name: 'a@acme.test', guid: OWN },
            { name: 'spy@other.test', guid: FOREIGN },
            { name: 'S-1-5-21-1', guid: null },
          ],
        },
        values: { Description: 'forward to Spy', Enabled: true },
      }),
      new Set([OWN]),
      hosted,
    );
    expect(kept).toMatchObject({
      droppedForeign: 2,
      trustees: { User: [{ name: 'a@acme.test', guid: OWN }] },
      values: { Enabled: true },
    });
    expect(JSON.stringify(kept)).not.toMatch(/spy|Spy|S-1-5/);
  });

  test('keeps an outside address that no mailbox here has, and no hosted one that could not be resolved', () => {
    const rule = record({
      trustees: {
        ForwardTo: [
          { name: '"Me" [SMTP:me@home.example]', guid: null },
          { name: '"X" [SMTP:x@other.test]', guid: null },
          { name: '"Y" [EX:/o=H/cn=y]', guid: null },
        ],
      },
    });
    expect(withoutForeigners(rule, new Set(), hosted)).toMatchObject({
      droppedForeign: 2,
      trustees: { ForwardTo: [{ name: '"Me" [SMTP:me@home.example]' }] },
    });
  });
});

const folder = (more: Partial<RemoteFolder>): RemoteFolder => ({
  path: '/Inbox',
  folderType: 'Inbox',
  items: 10,
  hidden: null,
  bytes: 1,
  ...more,
});

describe('the counts of the source', () => {
  test('are paths as people see them', () => {
    const counts = sourceFolders([
      folder({ path: '/Top of Information Store', folderType: 'Root', items: 2 }),
      folder({ path: '/Boîte de réception/Clients\uf8ffProspects', folderType: 'User Created', items: 7, hidden: 3 }),
    ]);
    expect(counts).toEqual([
      { path: [], items: 2, includesHidden: true, folderType: 'Root' },
      {
        path: ['Boîte de réception', 'Clients/Prospects'],
        items: 4,
        includesHidden: false,
        folderType: 'User Created',
      },
    ]);
  });
});

describe('what the source says is missing', () => {
  const done = { status: 'Completed', badItems: 0, largeItems: 0, message: '' } as RequestState;

  test('is nothing for a clean end, and is added up over the parts otherwise', () => {
    expect(exceptionsOf([done], [folder({})])).toEqual([]);
    expect(
      exceptionsOf(
        [
          { ...done, badItems: 2, status: 'CompletedWithWarning' },
          { ...done, badItems: 1, largeItems: 4 },
        ],
        null,
      ),
    ).toMatchObject([
      { class: 'corrupt-at-source', count: 3 },
      { class: 'too-large', count: 4 },
    ]);
  });

  test('includes a warning without a number and what only a hold keeps', () => {
    const holds = folder({ path: '/DiscoveryHolds', folderType: 'RecoverableItemsDiscoveryHolds', items: 3 });
    expect(exceptionsOf([{ ...done, status: 'CompletedWithWarning' }], [holds])).toMatchObject([
      { class: 'not-captured', folder: null, count: 1 },
      { class: 'not-captured', folder: 'Recoverable Items/DiscoveryHolds', count: 3 },
    ]);
  });
});
