import { expect, test } from 'vitest';
import { memoryStore, type ObjectStore } from '../connectors/objects/index.ts';
import { neverAborted, systemClock } from '../core/index.ts';
import { removeKey } from './store-io.ts';

test('a version that is older than the bucket’s versioning is removed by the name it has there', async () => {
  const memory = memoryStore({ clock: systemClock });
  const removed: (string | null)[] = [];
  const store: ObjectStore = {
    ...memory,
    capabilities: () => ({ ...memory.capabilities(), versioning: true }),
    listVersions: async function* () {
      const entry = { key: 'notes/a', size: 1, modifiedAt: new Date(0), isDeleteMarker: false };
      yield { ...entry, versionId: 'v2', isLatest: true };
      yield { ...entry, versionId: null, isLatest: false };
      yield { ...entry, key: 'notes/ab', versionId: 'v9', isLatest: true };
    },
    remove: async (_key, versionId) => {
      removed.push(versionId);
    },
  };
  await removeKey(store, 'notes/a', neverAborted);
  expect(removed).toEqual(['v2', 'null']);
});
