import type { Clock, CodedError, Logger } from '../../core/index.ts';
import { exchangeError } from './errors.ts';
import type { RequestState } from './protocol.ts';

export interface FollowContext {
  /** One look at the request; the caller paces it. */
  poll(signal: AbortSignal): Promise<RequestState>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly noProgressMs: number;
  readonly onState: (state: RequestState) => void;
  readonly signal: AbortSignal;
}

/** Every other word, known or not, means "still running" (the list of words is open: a later build may add one). */
const GOOD_ENDS: ReadonlySet<string> = new Set(['Completed', 'CompletedWithWarning']);

/**
 * Waits for the end of a request, however long workload management lets it wait: only no change at all for `noProgressMs` gives up
 * (EXCHANGE_STALLED). Resolves with the last state of a success; throws what `failureOf` makes of a failure, and
 * EXCHANGE_REQUEST_VANISHED when somebody removed the request.
 */
export async function followRequest(context: FollowContext): Promise<RequestState> {
  let changedAt = context.clock.monotonic();
  let last = '';
  let warned = '';
  for (;;) {
    const state = await context.poll(context.signal);
    if (state.error !== null) {
      // The statistics of a running request may be unreadable for a moment: MRS is asked over the network.
      context.log.debug({ request: state.name, type: state.error.type }, 'the state of a request cannot be read');
    } else if (!state.found) {
      throw exchangeError('EXCHANGE_REQUEST_VANISHED', `the request ${state.name} is no longer there`, {
        facts: { request: state.name },
      });
    } else if (GOOD_ENDS.has(state.status)) return state;
    else if (state.status === 'Failed') throw failureOf(state);
    else if (isStalled(state) && state.statusDetail !== warned) {
      warned = state.statusDetail;
      context.log.info({ request: state.name, detail: state.statusDetail }, 'a request waits for the server');
    }
    context.onState(state);
    const seen = [state.status, state.bytesTransferred, state.itemsTransferred, state.percent, state.lastUpdate].join(
      '|',
    );
    if (seen !== last && state.error === null) {
      last = seen;
      changedAt = context.clock.monotonic();
    } else if (context.clock.monotonic() - changedAt > context.noProgressMs) {
      throw exchangeError(
        'EXCHANGE_STALLED',
        `the request ${state.name} made no progress: ${state.status} ${state.statusDetail}`,
        {
          facts: { request: state.name, status: state.status, detail: state.statusDetail },
        },
      );
    }
  }
}

/** Workload management lets a request wait (`StalledDueTo…`, `RelinquishedWlmStall`), or somebody suspended it. */
export function isStalled(state: RequestState): boolean {
  return /^(Stalled|Relinquished)/.test(state.statusDetail) || state.status === 'Suspended';
}

/**
 * A failed request as an error. `FailureType` is an exception class name: only its documented endings and the two names that reports in
 * public agree on are used, never the message, which is localised.
 */
export function failureOf(state: RequestState): CodedError {
  const facts = {
    request: state.name,
    failureType: state.failureType,
    side: state.failureSide,
    badItems: state.badItems,
  };
  const text = `${state.failureType === '' ? 'an unnamed failure' : state.failureType}: ${state.message}`;
  if (/^TooMany(Missing|Bad|Large)\w*Items?\w*PermanentException$/.test(state.failureType)) {
    return exchangeError('EXCHANGE_TOO_MANY_BAD_ITEMS', text, { facts });
  }
  if (state.failureType.startsWith('MailboxDoesNotExist'))
    return exchangeError('EXCHANGE_MAILBOX_UNKNOWN', text, { facts });
  if (state.failureType.endsWith('TransientException'))
    return exchangeError('EXCHANGE_EXPORT_TRANSIENT', text, { facts });
  return exchangeError(state.kind === 'import' ? 'EXCHANGE_IMPORT_FAILED' : 'EXCHANGE_EXPORT_FAILED', text, { facts });
}
