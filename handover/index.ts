/**
 * Hand-over: what a client is given at the end of a contract. BagIt bags, the register of what can be handed over, and the
 * documents that go with them; no input or output but the streams that are given.
 *
 * `startBag` turns files into a BagIt 1.0 bag: payload passes through it and is hashed once on its way, then it gives the tag
 * files. `checkBag` reads a bag back through a `BagView`, wherever it lies. `itemIdOf` and `formatItemLine` make the lines of
 * `items.jsonl`; `registerDocument` the register with what became of each class; `reconcilePart` sets the counts against
 * each other; the leaflets say how to check by hand. `package-model.ts` is what the vault keeps of a package,
 * `package-names.ts` how bags, items and files are called.
 *
 * It does not: choose snapshots, read the vault or a PST, store or send anything (pipelines do), nor time-stamp or sign.
 */
export { type BagInfo, bagInfoText } from './bag-info.ts';
export { collisionKey, decodePath, encodePath, forbiddenPath, foreignName } from './bag-path.ts';
export { type BagFile, type BagWriter, bothHashes, type ClosedBag, startBag } from './bag-writer.ts';
export { type BagView, type CheckedBag, checkBag } from './check-bags.ts';
export { csvRow } from './csv.ts';
export * from './documents/index.ts';
export { handoverError } from './errors.ts';
export * from './item-line.ts';
export { type LeafletFacts, leafletInEnglish, leafletInFrench } from './leaflets.ts';
export { formatManifest, parseManifest } from './manifest-lines.ts';
export * from './package-model.ts';
export * from './package-names.ts';
export { type FolderCounts, type PartReconciliation, reconcilePart } from './reconcile-part.ts';
export { registerDocument, registerGaps } from './register-document.ts';
export { textLines } from './text-lines.ts';
