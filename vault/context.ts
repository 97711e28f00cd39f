import type { ObjectStore } from '../connectors/objects/index.ts';
import type { Clock } from '../core/index.ts';
import type { Keyring } from './keyring.ts';
import type { RandomSource } from './vault.ts';

/** What every part of an open vault works with. */
export interface VaultContext {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** Null only while checking a vault whose `vault.json` is damaged. */
  readonly vaultId: string | null;
  readonly master: Uint8Array;
  readonly keyring: Keyring;
  /** Size at which a pack is closed. */
  readonly packBytes: number;
}

/** ISO 8601 in UTC. */
export function isoNow(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}
