import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodedError } from '../core/index.ts';
import { ChunkIndex, type PackInfo } from './chunk-index.ts';
import { chunkId, keyEncryptionKey } from './derive.ts';
import { vaultError } from './errors.ts';
import { KIND } from './frame.ts';
import { unwrapMailboxKeys, unwrapTenantKey, wrapMailboxKeys, wrapTenantKey } from './key-objects.ts';
import type { Domain } from './keyring.ts';
import { openManifest } from './manifest-codec.ts';
import {
  base32Bytes,
  mailboxKeyName,
  newObjectId,
  newRef,
  noteName,
  orderedName,
  packName,
  parseActName,
  parseKeyName,
  parseNoteName,
  parseOrderedName,
  parsePackName,
  tenantKeyName,
} from './names.ts';
import { openNote, openWitness, sealNote, sealWitness } from './note-codec.ts';
import type { Note } from './notes.ts';
import { PackBuilder } from './pack-builder.ts';
import { decodeTrailer, openChunk, openDirectory, type PackEntry, packSeal, TRAILER_BYTES } from './pack-format.ts';
import { openObject, sealObject } from './sealed-object.ts';
import { decodeSegment, encodeSegment } from './segment.ts';
import { noise, seededRandom } from './testing/fixture.ts';
import { encodeVaultFile, openVaultFile } from './vault-file.ts';

const random = seededRandom('formats');
const key = (fill: number): Buffer => Buffer.alloc(32, fill);
const keys = { mailbox: 'ann', data: key(1), id: key(2), gear: key(3), meta: key(4) };
const domain: Domain = {
  tenant: 'acme',
  mailboxId: 'ann',
  tenantRef: newRef(random),
  mailboxRef: newRef(random),
  generation: 1,
  generations: new Map([[1, keys]]),
};
const snapshot = newObjectId(random);

/** Every byte changed, and every length from nothing up: each must throw a CodedError, none may be accepted. */
function refusesEveryDamage(bytes: Buffer, open: (bytes: Buffer) => unknown): void {
  open(bytes);
  const refused = (damaged: Buffer, what: string): void => {
    try {
      open(damaged);
    } catch (error) {
      expect(error, what).toBeInstanceOf(CodedError);
      return;
    }
    throw new Error(`${what} was accepted`);
  };
  for (let at = 0; at < bytes.byteLength; at++) {
    const damaged = Buffer.from(bytes);
    damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
    refused(damaged, `byte ${at}`);
    refused(bytes.subarray(0, at), `${at} bytes`);
  }
  refused(Buffer.concat([bytes, Buffer.alloc(1)]), 'one byte more');
}

const note: Note = { kind: 'pin', snapshot, at: '2026-11-23T00:00:00Z', by: 'claire', on: true, reason: 'law' };
const named = (name: string) => {
  const parsed = parseNoteName(name);
  if (parsed === null) throw new Error('a note name');
  return parsed;
};
const noteAt = named(noteName(domain, 'pin', snapshot, newObjectId(random)));
const witnessAt = named(noteName(domain, 'witness', snapshot, noteAt.id));

describe('one byte changed, cut or added is refused in', () => {
  it('vault.json', () => {
    const id = newObjectId(random);
    refusesEveryDamage(encodeVaultFile(key(9), id, '2026-11-23T00:00:00Z'), (bytes) => openVaultFile(key(9), bytes));
  });

  it('tenant keys and mailbox keys', () => {
    const tenantName = tenantKeyName(domain.tenantRef, 1);
    const kek = keyEncryptionKey(key(9), domain.tenantRef, 1);
    const tenant = wrapTenantKey(kek, tenantName, { tenant: 'acme', key: key(5) }, random);
    refusesEveryDamage(tenant, (bytes) => unwrapTenantKey(kek, tenantName, bytes));
    const name = mailboxKeyName(domain, 1);
    const wrapped = wrapMailboxKeys(key(5), name, keys, random);
    refusesEveryDamage(wrapped, (bytes) => unwrapMailboxKeys(key(5), name, bytes));
    expect(unwrapMailboxKeys(key(5), name, wrapped)).toMatchObject(keys);
    expect(() => unwrapMailboxKeys(key(5), `${name}0`, wrapped)).toThrow(CodedError);
    expect(() => unwrapTenantKey(keyEncryptionKey(key(9), newRef(random), 1), tenantName, tenant)).toThrow(CodedError);
  });

  it('notes and witnesses', () => {
    const bytes = sealNote(domain, noteAt, note, newObjectId(random));
    refusesEveryDamage(bytes, (damaged) => openNote(domain, noteAt, damaged));
    const witness = sealWitness(domain, witnessAt, { name: noteAt, note, bytes }, newObjectId(random));
    refusesEveryDamage(witness, (damaged) => openWitness(domain, witnessAt, damaged));
    const elsewhere = named(noteName(domain, 'pin', snapshot, newObjectId(random)));
    expect(() => openNote(domain, elsewhere, bytes)).toThrow(CodedError);
    expect(() => openNote(domain, noteAt, witness)).toThrow(CodedError);
  });

  it('sealed segments', () => {
    const identity = {
      kind: 'segment',
      id: snapshot,
      mailboxRef: domain.mailboxRef,
      generation: 1,
      number: 3,
    } as const;
    const sealed = sealObject(keys.meta, identity, encodeSegment({ base: true, entries: [] }));
    const expected = { object: 'x', kind: 'segment', mailboxRef: domain.mailboxRef } as const;
    refusesEveryDamage(sealed, (bytes) => {
      const opened = openObject(bytes, expected, (generation) => (generation === 1 ? keys.meta : undefined));
      return decodeSegment('x', domain, opened.raw);
    });
  });

  it('packs, outside their filler', () => {
    const identity = { packId: newObjectId(random), mailboxRef: domain.mailboxRef, generation: 1, fence: 4 };
    const builder = new PackBuilder(keys.data, identity, 0);
    for (const size of [10, 300]) {
      const chunk = noise(size, size);
      builder.add(chunkId(keys.id, KIND.raw, chunk), KIND.raw, chunk);
    }
    const bytes = builder.finish((count) => new Uint8Array(count));
    const open = (damaged: Buffer): readonly PackEntry[] => {
      const seal = packSeal(keys.data, identity);
      if (!damaged.subarray(0, 64).equals(seal.header)) throw vaultError('VAULT_OBJECT_CORRUPT', 'header');
      const end = Math.max(0, damaged.byteLength - TRAILER_BYTES);
      const at = end - decodeTrailer('x', damaged.subarray(end), damaged.byteLength);
      const entries = openDirectory('x', seal, damaged.subarray(at, end), at);
      for (const [ordinal, { id, offset, sealed, raw, kind }] of entries.entries()) {
        const frame = { id, ordinal, raw, kind, sealed: damaged.subarray(offset, offset + sealed) };
        if (openChunk(seal, [keys.id], frame) === null) throw vaultError('VAULT_OBJECT_CORRUPT', 'chunk');
      }
      return entries;
    };
    const entries = open(bytes);
    const last = entries.at(-1);
    if (last === undefined) throw new Error('two chunks');
    const filler = { from: last.offset + last.sealed, to: bytes.byteLength - TRAILER_BYTES - 4112 };
    expect(filler.to).toBeGreaterThan(filler.from);
    const bare = Buffer.concat([bytes.subarray(0, filler.from), bytes.subarray(filler.to)]);
    const whole = (damaged: Buffer): Buffer =>
      Buffer.concat([
        damaged.subarray(0, filler.from),
        bytes.subarray(filler.from, filler.to),
        damaged.subarray(filler.from),
      ]);
    refusesEveryDamage(bare, (damaged) => open(damaged.byteLength === 0 ? damaged : whole(damaged)));
  });
});

describe('parsers of opened content', () => {
  const pack: PackInfo = {
    packId: newObjectId(random),
    key: '',
    versionId: null,
    fence: 3,
    generation: 1,
    bytes: 100_000,
    sha256: 'a'.repeat(64),
  };
  const info = { ...pack, key: packName(domain, 3, pack.packId) };
  const entries = Array.from({ length: 20 }, (_, ordinal) => ({
    id: random(32),
    place: { pack: info, kind: KIND.raw, ordinal, offset: 64 + ordinal * 100, sealed: 100, raw: 76 },
  }));
  const sound = encodeSegment({ base: false, entries });

  it('give segments back as they were', () => {
    expect(decodeSegment('x', domain, sound)).toEqual({
      base: false,
      entries: entries.map(({ id, place }) => ({ id: Buffer.from(id), place })),
    });
  });

  it('take or refuse any segment, pack directory, manifest and note, and throw nothing else', () => {
    const meta = (kind: 'manifest' | 'note', raw: Uint8Array, id = snapshot): Buffer =>
      sealObject(keys.meta, { kind, id, mailboxRef: domain.mailboxRef, generation: 1, number: 1 }, raw);
    const name = parseOrderedName(orderedName('snapshots', domain, { seq: 1, fence: 1, id: snapshot }));
    if (name === null) throw new Error('a manifest name');
    const onlyCoded = (work: () => unknown): void => {
      try {
        work();
      } catch (error) {
        if (!(error instanceof CodedError)) throw error;
      }
    };
    const mutated = fc
      .array(fc.tuple(fc.nat(sound.byteLength - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
      .map((changes) => {
        const bytes = Buffer.from(sound);
        for (const [at, value] of changes) bytes[at] = value;
        return bytes;
      });
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 300 })), (bytes) => {
        onlyCoded(() => decodeSegment('x', domain, Buffer.from(bytes)));
      }),
      { numRuns: 1500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), fc.nat(200_000), (bytes, total) => {
        onlyCoded(() => decodeTrailer('x', Buffer.from(bytes), total));
        onlyCoded(() =>
          openDirectory('x', packSeal(keys.data, { ...pack, mailboxRef: domain.mailboxRef }), bytes, total),
        );
      }),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        const where = { vaultId: null, versionId: null };
        onlyCoded(() => openManifest(meta('manifest', Buffer.from(text)), name, domain, where));
        onlyCoded(() => openNote(domain, noteAt, meta('note', Buffer.from(text))));
        onlyCoded(() => openVaultFile(key(9), Buffer.from(text)));
      }),
      { numRuns: 500 },
    );
  });

  it('know no names but ours', () => {
    const id = newObjectId(random);
    for (const [parse, made] of [
      [parsePackName, packName(domain, 7, id)],
      [parseOrderedName, orderedName('index', domain, { seq: 1, fence: 7, id })],
      [parseNoteName, noteName(domain, 'drop', snapshot, id)],
      [parseKeyName, mailboxKeyName(domain, 1)],
      [parseKeyName, tenantKeyName(domain.tenantRef, 12)],
      [parseActName, `ledger/000000000001-${id}`],
    ] as const) {
      expect(parse(made)).not.toBeNull();
      for (const wrong of [
        '',
        `${made}x`,
        made.slice(1),
        made.toUpperCase(),
        `x/${made}`,
        made.replaceAll('/', '//'),
      ]) {
        expect(parse(wrong)).toBeNull();
      }
    }
    expect(
      parseOrderedName(orderedName('index', domain, { seq: 1, fence: 7, id }).replace('000000000007', '999999999999')),
    ).toBeNull();
    expect(base32Bytes(newRef(() => noise(10, 3)))).toEqual(noise(10, 3));
  });
});

describe('the chunk index', () => {
  it('agrees with a map, whatever is added, moved or quarantined', () => {
    const packs = [0, 1, 2].map((n) => ({
      key: `p${n}`,
      packId: `p${n}`,
      versionId: null,
      fence: 1,
      generation: 1,
      bytes: 9,
      sha256: '',
    }));
    const step = fc.tuple(fc.nat(400), fc.nat(2), fc.nat(1000));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 1500, size: 'max' }), fc.nat(2), (steps, bad) => {
        const index = new ChunkIndex();
        const model = new Map<number, { pack: number; offset: number }>();
        const idOf = (n: number): Buffer => chunkId(key(1), 1, Buffer.from([n & 255, n >> 8]));
        for (const [n, pack, offset] of steps) {
          index.set(idOf(n), { pack: packs[pack] as PackInfo, kind: 6, ordinal: n, offset, sealed: 30, raw: 6 });
          model.set(n, { pack, offset });
        }
        index.quarantine(`p${bad}`);
        for (const [n, { pack, offset }] of model) {
          const place = index.get(idOf(n));
          if (pack === bad) expect(place).toBeNull();
          else expect([place?.pack.key, place?.offset, place?.ordinal]).toEqual([`p${pack}`, offset, n]);
        }
        expect(index.size).toBe(model.size);
        expect([...index.entries()]).toHaveLength([...model.values()].filter(({ pack }) => pack !== bad).length);
        expect(index.get(idOf(1000))).toBeNull();
      }),
      { numRuns: 10 },
    );
  });
});
