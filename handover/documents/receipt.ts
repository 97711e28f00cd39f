import type { ContestReason, Proof } from '../../domain/index.ts';
import { type Block, facts, grid, left, notice, paragraph, quotation, section } from './blocks.ts';
import { type DocumentHead, type DocumentTwin, documentTwin, plainJson } from './document.ts';
import { figuresFor } from './figures.ts';
import { type ReceiptWords, receiptWords } from './receipt-words.ts';

/** Acts of a client that get a receipt at once. */
export type ReceiptAct =
  | 'reversibility.requested'
  | 'route.free-chosen'
  | 'quote.accepted'
  | 'items.confirmed'
  | 'items.contested'
  | 'items.claimed-late'
  | 'receipt.verified'
  | 'cutover.declared'
  | 'recovery.confirmed'
  | 'switch.requested'
  | 'terms.refused'
  | 'erase.instructed';

/** One act of the client as it was recorded. */
export interface ReceiptFacts {
  readonly act: ReceiptAct;
  /** Id of the event, its place in the ledger and the hash that chains it. */
  readonly event: { readonly id: string; readonly seq: number; readonly hash: string };
  /** ISO 8601. */
  readonly recordedAt: string;
  readonly actor: { readonly name: string; readonly capacity: string };
  /** `paper`: a signed paper that two persons recorded. */
  readonly channel: 'portal' | 'paper';
  readonly secondFactor: boolean;
  readonly package: { readonly id: string; readonly round: number; readonly root: string } | null;
  readonly items: readonly {
    readonly label: string;
    readonly reason: ContestReason | null;
    /** The client's own words. */
    readonly text: string | null;
  }[];
  /** The sentence that the client typed or signed. */
  readonly statement: string | null;
  readonly proofs: readonly Proof[];
  /** What follows from the act, in the document's language. */
  readonly follows: readonly string[];
}

/** The receipt of one act: who, what, when, in which words, and what follows. It adds nothing to the act. */
export function receiptDocument(head: DocumentHead, receipt: ReceiptFacts): DocumentTwin {
  const words = receiptWords[head.language];
  const figures = figuresFor(head.language);
  return documentTwin(head, {
    kind: 'receipt',
    title: words.title,
    subtitle: words.acts[receipt.act],
    blocks: [
      notice(words.acts[receipt.act], words.recorded(figures.instant(receipt.recordedAt))),
      section(words.who.title),
      facts(
        [words.who.name, receipt.actor.name],
        [words.who.capacity, receipt.actor.capacity],
        [words.who.channel, words.channels[receipt.channel]],
        [words.who.secondFactor, receipt.secondFactor ? words.yes : words.no],
      ),
      ...about(receipt, words, figures.count),
      ...(receipt.follows.length === 0
        ? []
        : [section(words.follows), ...receipt.follows.map((one) => paragraph(one))]),
      section(words.trace.title),
      facts(
        [words.trace.event, `${receipt.event.id} · ${words.trace.seq(figures.count(receipt.event.seq))}`],
        [words.trace.hash, receipt.event.hash],
        ...receipt.proofs.map((one): readonly [string, string] => [
          words.trace.proof(one.kind),
          `${one.ref} · SHA-256 ${one.sha256}`,
        ]),
      ),
      paragraph(words.note, 'small'),
    ],
    data: plainJson(receipt),
  });
}

function about(receipt: ReceiptFacts, words: ReceiptWords, count: (value: number) => string): readonly Block[] {
  const blocks: Block[] = [];
  if (receipt.package !== null) {
    blocks.push(
      section(words.package.title),
      facts(
        [words.package.id, `${receipt.package.id} · ${words.package.round(count(receipt.package.round))}`],
        [words.package.root, receipt.package.root],
      ),
    );
  }
  if (receipt.statement !== null) {
    blocks.push(section(words.statement), quotation(receipt.statement, words.ownWords(receipt.actor.name)));
  }
  if (receipt.items.length > 0) {
    const reasons = receipt.items.some((one) => one.reason !== null || one.text !== null);
    const columns = reasons
      ? [left(words.items.item), left(words.items.reason), left(words.items.text)]
      : [left(words.items.item)];
    const rows = receipt.items.map((one) =>
      reasons ? [one.label, one.reason === null ? '–' : words.reasons[one.reason], one.text ?? ''] : [one.label],
    );
    blocks.push(section(words.items.title(count(receipt.items.length))), grid(columns, rows));
  }
  return blocks;
}
