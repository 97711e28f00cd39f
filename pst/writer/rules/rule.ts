import type { NodeDatabase } from '../../ndb/node-database.ts';
import type { TreeWalk } from '../../verify/check-trees.ts';

/** A file as the rules look at it. */
export interface RuleSubject {
  readonly db: NodeDatabase;
  readonly walk: TreeWalk;
  readonly header: Buffer;
  readonly bytes: number;
}

/** One thing that files written by Outlook obey and a writer must. `check` yields what breaks it, in words. */
export interface PstRule {
  readonly name: string;
  /**
   * `all`: no file of Outlook breaks it. `new`: Outlook obeys it in the files of today; files of older Outlook, or those that others have changed,
   * may not.
   */
  readonly holds: 'all' | 'new';
  check(subject: RuleSubject, signal: AbortSignal): AsyncIterable<string>;
}
