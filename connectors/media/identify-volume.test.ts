import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { neverAborted } from '../../core/index.ts';
import { findCarrier, isSerialOf, namesOf } from './identify-volume.ts';

const options = { protect: [], signal: neverAborted };
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coffre-media-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe.runIf(process.platform === 'linux')('on Linux', () => {
  test.each(['/', '/proc', '/dev', '/etc', '/usr/bin', '/tmp'])('%s is the system’s', async (path) => {
    await expect(findCarrier(path, options)).rejects.toMatchObject({ code: 'MEDIA_SYSTEM', kind: 'refused' });
  });

  test('a link to the system is the system', async () => {
    await symlink('/', join(folder, 'link'));
    await expect(findCarrier(join(folder, 'link'), options)).rejects.toMatchObject({ code: 'MEDIA_SYSTEM' });
  });

  test('a folder on which nothing is mounted is no medium, nor is one that is not there', async () => {
    await expect(findCarrier(folder, options)).rejects.toMatchObject({ code: 'MEDIA_NOT_MOUNTED', kind: 'refused' });
    await expect(findCarrier(join(folder, 'x'), options)).rejects.toMatchObject({ code: 'MEDIA_NOT_MOUNTED' });
  });
});

test('a device that tells serial numbers is named by one of them, another by the identity of its file system', () => {
  expect(namesOf({ serials: ['WD-0042', 'B77'], uuid: '1A2B-3C4D' })).toEqual(['WD-0042', 'B77']);
  expect(namesOf({ serials: [], uuid: '1A2B-3C4D' })).toEqual(['1A2B-3C4D']);
  expect(namesOf({ serials: [], uuid: null })).toEqual([]);
});

test('a serial number is typed as people type, and is the whole of it', () => {
  const facts = { serials: ['WD-0042', 'B77'], uuid: '1A2B-3C4D' };
  for (const typed of ['WD-0042', 'wd 0042', 'WD0042', 'b77']) expect(isSerialOf(facts, typed), typed).toBe(true);
  for (const typed of ['', ' ', '-', '0042', 'WD-00421', '1A2B-3C4D'])
    expect(isSerialOf(facts, typed), typed).toBe(false);
});
