import { type LocalDate, packAt, packRef, packs } from '../../domain/index.ts';

/** `id@version` of every rule pack in force on that day, drafts left out: what a signature pins. */
export function packsInForce(date: LocalDate): readonly string[] {
  const ids = [...new Set(packs.map((one) => one.id))].sort();
  return ids.flatMap((id) => {
    const pack = packAt(id, date);
    return pack === null ? [] : [packRef(pack)];
  });
}
