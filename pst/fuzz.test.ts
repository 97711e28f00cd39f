import { randomInt } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { CodedError, neverAborted } from '../core/index.ts';
import { bytesByteSource, itemFacts, openPst, type PstItem, verifyPst } from './index.ts';
import { fixtureBytes } from './testing/fixtures.ts';
import { seededRandom } from './testing/seeded-random.ts';

/** Small enough to be read hundreds of times, and together of every kind: ANSI and Unicode, tables, attachments, mail in mail. */
const FIXTURES = [
  'ansi-contacts.pst',
  'msg-in-msg.pst',
  'recipients-200.pst',
  'body-types.pst',
  'unicode-sample1.pst',
  'split-a-1.pst',
];
const RUNS = Number(process.env['COFFRE_FUZZ_RUNS'] ?? 3);
/** Far above the milliseconds one run takes; a parser that loops or unfolds without bound passes it. */
const LIMIT_MS = 15_000;

type Mutation = readonly [name: string, apply: (bytes: Buffer, random: () => number) => Buffer];

const mutations: readonly Mutation[] = [
  [
    'flipped bits',
    (bytes, random) => {
      for (let left = 1 + Math.floor(random() * 40); left > 0; left--) {
        const at = Math.floor(random() * bytes.length);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      }
      return bytes;
    },
  ],
  [
    'flipped bits in the pages and the first blocks',
    (bytes, random) => {
      for (let left = 30; left > 0; left--) {
        const at = 0x4400 + Math.floor(random() * 0x8000);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      }
      return bytes;
    },
  ],
  ['a cut', (bytes, random) => bytes.subarray(0, Math.floor(random() * bytes.length))],
  [
    'zeroed runs',
    (bytes, random) => {
      for (let left = 1 + Math.floor(random() * 4); left > 0; left--) {
        const at = Math.floor(random() * bytes.length);
        bytes.fill(0, at, Math.min(bytes.length, at + Math.floor(random() * 8192)));
      }
      return bytes;
    },
  ],
  [
    'random runs',
    (bytes, random) => {
      const at = Math.floor(random() * bytes.length);
      const end = Math.min(bytes.length, at + Math.floor(random() * 4096));
      for (let index = at; index < end; index++) bytes[index] = Math.floor(random() * 256);
      return bytes;
    },
  ],
  [
    'extreme numbers',
    (bytes, random) => {
      for (let left = 1 + Math.floor(random() * 30); left > 0; left--) {
        const at = 2 * Math.floor(random() * (bytes.length / 2 - 2));
        bytes.writeUInt16LE([0xffff, 0x7fff, 0x8000, 1, 0][Math.floor(random() * 5)] ?? 0, at);
      }
      return bytes;
    },
  ],
];

async function readItem(item: PstItem): Promise<void> {
  for (const tag of item.tags) await item.property(tag, neverAborted);
  for (const kind of item.bodies) await drain(item.body(kind, neverAborted));
  await drain(item.recipients(neverAborted));
  for await (const attachment of item.attachments(neverAborted)) {
    await coded(() => drain(attachment.content(neverAborted)));
    const embedded = await attachment.embedded(neverAborted);
    if (embedded !== null) await coded(() => readItem(embedded));
  }
}

async function drain(source: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of source);
}

/** Runs `work`; a PST_* error is an answer, anything else fails the test. */
async function coded(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof CodedError) || !error.code.startsWith('PST_')) throw error;
  }
}

async function readEverything(bytes: Buffer, mode: 'strict' | 'salvage'): Promise<void> {
  await coded(async () => {
    const file = await openPst(bytesByteSource(bytes), { mode, signal: neverAborted });
    await coded(async () => void (await file.counts(neverAborted)));
    for await (const folder of file.folders(neverAborted)) {
      for await (const item of file.items(folder, neverAborted)) await coded(() => readItem(item));
    }
    await drain(itemFacts(file, { signal: neverAborted, associated: true }));
  });
}

describe.each(FIXTURES)('damaged %s', (name) => {
  test.each(mutations)(
    'with %s gives results, findings or PST_* errors',
    { timeout: LIMIT_MS * 20 },
    async (_name, apply) => {
      for (let run = 0; run < RUNS; run++) {
        const seed = randomInt(2 ** 31);
        const bytes = apply(Buffer.from(fixtureBytes(name)), seededRandom(seed));
        const start = performance.now();
        try {
          await readEverything(bytes, 'strict');
          await readEverything(bytes, 'salvage');
          const verified = await verifyPst(bytesByteSource(bytes), { grade: 'full', signal: neverAborted });
          expect(verified.sound).toBe(verified.findings.every((one) => one.severity !== 'error'));
        } catch (error) {
          throw new Error(`${name}, ${_name}, seed ${seed}`, { cause: error });
        }
        expect(performance.now() - start, `seed ${seed}`).toBeLessThan(LIMIT_MS);
      }
    },
  );
});
