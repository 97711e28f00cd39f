import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../core/index.ts';
import { makeKit, masterKeyFingerprint, parseKit } from './index.ts';
import { MASTER } from './testing/fixture.ts';

const page = makeKit({
  vaultId: 'abcdefghijklmnopqrstuvwx3a',
  masterKey: MASTER,
  store: 'filesystem, /srv/vault\nsite lyon, country FR',
});

describe('the recovery kit', () => {
  it('gives the master key back, in any case, spacing and with look-alike digits', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (key) => {
        const own = makeKit({ vaultId: 'x', masterKey: new Secret<Uint8Array>(key), store: 'here' });
        expect(parseKit(own).reveal()).toEqual(key);
        expect(parseKit(own.toUpperCase().replaceAll(/(?<=KEY \d:.*)O/g, '0')).reveal()).toEqual(key);
      }),
    );
    const keyLines = page.split('\n').filter((line) => /^\s*(key \d|whole):/.test(line));
    expect(keyLines).toHaveLength(5);
    expect(parseKit(keyLines.map((line) => line.replaceAll(' ', '')).join('\n')).reveal()).toEqual(MASTER.reveal());
  });

  it('names the line where any one character was mistyped, or two were exchanged', () => {
    const lines = page.split('\n');
    for (const [at, line] of lines.entries()) {
      const label = /^\s*(key \d|whole):\s*/.exec(line);
      if (label === null) continue;
      for (let column = label[0].length; column < line.length; column++) {
        if (line[column] === ' ') continue;
        const typo = line.slice(0, column) + (line[column] === 'q' ? 'r' : 'q') + line.slice(column + 1);
        const wrong = [...lines.slice(0, at), typo, ...lines.slice(at + 1)].join('\n');
        expect(() => parseKit(wrong)).toThrow(`line "${label[1]}"`);
      }
    }
    const swapped = page.replace(/key 1:(.*)\n\s*key 2:(.*)/, 'key 1:$2\n  key 2:$1');
    expect(() => parseKit(swapped)).toThrow('line "key 1"');
  });

  it('refuses pages with lines missing, doubled or of two kits', () => {
    for (const text of ['', 'key 1: aaaa', page.replace(/ {2}key 3:.*\n/, ''), page.replace(/ {2}whole:.*\n/, '')]) {
      expect(() => parseKit(text)).toThrow(expect.objectContaining({ code: 'VAULT_KIT_INVALID' }));
    }
    expect(() => parseKit(`${page}\n${page}`)).toThrow('twice');
    const other = makeKit({ vaultId: 'x', masterKey: new Secret<Uint8Array>(new Uint8Array(32)), store: 'here' });
    const mixed = page.replace(/ {2}key 2:.*/, /( {2}key 2:.*)/.exec(other)?.[1] ?? '');
    expect(() => parseKit(mixed)).toThrow('line "whole"');
  });

  it('shows a fingerprint that tells keys apart, and where the objects are', () => {
    expect(page).toContain(masterKeyFingerprint(MASTER));
    expect(masterKeyFingerprint(new Secret<Uint8Array>(new Uint8Array(32)))).not.toBe(masterKeyFingerprint(MASTER));
    expect(page).toContain('/srv/vault');
    expect(page).toContain('abcdefghijklmnopqrstuvwx3a');
    expect(page.split('\n').every((line) => line.length <= 110)).toBe(true);
  });
});
