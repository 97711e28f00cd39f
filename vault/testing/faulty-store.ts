import { type ObjectStore, objectsError } from '../../connectors/objects/index.ts';

/** What goes wrong at one call of the store. */
export type Fault = 'error' | 'error-after-success' | 'truncated' | 'silent-flip';

export interface FaultPlan {
  /** Number of the call that fails, counted from 1 over put, head, get, list and remove. */
  readonly at: number;
  readonly fault: Fault;
}

/** A store whose n-th call fails as planned; `hit` tells whether that call came. */
export interface FaultyStore extends ObjectStore {
  readonly calls: number;
  readonly hit: string | null;
  /** True when the fault could do harm: a call that reads has no "after success". */
  readonly applied: boolean;
}

export function faultyStore(inner: ObjectStore, plan: FaultPlan): FaultyStore {
  let calls = 0;
  let hit: string | null = null;
  let applied = false;
  const due = (name: string): boolean => {
    calls++;
    if (calls !== plan.at) return false;
    hit = name;
    return true;
  };
  const failed = (): Error => {
    applied = true;
    return objectsError('OBJECTS_UNAVAILABLE', 'planned fault');
  };
  const uncertain = (): Error => {
    applied = true;
    return objectsError('OBJECTS_UNCERTAIN', 'planned lost reply');
  };
  async function* iterate<T>(name: string, items: AsyncIterable<T>): AsyncGenerator<T> {
    if (due(name) && plan.fault !== 'silent-flip') throw failed();
    yield* items;
  }
  return {
    get calls() {
      return calls;
    },
    get hit() {
      return hit;
    },
    get applied() {
      return applied;
    },
    capabilities: () => inner.capabilities(),
    async put(key, body, options) {
      if (!due('put')) return inner.put(key, body, options);
      if (plan.fault === 'error') throw failed();
      if (plan.fault === 'silent-flip') {
        applied = true;
        const changed = Uint8Array.from(body);
        changed[changed.byteLength >> 1] = (changed[changed.byteLength >> 1] ?? 0) ^ 1;
        return inner.put(key, changed, options);
      }
      if (plan.fault === 'error-after-success') await inner.put(key, body, options);
      throw uncertain();
    },
    async head(key, options) {
      if (due('head') && plan.fault !== 'silent-flip') throw failed();
      return inner.head(key, options);
    },
    async *get(key, options) {
      const bad = due('get');
      if (bad && plan.fault === 'error') throw failed();
      for await (const piece of inner.get(key, options)) {
        if (!bad) yield piece;
        else if (plan.fault === 'silent-flip') {
          applied = true;
          const changed = Uint8Array.from(piece);
          changed[0] = (changed[0] ?? 0) ^ 1;
          yield changed;
        } else {
          applied = true;
          yield piece.subarray(0, piece.byteLength >> 1);
          throw objectsError('OBJECTS_TRUNCATED', 'planned cut');
        }
      }
    },
    list: (prefix, options) => iterate('list', inner.list(prefix, options)),
    listVersions: (prefix, options) => iterate('list', inner.listVersions(prefix, options)),
    async remove(key, versionId, options) {
      if (due('remove') && plan.fault !== 'silent-flip') throw failed();
      return inner.remove(key, versionId, options);
    },
    extendLock: (key, versionId, until, options) => inner.extendLock(key, versionId, until, options),
    serverTime: () => inner.serverTime(),
    close: () => inner.close(),
  };
}
