import { describe, expect, test } from 'vitest';
import { neverAborted } from '../../core/index.ts';
import { conformanceCases } from './conformance.ts';
import { MemoryVolume } from './memory-volume.ts';

describe('the volume in memory', () => {
  test.each(conformanceCases)('$name', async ({ run }) => {
    const volume = new MemoryVolume();
    await run({
      volume,
      link: async (path) => volume.link(path),
      detach: async () => volume.detach(),
      protect: async () => {
        volume.readOnly = true;
      },
    });
  });
});

const body = async function* (): AsyncGenerator<Uint8Array> {
  yield Buffer.from('twelve bytes');
};

test('a planned fault is met once, at its byte, and then no more', async () => {
  const volume = new MemoryVolume();
  volume.plan({ method: 'write', path: 'f', afterBytes: 3, what: 'MEDIA_IO' });
  await volume.write('g', body(), neverAborted);
  expect(volume.pendingFaults).toHaveLength(1);
  await expect(volume.write('f', body(), neverAborted)).rejects.toMatchObject({ code: 'MEDIA_IO' });
  expect(volume.pendingFaults).toEqual([]);
  expect(await volume.write('f', body(), neverAborted)).toBe(12);
});

test('a short write is silent', async () => {
  const volume = new MemoryVolume();
  volume.plan({ method: 'write', afterBytes: 3, what: 'short' });
  expect(await volume.write('box/f', body(), neverAborted)).toBe(12);
  for await (const one of volume.list('box', neverAborted))
    expect(one).toEqual({ path: 'box/f', kind: 'file', bytes: 3 });
});
