import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';

/** Larger than any honest configuration (10,000 tenants with mappings), small enough to parse at once. */
export const MAX_CONFIG_BYTES = 4 * 1024 * 1024;

/** The schema is five levels deep. The parser's time grows with the square of open brackets, so they are counted before it. */
const MAX_OPEN_BRACKETS = 100;

/** Quotes and comments are not told apart: a hundred brackets left open are no configuration wherever they stand. */
function opensTooMany(text: string): boolean {
  let open = 0;
  for (const one of text) {
    if (one === '[' || one === '{') open++;
    else if ((one === ']' || one === '}') && open > 0) open--;
    if (open > MAX_OPEN_BRACKETS) return true;
  }
  return false;
}

const TOO_DEEP: { readonly problems: readonly YamlProblem[] } = {
  problems: [{ line: 1, column: 1, message: 'nested too deeply', remedy: 'Write it with less nesting.' }],
};

/** A broken line makes the parser stumble over all that follow: more than these is noise. */
const MAX_PROBLEMS = 5;

/** 1-based, as editors count. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface YamlProblem extends Position {
  readonly message: string;
  readonly remedy: string;
}

/** A parsed text whose values know where they stand. */
export interface YamlSource {
  readonly value: unknown;
  /** Where the value at `path` stands, or the nearest thing around it; with `key`, where that member of it is named. */
  locate(path: readonly PropertyKey[], key?: string): Position;
  /** True when something is written at `path`. */
  has(path: readonly PropertyKey[]): boolean;
}

function remedyFor(code: string): string {
  if (code === 'DUPLICATE_KEY') return 'Keep one of the two.';
  if (code === 'TAB_AS_INDENT') return 'Indent with spaces.';
  if (code === 'MULTIPLE_DOCS') return 'Keep one document: remove the --- line.';
  if (code === 'RESOURCE_EXHAUSTION') return 'Write it with less nesting.';
  if (code === 'TAG_RESOLVE_FAILED') return 'Remove the !tag: the configuration knows none.';
  return 'Check indentation, colons, brackets and quotes around this place.';
}

/**
 * Parses one YAML 1.2 document from a hostile file: no anchors or aliases (expansion bombs), no tags, no duplicate keys, no
 * second document. Messages never quote the text, which may hold a secret by mistake. The caller bounds the size.
 */
export function parseYaml(
  text: string,
): { readonly source: YamlSource } | { readonly problems: readonly YamlProblem[] } {
  if (opensTooMany(text)) return TOO_DEEP;
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  let document: ReturnType<typeof parseDocument>;
  try {
    document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      // 'silent' would let further documents pass unseen.
      logLevel: 'error',
      version: '1.2',
      schema: 'core',
      merge: false,
      resolveKnownTags: false,
      uniqueKeys: true,
      stringKeys: true,
    });
  } catch {
    return TOO_DEEP;
  }
  const problems: YamlProblem[] = [...document.errors, ...document.warnings].map((error) => ({
    ...at(error.pos[0]),
    message: sentence(error.code),
    remedy: remedyFor(error.code),
  }));
  const anchor = (node: Node): void => {
    problems.push({
      ...at(node.range?.[0] ?? 0),
      message: 'anchors and aliases are not accepted',
      remedy: 'Write the value out in each place.',
    });
  };
  try {
    visit(document, {
      Alias: (_, node) => anchor(node),
      Node: (_, node) => {
        if (!isAlias(node) && node.anchor !== undefined) anchor(node);
      },
    });
    if (problems.length > 0) return { problems: problems.slice(0, MAX_PROBLEMS) };
    const value: unknown = document.toJS({ maxAliasCount: 0 });
    return { source: { value, ...locator(document.contents, at) } };
  } catch {
    return TOO_DEEP;
  }
}

/** `MISSING_CHAR` → `missing char`: the parser's stable code, since its messages quote the text. */
function sentence(code: string): string {
  if (code === 'RESOURCE_EXHAUSTION') return 'nested too deeply';
  return `not valid YAML: ${code.toLowerCase().replaceAll('_', ' ')}`;
}

function locator(root: Node | null, at: (offset: number) => Position): Pick<YamlSource, 'locate' | 'has'> {
  const walk = (path: readonly PropertyKey[]): { node: Node | null; whole: boolean; keyOffset: number | null } => {
    let node = root;
    let keyOffset: number | null = null;
    for (const step of path) {
      if (isMap(node)) {
        const pair = node.items.find((one) => isScalar(one.key) && String(one.key.value) === String(step));
        if (pair === undefined) return { node, whole: false, keyOffset };
        keyOffset = isScalar(pair.key) ? (pair.key.range?.[0] ?? null) : null;
        node = pair.value as Node | null;
      } else if (isSeq(node)) {
        const item = node.items[Number(step)] as Node | undefined;
        if (item === undefined) return { node, whole: false, keyOffset };
        keyOffset = null;
        node = item;
      } else {
        return { node, whole: false, keyOffset };
      }
    }
    return { node, whole: true, keyOffset };
  };
  return {
    locate: (path, key) => {
      if (key !== undefined) {
        const named = walk([...path, key]);
        if (named.whole && named.keyOffset !== null) return at(named.keyOffset);
      }
      const { node, keyOffset } = walk(path);
      // A collection starts on the line below its key: the key is what a person looks for.
      if (keyOffset !== null && !isScalar(node)) return at(keyOffset);
      return at(node?.range?.[0] ?? keyOffset ?? 0);
    },
    has: (path) => {
      const { node, whole } = walk(path);
      return whole && node !== null && !(isScalar(node) && node.value === null);
    },
  };
}
