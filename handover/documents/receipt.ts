import { type Block, facts, grid, left, notice, paragraph, quotation, section } from './blocks.ts';
import { type DocumentHead, type DocumentTwin, documentTwin, plainJson } from './document.ts';
import { figuresFor } from './figures.ts';
import type { ReceiptFacts } from './receipt-facts.ts';
import { type ReceiptWords, receiptWords } from './receipt-words.ts';

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
