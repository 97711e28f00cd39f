import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { classesOfRecords, type ExportableClass, exportableClasses, registerProblems } from './index.ts';

describe('the register of exportable classes', () => {
  it('has the forty-six classes in order, each id once', () => {
    expect(exportableClasses.map((one) => one.number)).toEqual(Array.from({ length: 46 }, (_, at) => at + 1));
    expect(new Set(exportableClasses.map((one) => one.id)).size).toBe(46);
  });

  it.each(exportableClasses.map((one) => [one.number, one] as const))(
    'says of class %i who writes it, who replays it, or why not',
    (_, entry) => expect(registerProblems(entry)).toEqual([]),
  );

  it('exists without Exchange for classes 1–9, 45 and 46 alone', () => {
    const kept = exportableClasses.filter((one) => one.withoutExchange).map((one) => one.number);
    expect(kept).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 45, 46]);
  });

  it('knows every class that the capture on the server can name, and names none that it cannot', () => {
    const script = readFileSync(new URL('../connectors/exchange/scripts/config-capture.ps1', import.meta.url), 'utf8');
    const captured = new Set([...script.matchAll(/Invoke-Class '([a-zA-Z]+)'/g)].map((match) => match[1] ?? ''));
    expect(captured.size).toBeGreaterThan(15);
    for (const one of captured) expect(classesOfRecords(one), one).not.toEqual([]);
    const read = exportableClasses.flatMap(({ capture }) => (capture.by === 'configuration' ? capture.classes : []));
    expect(read.filter((one) => !captured.has(one))).toEqual([]);
  });

  it.each<[string, (entry: ExportableClass) => ExportableClass]>([
    ['a writer', (entry) => ({ ...entry, writes: [] })],
    ['a replayer', (entry) => ({ ...entry, replay: { by: 'cmdlet', with: ' ', limit: null } })],
    ['a reason', (entry) => ({ ...entry, replay: { by: 'none', why: { fr: '', en: 'x' } } })],
    ['a filter', (entry) => ({ ...entry, foreign: 'not-read' })],
    ['a file of what it reads', (entry) => ({ ...entry, writes: ['data/config/other.json'] })],
    ['an English name', (entry) => ({ ...entry, name: { fr: 'x', en: '' } })],
  ])('refuses an entry without %s', (_, spoil) => {
    const entry = exportableClasses.find((one) => one.number === 14);
    if (entry === undefined) throw new Error('class 14 is gone');
    expect(registerProblems(spoil(entry))).not.toEqual([]);
  });
});
