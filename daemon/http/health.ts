import type { Night, RunId } from '../../domain/index.ts';

/** What `/health` answers; field names are part of the surface. No mailbox, tenant or error text: anybody may ask. */
export interface HealthView {
  /** Everything that must work for the next night works; false answers 503. */
  readonly ok: boolean;
  /** The night that is running or comes next. */
  readonly night: Night;
  readonly lastRun: {
    readonly id: RunId;
    readonly night: Night;
    readonly status: 'running' | 'ok' | 'partial' | 'failed' | 'aborted';
    readonly endedAt: string | null;
  } | null;
  readonly storeReachable: boolean;
  readonly queue: { readonly waiting: number; readonly running: number };
}
