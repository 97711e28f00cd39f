import { createHash } from 'node:crypto';
import { decoderFor, UTF_8 } from '../ltp/code-page.ts';
import type { PstBodyKind, PstItem } from '../model.ts';
import { HtmlText } from './html-text.ts';
import { RtfText } from './rtf-text.ts';
import { NormalisedText } from './text-normaliser.ts';

/** From the body that says the text plainly to the one that hides it most. */
const ORDER: readonly PstBodyKind[] = ['text', 'html', 'rtf'];

/**
 * SHA-256 over the normalised text of one body: the first of text, HTML, RTF that holds any. Encodings, formatting and white space do not count,
 * because Exchange makes them anew. The hash of nothing where there is no text.
 */
export async function hashBody(item: PstItem, signal: AbortSignal): Promise<Buffer> {
  for (const kind of ORDER) {
    if (!item.bodies.has(kind)) continue;
    const hash = createHash('sha256');
    const text = new NormalisedText(hash);
    for await (const piece of bodyText(item, kind, signal)) text.add(piece);
    if (!text.isBlank) return hash.digest();
  }
  return createHash('sha256').digest();
}

async function* bodyText(item: PstItem, kind: PstBodyKind, signal: AbortSignal): AsyncGenerator<string> {
  const body = item.body(kind, signal);
  if (kind === 'rtf') {
    const rtf = new RtfText();
    for await (const part of body) yield rtf.add(part);
    return;
  }
  const decoder = decoderFor(kind === 'text' ? UTF_8 : item.htmlCodePage);
  const html = kind === 'html' ? new HtmlText() : null;
  for await (const part of body) {
    const text = decoder.decode(part, { stream: true });
    yield html === null ? text : html.add(text);
  }
  const rest = decoder.decode();
  yield html === null ? rest : html.add(rest);
}
