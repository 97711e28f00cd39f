import assert from 'node:assert/strict';
import { hasCode, neverAborted } from '../../core/index.ts';
import type { Volume } from './volume.ts';

/** An empty volume for one case, and what a hand at the far end does to it. */
export interface VolumeSubject {
  readonly volume: Volume;
  /** Puts a symbolic link there. */
  readonly link: (path: string) => Promise<void>;
  /** Takes the volume away, as a hand that pulls the plug or unmounts it. */
  readonly detach: () => Promise<void>;
  /** Makes it read-only. */
  readonly protect: () => Promise<void>;
}

export interface ConformanceCase {
  readonly name: string;
  readonly run: (subject: VolumeSubject) => Promise<void>;
}

const signal = neverAborted;

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Bytes without a period, so that a chunk in the wrong place shows. */
function sample(length: number): Buffer {
  const out = Buffer.alloc(length);
  let state = 0x2545f491;
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    out[at] = state >>> 24;
  }
  return out;
}

async function contents(volume: Volume, path: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of (await volume.read(path, signal)).bytes) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts);
}

async function listing(volume: Volume, folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { path, kind, bytes } of volume.list(folder, signal)) found.push(`${kind} ${path} ${bytes}`);
  return found.sort();
}

async function failsWith(code: string, work: Promise<unknown>): Promise<void> {
  await assert.rejects(work, (error: unknown) => hasCode(error, code), code);
}

const put = (volume: Volume, path: string, bytes: Uint8Array): Promise<number> =>
  volume.write(path, chunked(bytes, 70_001), signal);

/** What every implementation of Volume does; each case gets its own subject. Runs in any test framework. */
export const conformanceCases: readonly ConformanceCase[] = [
  {
    name: 'a file is read back as it was written, whatever its length',
    run: async ({ volume }) => {
      for (const length of [0, 1, 511, 4096, 65_537, 1_048_576, 2_500_003]) {
        const bytes = sample(length);
        assert.equal(await put(volume, `box/bag/data/f${length}`, bytes), length);
        assert.ok(bytes.equals(await contents(volume, `box/bag/data/f${length}`)), `${length} bytes`);
      }
    },
  },
  {
    name: 'a second writing replaces the first, shorter or longer',
    run: async ({ volume }) => {
      for (const length of [5000, 300, 9000]) {
        await put(volume, 'box/f', sample(length));
        assert.equal((await contents(volume, 'box/f')).length, length);
      }
    },
  },
  {
    name: 'a listing has every folder and file with its length, and nothing of a folder that is not there',
    run: async ({ volume }) => {
      await put(volume, 'box/a/one', sample(10));
      await put(volume, 'box/two', sample(20));
      await put(volume, 'boxes', sample(30));
      assert.deepEqual(await listing(volume, 'box'), ['file box/a/one 10', 'file box/two 20', 'folder box/a 0']);
      assert.deepEqual(await listing(volume, 'nothing'), []);
      assert.ok((await volume.roots()).includes('box'));
    },
  },
  {
    name: 'a folder is renamed with all it holds, never over another',
    run: async ({ volume }) => {
      await put(volume, 'box.partial/a/one', sample(10));
      await volume.rename('box.partial', 'box');
      assert.deepEqual(await listing(volume, 'box'), ['file box/a/one 10', 'folder box/a 0']);
      assert.deepEqual(await listing(volume, 'box.partial'), []);
      await put(volume, 'other/one', sample(1));
      await failsWith('MEDIA_NOT_OURS', volume.rename('other', 'box'));
    },
  },
  {
    name: 'what is removed is gone, and removing nothing is no error',
    run: async ({ volume }) => {
      await put(volume, 'box/a/one', sample(10));
      await put(volume, 'box/a/two', sample(10));
      await volume.remove('box/a/one');
      assert.deepEqual(await listing(volume, 'box'), ['file box/a/two 10', 'folder box/a 0']);
      await volume.remove('box');
      await volume.remove('box');
      assert.deepEqual(await listing(volume, 'box'), []);
    },
  },
  {
    name: 'an overwritten file keeps its length and holds zeros',
    run: async ({ volume }) => {
      await put(volume, 'box/f', sample(9_000_001));
      assert.equal(await volume.overwrite('box/f', signal), 9_000_001);
      assert.ok((await contents(volume, 'box/f')).equals(Buffer.alloc(9_000_001)));
    },
  },
  {
    name: 'names that leave the volume, or that another system would not take, are refused',
    run: async ({ volume }) => {
      for (const path of ['../x', '/x', 'a//b', 'a/../b', '.', '', 'a/.', 'con', 'a b', 'a\\b', 'C:', 'x.', 'é']) {
        await failsWith('MEDIA_NAME_REFUSED', put(volume, path, sample(1)));
        await failsWith('MEDIA_NAME_REFUSED', volume.read(path, signal));
      }
    },
  },
  {
    name: 'a link is listed as what it is, and neither read, written through nor entered',
    run: async ({ volume, link }) => {
      await put(volume, 'box/real', sample(10));
      await link('box/link');
      assert.deepEqual(await listing(volume, 'box'), ['file box/real 10', 'other box/link 0']);
      await failsWith('MEDIA_NOT_OURS', volume.read('box/link', signal));
      await failsWith('MEDIA_NOT_OURS', put(volume, 'box/link', sample(1)));
      await failsWith('MEDIA_NOT_OURS', put(volume, 'box/link/below', sample(1)));
      await failsWith('MEDIA_NOT_OURS', volume.overwrite('box/link', signal));
      await volume.remove('box');
      assert.deepEqual(await listing(volume, 'box'), []);
    },
  },
  {
    name: 'an error of the bytes to write comes through as it is',
    run: async ({ volume }) => {
      const broken = new Error('the source failed');
      const body = async function* (): AsyncGenerator<Uint8Array> {
        yield sample(100);
        throw broken;
      };
      await assert.rejects(volume.write('box/f', body(), signal), broken);
    },
  },
  {
    name: 'an aborted signal ends writing and reading with its reason',
    run: async ({ volume }) => {
      const reason = new Error('enough');
      await put(volume, 'box/f', sample(100));
      const aborted = AbortSignal.abort(reason);
      await assert.rejects(volume.write('box/g', chunked(sample(10), 5), aborted), reason);
      const reading = await volume.read('box/f', aborted);
      await assert.rejects(reading.bytes[Symbol.asyncIterator]().next(), reason);
    },
  },
  {
    name: 'more than there is room for fails as full, and what was there is still read',
    run: async ({ volume }) => {
      await put(volume, 'box/f', sample(1000));
      const block = sample(1 << 20);
      const { capacityBytes } = await volume.facts();
      const endless = async function* (): AsyncGenerator<Uint8Array> {
        for (let at = 0; at <= capacityBytes; at += block.length) yield block;
      };
      await failsWith('MEDIA_FULL', volume.write('box/big', endless(), signal));
      assert.ok(sample(1000).equals(await contents(volume, 'box/f')));
    },
  },
  {
    name: 'a read-only volume says so, is read, and is not changed',
    run: async ({ volume, protect }) => {
      await put(volume, 'box/f', sample(1000));
      await volume.flush(signal);
      assert.equal((await volume.facts()).readOnly, false);
      await protect();
      assert.equal((await volume.facts()).readOnly, true);
      await failsWith('MEDIA_READ_ONLY', put(volume, 'box/g', sample(1)));
      await failsWith('MEDIA_READ_ONLY', volume.overwrite('box/f', signal));
      assert.ok(sample(1000).equals(await contents(volume, 'box/f')));
    },
  },
  {
    name: 'once it is taken away, everything says that it is gone',
    run: async ({ volume, detach }) => {
      await put(volume, 'box/f', sample(1000));
      const body = async function* (): AsyncGenerator<Uint8Array> {
        yield sample(10);
        await detach();
        yield sample(10);
      };
      await failsWith('MEDIA_GONE', volume.write('box/g', body(), signal));
      await failsWith('MEDIA_GONE', volume.facts());
      await failsWith('MEDIA_GONE', volume.roots());
      await failsWith('MEDIA_GONE', volume.read('box/f', signal));
      await failsWith('MEDIA_GONE', volume.rename('box', 'box2'));
      await failsWith('MEDIA_GONE', volume.remove('box'));
      await failsWith('MEDIA_GONE', volume.flush(signal));
      await failsWith('MEDIA_GONE', listing(volume, 'box'));
    },
  },
];
