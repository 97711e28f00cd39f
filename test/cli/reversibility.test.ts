/** The hand-over from the request to the effective end, on signed papers alone, as a company without the portal would do it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256Hex } from '../../core/index.ts';
import { APPROVER, type ContractPlatform, contractPlatform } from '../harness/contract-platform.ts';

let platform: ContractPlatform;
const reversibility = (...args: string[]) => platform.json('reversibility', ...args);
const status = async () => (await reversibility('status', 'acme')).document;
const rules = async (): Promise<string[]> => (await status()).blocking.map((one: { rule: string }) => one.rule);

/** One proposes with the paper, the approver agrees. */
async function onPaper(...args: string[]): Promise<void> {
  const proposed = await reversibility(...args, '--paper', 'letter.pdf');
  expect(proposed.code, JSON.stringify(proposed.document)).toBe(0);
  const approved = await platform.by(
    APPROVER,
    ...['reversibility', args[0] ?? '', 'acme', '--approve', proposed.document.proposal.id],
  );
  expect(approved.code, JSON.stringify(approved.document)).toBe(0);
}

beforeAll(async () => {
  platform = await contractPlatform({ startMs: Date.parse('2027-03-31T10:00:00+02:00') });
  const signed = await platform.json(
    ...['contract', 'event', 'acme', 'contract.signed', '--text', 'contract.pdf', '--subscribed', '2024-07-01'],
    ...['--proof', 'signed-pdf:contract.pdf'],
  );
  expect(signed.code).toBe(0);
}, 60_000);
afterAll(() => platform.close());

describe('a client leaves', () => {
  test('a notice in time ends the term; nothing can be prepared before somebody asks', async () => {
    const letter =
      'letter={"form":"lrar","dispatched":"2027-03-24","firstPresented":"2027-03-26","received":"2027-03-30","outcome":"delivered"}';
    const { code, document } = await platform.event(
      'notice.received',
      'by=client',
      'form=lrar',
      'capacity=gérante',
      letter,
    );
    expect(code, JSON.stringify(document)).toBe(0);
    expect((await platform.json('contract', 'show', 'acme')).document.lifecycle).toMatchObject({
      noticeEnd: '2027-06-30',
    });
    const early = await reversibility('prepare', 'acme');
    expect([early.code, early.document.error.code]).toEqual([4, 'CONTRACT_REFUSED']);
  });

  test('status has exactly the fields that programs rely on', async () => {
    const document = await status();
    expect(Object.keys(document).sort()).toEqual(['blocking', 'due', 'handover', 'quote', 'state', 'tenant']);
    expect(document.blocking[0]).toEqual({
      rule: expect.any(String),
      clause: expect.any(String),
      message: expect.any(String),
      unlockedBy: expect.any(String),
    });
    expect(document.quote).toEqual({
      lines: [{ label: expect.any(String), clause: '17.2', quantity: 1, unitCents: 3_600, totalCents: 3_600 }],
      totalCents: 3_600,
      currency: 'EUR',
    });
  });

  test('the quote shows three tariffs and is free online; the PDF and its twin say the same', async () => {
    const asked = await reversibility('request', 'acme', '--paper', 'letter.pdf', '--channel', 'letter');
    expect(asked.code).toBe(0);
    const online = (await reversibility('quote', 'acme', '--route', 'online')).document;
    expect(online).toMatchObject({ quote: { totalCents: 0 }, zeroBecause: 'online-route' });
    const { document } = await reversibility(
      ...[
        'quote',
        'acme',
        '--medium',
        'Disk 4 TB',
        '--medium-price',
        '12990',
        '--carriage',
        '1850',
        '--pdf',
        'quote.pdf',
        '--issue',
      ],
    );
    expect(document).toMatchObject({
      issued: true,
      tariffs: { 'F-complete': 0, 'F-prorata': 3_600, 'F-started': 36_000 },
      reading: 'F-prorata',
      quote: { totalCents: 3_600 + 12_990 + 1_850 },
    });
    const twin = await readFile(join(platform.root, 'quote.json'));
    expect(sha256Hex(twin)).toBe(document.document.jsonSha256);
    expect(JSON.parse(twin.toString('utf8')).data).toMatchObject({ feeCents: 3_600, applied: 'F-prorata' });
    expect((await readFile(join(platform.root, 'quote.pdf'))).subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('a quote above the tariff is refused with what may be asked', async () => {
    const { code } = await reversibility('quote', 'acme', '--reading', 'F-started', '--issue');
    expect(code).toBe(0);
    const more = await platform.event(
      'quote.issued',
      'quoteId=q9',
      'mailboxes=1',
      'reading=F-prorata',
      'amountCents=3601',
      'route=online',
    );
    expect(more.code).toBe(4);
  });

  test('prepare freezes, builds and verifies; deliver makes a link whose token is nowhere in the ledger', async () => {
    const { code, document } = await reversibility('prepare', 'acme');
    expect(code, JSON.stringify(document)).toBe(0);
    expect(document.package).toMatchObject({ round: 1, verified: true, exit: 0, unexplained: 0 });
    expect(document.handover).toBe('prepared');
    const delivered = await reversibility('deliver', 'acme');
    expect(delivered.code, JSON.stringify(delivered.document)).toBe(0);
    const { url } = delivered.document.delivery;
    expect(url).toMatch(/^https:\/\/backup\.example\.org\/l\/c1\./);
    const acts = JSON.stringify((await platform.json('audit', 'list')).document);
    expect(acts).not.toContain(url.split('/l/')[1]);
    expect(delivered.document.handover).toBe('delivered');
  });

  test('a contest on paper reopens its items alone, and a rework answers it', async () => {
    const [item] = itemsOf((await platform.coffre('reversibility', 'status', 'acme')).stdout);
    expect(item).toMatch(/^primary-/);
    await onPaper(
      'record-contestation',
      'acme',
      '--item',
      item ?? '',
      '--reason',
      'count-differs',
      '--text',
      'Il manque un dossier.',
    );
    expect((await status()).handover).toBe('contested');
    const { minutes } = (await reversibility('receipt', 'acme', '--minutes')).document;
    expect(minutes.reservations).toEqual([
      { labels: ['ann'], reason: 'count-differs', words: 'Il manque un dossier.' },
    ]);
    const rework = await reversibility('prepare', 'acme');
    expect(rework.code, JSON.stringify(rework.document)).toBe(0);
    expect((await reversibility('deliver', 'acme')).code).toBe(0);
    expect((await status()).handover).toBe('delivered');
  });

  test('a confirmation needs the paper and a second person', async () => {
    const bare = await reversibility('record-confirmation', 'acme', '--all');
    expect([bare.code, bare.document.error.code]).toEqual([2, 'USAGE']);
    const proposed = await reversibility('record-confirmation', 'acme', '--all', '--paper', 'letter.pdf');
    expect(await rules()).toContain('L9.items');
    const { id } = proposed.document.proposal;
    expect((await reversibility('record-confirmation', 'acme', '--approve', id)).code).toBe(4);
    expect((await platform.by(APPROVER, 'reversibility', 'record-confirmation', 'acme', '--approve', id)).code).toBe(0);
    expect(await rules()).not.toContain('L9.items');
    expect((await status()).handover).toBe('acknowledged');
  });

  test('with the cut-over and the complete confirmation the contract ends effectively, on the day of the term at the earliest', async () => {
    await platform.goTo('2027-07-05');
    await onPaper('record-confirmation', 'acme', '--cutover', 'mx-moved', '--on', '2027-07-04');
    expect((await reversibility('close', 'acme')).code).toBe(4);
    await onPaper(
      ...['record-confirmation', 'acme', '--complete', '--signatory', 'Anne Martin'],
      ...['--statement', 'Je confirme avoir récupéré l’intégralité de mes données.'],
    );
    const { code, document } = await reversibility('close', 'acme');
    expect(code, JSON.stringify(document)).toBe(0);
    expect(document).toMatchObject({ ended: true, effectiveTermination: '2027-07-05' });
  });

  test('each act of the client has a receipt, and the minutes tell it all', async () => {
    const { receipts } = (await reversibility('receipt', 'acme')).document;
    expect(receipts.map((one: { type: string }) => one.type)).toEqual([
      'reversibility.requested',
      'items.contested',
      'items.confirmed',
      'cutover.declared',
      'recovery.confirmed',
    ]);
    const last = receipts.at(-1).event;
    const { document } = await reversibility('receipt', 'acme', last, '--pdf', 'receipt.pdf');
    expect(document.receipt).toMatchObject({
      act: 'recovery.confirmed',
      channel: 'paper',
      actor: { name: 'Anne Martin' },
    });
    const none = await reversibility('receipt', 'acme', 'nothing');
    expect([none.code, none.document.error.code]).toEqual([5, 'RECEIPT_NOT_FOUND']);

    const { minutes } = (await reversibility('receipt', 'acme', '--minutes', '--pdf', 'minutes.pdf')).document;
    expect(minutes).toMatchObject({
      unexplained: 0,
      cutover: { how: 'mx-moved', on: '2027-07-04' },
      statement: { by: 'Anne Martin' },
      lastBilledDay: '2027-07-05',
      reservations: [],
    });
    expect(minutes.items.map((one: { status: string }) => one.status)).toEqual(['confirmed']);
    expect(minutes.packages).toHaveLength(2);
  });

  test('a receipt made again has the same bytes', async () => {
    const { receipts } = (await reversibility('receipt', 'acme')).document;
    const event = receipts[0].event;
    const once = (await reversibility('receipt', 'acme', event, '--pdf', 'one.pdf')).document.document;
    platform.calendar.advance(86_400_000);
    const again = (await reversibility('receipt', 'acme', event, '--pdf', 'two.pdf')).document.document;
    expect(again.pdfSha256).toBe(once.pdfSha256);
  });
});

test('register prints every class with what is never handed over', async () => {
  const { document } = await platform.json('register');
  expect(document.classes).toHaveLength(46);
  expect(document.never.length).toBeGreaterThan(0);
  expect((await platform.coffre('--lang', 'fr', 'register')).stdout).toContain('Boîtes aux lettres d’utilisateurs');
});

/** Ids in the table of items. */
function itemsOf(stdout: string): string[] {
  return [...stdout.matchAll(/^((?:primary|archive|class)-\S+)/gm)].map(([, id]) => id ?? '');
}
