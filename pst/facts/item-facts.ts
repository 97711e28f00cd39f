import type { PstFile } from '../model.ts';
import type { ItemFacts, ItemFactsOptions } from './item-facts-model.ts';

/** Facts of every item of all normal folders. */
export async function* itemFacts(file: PstFile, options: ItemFactsOptions): AsyncIterable<ItemFacts> {
  options.signal.throwIfAborted();
  await file.counts(options.signal);
}
