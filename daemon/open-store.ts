import { readFile } from 'node:fs/promises';
import type { LoadedConfig } from '../config/index.ts';
import {
  limitedStore,
  type ObjectStore,
  observedStore,
  openFilesystemStore,
  openS3Store,
  retryingStore,
  type StoreCall,
} from '../connectors/objects/index.ts';
import { type Clock, defaultRetry } from '../core/index.ts';

export interface OpenStoreOptions {
  readonly clock: Clock;
  readonly onCall: (call: StoreCall) => void;
  readonly signal: AbortSignal;
  /** Between the store and its wrappers: faults in tests. */
  readonly wrap?: (store: ObjectStore) => ObjectStore;
}

/** Calls at once: fewer leaves a fast store idle, more makes a small gateway answer 503. */
const CONNECTIONS = 16;

/** The configured store behind its wrappers: limited, observed, then retried. */
export async function openConfiguredStore(loaded: LoadedConfig, options: OpenStoreOptions): Promise<ObjectStore> {
  const { clock } = options;
  const bare = await bareStore(loaded, options);
  const wrapped = options.wrap === undefined ? bare : options.wrap(bare);
  const limited = limitedStore(wrapped, { connections: CONNECTIONS, clock });
  const observed = observedStore(limited, { clock, onCall: options.onCall });
  return retryingStore(observed, { policy: defaultRetry, clock });
}

async function bareStore(loaded: LoadedConfig, { clock, signal }: OpenStoreOptions): Promise<ObjectStore> {
  const { store } = loaded.config;
  if (store.kind === 'filesystem') return openFilesystemStore({ path: store.path, clock });
  const { endpoint, region, bucket, prefix, pathStyle, credentials, caFile } = store;
  return openS3Store({
    endpoint,
    region,
    bucket,
    prefix,
    forcePathStyle: pathStyle,
    ...(caFile === undefined ? {} : { ca: await readFile(caFile, 'utf8') }),
    credentials: {
      accessKeyId: await loaded.secret(credentials.writer.accessKeyId),
      secretAccessKey: await loaded.secret(credentials.writer.secretAccessKey),
    },
    clock,
    signal,
  });
}
