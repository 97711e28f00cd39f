import { objectsError } from './errors.ts';
import type { ObjectStore } from './object-store.ts';

/** The same store for reading alone: whatever would change it is OBJECTS_DENIED before it leaves the process. */
export function readonlyStore(inner: ObjectStore): ObjectStore {
  const refuse = async (key: string): Promise<never> => {
    throw objectsError('OBJECTS_DENIED', `${key}: the store is open for reading only`, {
      hint: 'Run the command that writes; this one only reads.',
    });
  };
  return {
    capabilities: () => inner.capabilities(),
    put: refuse,
    head: (key, options) => inner.head(key, options),
    get: (key, options) => inner.get(key, options),
    list: (prefix, options) => inner.list(prefix, options),
    listVersions: (prefix, options) => inner.listVersions(prefix, options),
    remove: refuse,
    extendLock: refuse,
    serverTime: () => inner.serverTime(),
    close: () => inner.close(),
  };
}
