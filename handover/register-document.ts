import type { JsonValue } from '../core/index.ts';
import { type ExportableClass, exportableClasses, neverHandedOver } from '../domain/index.ts';
import type { ClassState } from './package-model.ts';

/** `register.json`: the register with what became of each class in this package, and what is never handed over. */
export function registerDocument(states: readonly ClassState[]): JsonValue {
  const byNumber = new Map(states.map((one) => [one.number, one]));
  const classes = exportableClasses.map((entry) => {
    const state = byNumber.get(entry.number);
    return {
      ...registerEntry(entry),
      state: state?.state ?? 'not-captured',
      entries: state?.entries ?? null,
      why: state?.why ?? null,
    };
  });
  return {
    format: 1,
    classes,
    never: neverHandedOver.map(({ what, why }) => ({ what: { ...what }, why: { ...why } })),
  };
}

/** One class as everybody shows it: documentation, register, annexes. */
function registerEntry(entry: ExportableClass): { readonly [key: string]: JsonValue } {
  const { number, id, name, readWith, writes, replay, foreign, withoutExchange, capture } = entry;
  return {
    number,
    id,
    name: { ...name },
    readWith,
    files: [...writes],
    replay:
      replay.by === 'cmdlet'
        ? { by: replay.by, with: replay.with, limit: copy(replay.limit) }
        : { by: replay.by, why: copy(replay.why) },
    lacks: capture.by === 'configuration' ? copy(capture.lacks) : null,
    foreign,
    withoutExchange,
  };
}

const copy = (text: ExportableClass['name'] | null): JsonValue => (text === null ? null : { ...text });

/** Classes of the register that a `register.json` lacks, doubles or leaves without a reason; empty when it is complete. */
export function registerGaps(document: unknown): readonly string[] {
  const listed = isRecord(document) && Array.isArray(document['classes']) ? (document['classes'] as unknown[]) : [];
  const gaps: string[] = [];
  for (const { number, id } of exportableClasses) {
    const found = listed.filter((one) => isRecord(one) && one['number'] === number);
    const [entry] = found;
    if (found.length !== 1 || !isRecord(entry)) {
      gaps.push(`class ${number} (${id}) stands ${found.length} times in it`);
      continue;
    }
    const { state, why } = entry;
    const isKnown = ['captured', 'partial', 'not-captured', 'not-applicable'].some((one) => one === state);
    const isExcused = isRecord(why) && typeof why['fr'] === 'string' && why['fr'] !== '';
    if (!isKnown || (state !== 'captured' && !isExcused))
      gaps.push(`class ${number} (${id}) is neither captured nor excused`);
  }
  if (listed.length > exportableClasses.length) gaps.push('it names classes that nobody has registered');
  return gaps;
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
