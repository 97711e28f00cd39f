/**
 * Hand-over: what a client is given at the end of a contract. BagIt bags, the register of what can be handed over, and the
 * documents that go with them; no input or output but the streams that are given.
 *
 * `startBag` (bag-writer.ts) turns files into a BagIt 1.0 bag: payload passes through it and is hashed once on its way, then
 * it gives the tag files. `checkBags` reads bags back through a `BagView`, wherever they lie. `itemLine` makes a line of
 * `items.jsonl`; `registerOf` the register with what became of each class; `reconcilePart` sets the counts against each other;
 * `leaflets` are the two pages that say how to check by hand. `package-model.ts` is what the vault keeps of a package.
 *
 * It does not: choose snapshots, read the vault or a PST, store or send anything (pipelines do), nor time-stamp or sign.
 */
export * from './package-model.ts';
