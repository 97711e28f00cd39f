import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../../core/index.ts';
import { codeCyclic, decodePermute } from './encoding.ts';

const plain = Buffer.from(Array.from({ length: 16 }, (_, index) => index));
const every = Buffer.from(Array.from({ length: 256 }, (_, index) => index));

describe('permute', () => {
  test('decodes the published vector', () => {
    expect(decodePermute(Buffer.from('41361362a8216ebbf416cc047f64e85d', 'hex'))).toEqual(plain);
  });

  test('decodes by the inverse table that the format defines', () => {
    expect(sha256Hex(decodePermute(every)).slice(0, 16)).toBe('e5e364c16aa1a12f');
  });
});

describe('cyclic', () => {
  const vector = Buffer.from('58a678e07b7ffbf63e37abfe0f1743b3', 'hex');

  test('encodes the published vector', () => {
    expect(codeCyclic(plain, 0x24)).toEqual(vector);
  });

  test('is its own inverse', () => {
    expect(codeCyclic(vector, 0x24)).toEqual(plain);
  });

  test('clears the reserved bit of the block id', () => {
    expect(codeCyclic(plain, 0x25)).toEqual(vector);
  });
});
