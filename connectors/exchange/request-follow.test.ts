import { describe, expect, test } from 'vitest';
import { neverAborted, SimulatedClock, silentLogger } from '../../core/index.ts';
import type { RequestState } from './protocol.ts';
import { failureOf, followRequest } from './request-follow.ts';

const state = (more: Partial<RequestState> = {}): RequestState => ({
  kind: 'export',
  requestGuid: '1421a48e-5f17-4901-91d5-03bcad019271',
  name: 'coffre-x',
  found: true,
  status: 'InProgress',
  statusDetail: 'CopyingMessages',
  percent: 0,
  bytesTransferred: 0,
  itemsTransferred: 0,
  estimatedItems: 10,
  badItems: 0,
  largeItems: 0,
  lastUpdate: null,
  completed: null,
  failureType: '',
  failureSide: '',
  message: '',
  overallSeconds: 0,
  stalledSeconds: 0,
  error: null,
  ...more,
});

/** Plays these states, one minute apart; the last one stays. */
async function follow(states: readonly Partial<RequestState>[], noProgressMs = 3_600_000): Promise<RequestState> {
  const clock = new SimulatedClock(0);
  let at = 0;
  return followRequest({
    clock,
    log: silentLogger,
    noProgressMs,
    signal: neverAborted,
    onState: () => undefined,
    poll: () => {
      clock.advance(60_000);
      const next = states[Math.min(at++, states.length - 1)];
      return Promise.resolve(state(next));
    },
  });
}

describe('a request', () => {
  test('is followed through every word that is no end, known or not, in any language', async () => {
    const words = [
      'Queued',
      'InProgress',
      'Retrying',
      'Synced',
      'AutoSuspended',
      'CompletionInProgress',
      'En cours',
      'SomethingNew',
      '',
    ];
    const states = words.map((status, at) => ({ status, percent: at }));
    expect((await follow([...states, { status: 'Completed' }])).status).toBe('Completed');
    expect((await follow([...states, { status: 'CompletedWithWarning' }])).status).toBe('CompletedWithWarning');
  });

  test('that waits for hours is waited for as long as anything at all moves', async () => {
    const moving = Array.from({ length: 300 }, (_, at) => ({
      statusDetail: 'RelinquishedWlmStall',
      percent: 95,
      lastUpdate: new Date(at).toISOString(),
    }));
    expect((await follow([...moving, { status: 'Completed' }])).status).toBe('Completed');
  });

  test('that rests at 95 per cent without moving is given up after the limit, and not before', async () => {
    const still = Array.from({ length: 59 }, () => ({ percent: 95 }));
    expect((await follow([...still, { status: 'Completed' }])).status).toBe('Completed');
    await expect(follow([{ percent: 95 }])).rejects.toMatchObject({ code: 'EXCHANGE_STALLED' });
  });

  test('whose statistics cannot be read for a while is not gone; one that is gone is', async () => {
    const unreadable = { found: false, error: { type: 'MapiExceptionNetworkError', message: '' } };
    expect((await follow([{}, unreadable, unreadable, { status: 'Completed' }])).status).toBe('Completed');
    await expect(follow([{}, unreadable])).rejects.toMatchObject({ code: 'EXCHANGE_STALLED' });
    await expect(follow([{}, { found: false }])).rejects.toMatchObject({
      code: 'EXCHANGE_REQUEST_VANISHED',
      retryable: true,
    });
  });

  test('stops when its caller does', async () => {
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    const following = followRequest({
      clock: new SimulatedClock(0),
      log: silentLogger,
      noProgressMs: 1,
      signal: stop.signal,
      onState: () => undefined,
      poll: (signal) => Promise.reject(signal.reason),
    });
    await expect(following).rejects.toThrow('enough');
  });
});

test.each([
  ['TooManyMissingItemsPermanentException', 'EXCHANGE_TOO_MANY_BAD_ITEMS', false],
  ['TooManyBadItemsPermanentException', 'EXCHANGE_TOO_MANY_BAD_ITEMS', false],
  ['TooManyLargeItemsPermanentException', 'EXCHANGE_TOO_MANY_BAD_ITEMS', false],
  ['MailboxDoesNotExistPermanentException', 'EXCHANGE_MAILBOX_UNKNOWN', false],
  ['MailboxDatabaseUnavailableTransientException', 'EXCHANGE_EXPORT_TRANSIENT', true],
  ['MapiExceptionNetworkErrorTransientException', 'EXCHANGE_EXPORT_TRANSIENT', true],
  ['UnableToOpenPSTPermanentException', 'EXCHANGE_EXPORT_FAILED', false],
  ['', 'EXCHANGE_EXPORT_FAILED', false],
])('the failure type %s is %s', (failureType, code, retryable) => {
  expect(failureOf(state({ status: 'Failed', failureType }))).toMatchObject({ code, retryable });
});

test('a failed import has its own code', () => {
  expect(failureOf(state({ kind: 'import', status: 'Failed', failureType: 'X' }))).toMatchObject({
    code: 'EXCHANGE_IMPORT_FAILED',
  });
});
