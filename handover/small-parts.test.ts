import { describe, expect, it } from 'vitest';
import { hostileStrings } from '../test/fakes/hostile-strings.ts';
import { csvField, csvRow } from './csv.ts';
import {
  bagNames,
  classOfItem,
  configurationItem,
  fileId,
  foreignName,
  leafletInEnglish,
  leafletInFrench,
  mailboxItem,
  packageName,
  pstPath,
  reconcilePart,
  registerDocument,
  registerGaps,
  textLines,
} from './index.ts';

/** The fields of one record, as RFC 4180 reads it. */
function fieldsOf(row: string): string[] {
  const fields = [...row.slice(0, -2).matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)];
  return fields.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}

describe('a CSV', () => {
  it('is one record of the same fields, and no field starts a formula, whatever they hold', () => {
    for (const hostile of [...hostileStrings, '=1+1', '+1', '-1', '@x', '\t=1', '\r=1', 'a;b', '"', "'"]) {
      const fields = fieldsOf(csvRow(['a', hostile, 7]));
      expect(fields).toHaveLength(3);
      expect(fields[1]?.replace(/^'/, '')).toBe(hostile.replaceAll('\0', '').replace(/^'/, ''));
      expect(fields[1] ?? '').not.toMatch(/^[=+\-@\t\r]/);
    }
    expect(csvField(-7)).toBe('-7');
  });
});

describe('names', () => {
  it('of bags and paths are ours, whatever the contract and the mailbox are called', () => {
    for (const hostile of [...hostileStrings, 'CON', '../..', '', 'é', '3C7B1F2A-0F4F-421A-BF96-5D735B3EDC87']) {
      const name = packageName(hostile, 999_999);
      for (const bag of [
        bagNames.mailbox(name, hostile),
        bagNames.evidence(name),
        bagNames.configuration(name),
        name,
      ]) {
        expect(foreignName(bag, pstPath('archive', 998, 999)), bag).toBeNull();
        expect(foreignName(bag, `data/config/${'a'.repeat(60)}.json`), bag).toBeNull();
      }
    }
  });

  it('of mailboxes differ where the mailboxes do, and a GUID stays itself', () => {
    const names = [...hostileStrings, 'a', 'b'].map((one) => mailboxItem(one, 'primary'));
    expect(new Set(names).size).toBe(names.length);
    expect(mailboxItem('3C7B1F2A-0F4F-421A-BF96-5D735B3EDC87', 'archive')).toBe(
      'archive-3c7b1f2a-0f4f-421a-bf96-5d735b3edc87',
    );
    expect(classOfItem(configurationItem(14))).toBe(14);
    expect(classOfItem(mailboxItem('class-14', 'primary'))).toBeNull();
  });

  it('of files are ids that the seed alone decides', () => {
    const seed = 'ab'.repeat(32);
    expect(fileId(seed, 'bag', 'data/x')).toMatch(/^[a-z2-7]{26}$/);
    expect(fileId(seed, 'bag', 'data/x')).toBe(fileId(seed, 'bag', 'data/x'));
    expect(fileId('cd'.repeat(32), 'bag', 'data/x')).not.toBe(fileId(seed, 'bag', 'data/x'));
    expect(fileId(seed, 'bag', 'data/y')).not.toBe(fileId(seed, 'bag', 'data/x'));
  });
});

describe('a reconciliation', () => {
  const row = (pst: number, delivered: number) => ({ path: ['Inbox'], pst, delivered });

  it('of equal counts has only what the night itself explained', () => {
    const hidden = { class: 'hidden', folder: null, count: 4, message: 'x' };
    expect(reconcilePart({ exceptions: [hidden] }, [row(3, 3)])).toEqual({ differences: [hidden], unexplained: 0 });
  });

  it.each([
    ['fewer lines than items', row(3, 1), 2],
    ['more lines than items', row(1, 3), 2],
  ])('with %s has an unexplained difference', (_, one, count) => {
    expect(reconcilePart({ exceptions: [] }, [one])).toMatchObject({ unexplained: count });
  });

  it('of a damaged export explains what cannot be read, and never more than there is', () => {
    const damaged = { class: 'damaged', folder: null, count: 1, message: 'x' };
    expect(reconcilePart({ exceptions: [damaged] }, [row(3, 1)])).toMatchObject({ unexplained: 0 });
    expect(reconcilePart({ exceptions: [damaged] }, [row(1, 3)])).toMatchObject({ unexplained: 2 });
  });

  it('counts what the night could not explain, and sums up folders beyond a page', () => {
    const open = { class: 'unexplained', folder: 'a', count: 5, message: 'x' };
    const many = Array.from({ length: 300 }, () => row(2, 1));
    const { differences, unexplained } = reconcilePart({ exceptions: [open] }, many);
    expect(unexplained).toBe(305);
    expect(differences).toHaveLength(202);
  });
});

describe('a register document', () => {
  it('without states says of every class that it was not captured, and that is a gap', () => {
    expect(registerGaps(registerDocument([]))).toHaveLength(46);
    for (const broken of [null, [], {}, { classes: 'x' }, { classes: [null] }])
      expect(registerGaps(broken)).not.toEqual([]);
  });
});

describe('the leaflets', () => {
  it('name the same commands, and no line of theirs comes from a contract’s name', () => {
    const facts = {
      name: 'coffre-x-r1',
      contractId: 'C\nsha512sum -c evil',
      round: 1,
      frozenAt: 'x',
      bags: ['coffre-x-r1'],
    };
    for (const text of [leafletInFrench(facts), leafletInEnglish(facts)]) {
      expect(text).toContain('sha512sum -c manifest-sha512.txt\n');
      expect(text).toContain('sha256sum -c manifest-sha256.txt');
      expect(text).not.toMatch(/^sha512sum -c evil/m);
      expect(text).not.toContain('\r');
    }
  });
});

describe('lines of a stream', () => {
  async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
    const list: T[] = [];
    for await (const one of source) list.push(one);
    return list;
  }

  async function* pieces(text: string, size: number): AsyncGenerator<Uint8Array> {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
  }

  it('are the same however it is cut, and the last one tells whether it ended', async () => {
    for (const text of ['', '\n', 'é\n\nb\n', 'a\nb']) {
      for (const size of [1, 2, 3, 100]) {
        const lines = await all(textLines(pieces(text, size)));
        expect(lines.map((one) => one.text + (one.ended ? '\n' : '')).join('')).toBe(text);
      }
    }
  });

  it('are cut at the limit, so that none fills the memory', async () => {
    const lines = await all(textLines(pieces(`${'x'.repeat(1_000)}\ny\n`, 7), 10));
    expect(lines.map((one) => one.text)).toEqual(['x'.repeat(10), 'y']);
  });
});
