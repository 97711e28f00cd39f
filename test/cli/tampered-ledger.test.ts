/** Evidence that somebody was at: each change is named by `audit verify`, and no contract is acted on, or shown, from what is left. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LedgerEvent } from '../../ledger/index.ts';
import { type BoundPlatform, boundPlatform } from '../harness/bound-platform.ts';
import {
  countActs,
  documentOf,
  forged,
  forgedChain,
  onLocalLedger,
  putAside,
  removeAct,
  replaceLocal,
  resealActs,
} from '../harness/tampering.ts';

let platform: BoundPlatform;
let events: readonly LedgerEvent[];
let bringBack: () => Promise<void>;
/** The revocation of a link: an act that somebody might want undone. */
let revoked: number;
let head: number;

beforeAll(async () => {
  platform = await boundPlatform();
  ({ events } = (await platform.json('audit', 'list')).document);
  revoked = events.find(({ type }) => type === 'link.revoked')?.seq ?? 0;
  head = events.length;
  bringBack = await putAside(platform);
}, 120_000);
afterAll(() => platform.close());
beforeEach(() => bringBack());

const eventAt = (seq: number): LedgerEvent => {
  const found = events[seq - 1];
  if (found === undefined) throw new RangeError(`no event ${seq}`);
  return found;
};
const edited = (): Partial<LedgerEvent> => ({ body: { ...eventAt(revoked).body, reason: 'never happened' } });

/** `audit verify` ends with 6 and names the event. */
async function isFound(code: string, seq: number): Promise<void> {
  const answer = await platform.json('audit', 'verify');
  expect(answer.document.findings).toContainEqual(expect.objectContaining({ severity: 'error', code, seq }));
  expect(answer.code).toBe(6);
}

/** Every command that would act on the contract, or tell what it says, refuses, and nothing is recorded. */
async function isRefused(): Promise<void> {
  const before = await countActs(platform);
  const act = ['contract', 'event', 'acme', 'notice.informal', '--set', 'by=client', '--set', 'channel=call'];
  for (const command of [
    act,
    ['links', 'list'],
    ['links', 'create', '--tenant', 'acme', '--to', 'x@acme.example'],
    ['contract', 'show', 'acme'],
    ['reversibility', 'close', 'acme'],
    ['keys', 'erase', 'acme'],
  ]) {
    const { code, document } = await platform.json(...command);
    expect([command.join(' '), code, document.error?.code]).toEqual([command.join(' '), 6, 'LEDGER_BROKEN']);
  }
  expect(await countActs(platform)).toBe(before);
}

test('the act in question is in the middle of the ledger', () => {
  expect(revoked).toBeGreaterThan(3);
  expect(revoked).toBeLessThan(head - 2);
});

describe('in the local file', () => {
  test('an edited event is found, and nothing is done on such a ledger', async () => {
    onLocalLedger(platform, `update events set document = replace(document, 'left the company', 'never happened')`);
    await isFound('edited', revoked);
    await isRefused();
  });

  test('an edited event is found whose hash fits, and those of all events after it', async () => {
    onLocalLedger(platform);
    for (const one of forgedChain(events, revoked, edited())) replaceLocal(platform, one.seq, documentOf(one));
    await isFound('edited', revoked);
  });

  test('a removed event is found', async () => {
    onLocalLedger(platform, `delete from events where seq = ${revoked}`);
    await isFound('removed', revoked);
    await isRefused();
  });

  test('reordered events are found', async () => {
    onLocalLedger(platform);
    replaceLocal(platform, revoked, documentOf(eventAt(revoked + 1)));
    replaceLocal(platform, revoked + 1, documentOf(eventAt(revoked)));
    await isFound('reordered', revoked);
    await isFound('reordered', revoked + 1);
    await isRefused();
  });

  test('a tail that was cut is told for ever, and is whole again before anything is done', async () => {
    onLocalLedger(platform, `delete from events where seq >= ${revoked}`);
    expect((await platform.json('audit', 'list')).document.events).toEqual(events);
    const { document } = await platform.json('audit', 'verify');
    expect(document.findings).toMatchObject([{ severity: 'warning', code: 'tail-cut', seq: revoked }]);
  });
});

describe('in the vault', () => {
  test('an edited event is found although it is sealed with the right keys', async () => {
    await resealActs(platform, new Map([[revoked, documentOf(forged(eventAt(revoked), edited()))]]));
    await isFound('edited', revoked);
    await platform.loseState();
    await isFound('vault-damaged', revoked + 1);
    await isRefused();
  });

  test('a removed event is found', async () => {
    await removeAct(platform, revoked);
    await isFound('vault-damaged', revoked);
    await platform.loseState();
    await isFound('vault-damaged', revoked);
    await isRefused();
  });

  test('reordered events are found', async () => {
    const [one, other] = [eventAt(revoked), eventAt(revoked + 1)];
    await resealActs(
      platform,
      new Map([
        [one.seq, documentOf(other)],
        [other.seq, documentOf(one)],
      ]),
    );
    await isFound('vault-damaged', revoked);
    await isFound('vault-damaged', revoked + 1);
    await platform.loseState();
    await isFound('vault-damaged', revoked);
    await isRefused();
  });

  test('a tail that was cut is found', async () => {
    for (const seq of [head, head - 1]) await removeAct(platform, seq);
    await isFound('vault-behind', head - 1);
  });
});
