/** Edges of a directed graph: from a name to the names it leans on. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * One cycle for each strongly connected component of more than one node, as the nodes in sorted order; nodes that only
 * lean on themselves count too. Tarjan's algorithm without recursion: a long chain of files cannot exhaust the stack.
 */
export function findCycles(graph: Graph): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const cycles: string[][] = [];
  for (const root of graph.keys()) {
    if (index.has(root)) continue;
    const path = [enter(root)];
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const next = frame.rest.pop();
      if (next === undefined) {
        path.pop();
        close(frame.node);
        const parent = path.at(-1);
        if (parent !== undefined) lower(parent.node, low.get(frame.node));
      } else if (!index.has(next)) path.push(enter(next));
      else if (open.includes(next)) lower(frame.node, index.get(next));
    }
  }
  return cycles;

  function enter(node: string): { node: string; rest: string[] } {
    low.set(node, index.size);
    index.set(node, index.size);
    open.push(node);
    return { node, rest: [...(graph.get(node) ?? [])] };
  }

  function lower(node: string, to = Number.POSITIVE_INFINITY): void {
    low.set(node, Math.min(low.get(node) ?? to, to));
  }

  function close(node: string): void {
    if (low.get(node) !== index.get(node)) return;
    const component = open.splice(open.indexOf(node));
    if (component.length > 1 || graph.get(node)?.has(node)) cycles.push(component.sort());
  }
}
