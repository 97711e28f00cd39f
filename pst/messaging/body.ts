import { decoderFor, UTF_16 } from '../ltp/code-page.ts';
import type { PropertyContext } from '../ltp/property-context.ts';
import { propertyType } from '../ltp/values.ts';
import type { PstBodyKind } from '../model.ts';
import { decompressRtf } from './rtf-decompress.ts';
import { prop } from './tags.ts';

export const bodyProperty: Readonly<Record<PstBodyKind, number>> = {
  text: prop.bodyText,
  html: prop.bodyHtml,
  rtf: prop.bodyRtf,
};

/** A body as `PstItem.body` promises it. */
export async function* readBody(
  context: PropertyContext,
  kind: PstBodyKind,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const record = context.find(bodyProperty[kind]);
  if (record === null) return;
  const stored = context.stream(record.id, signal);
  if (kind === 'rtf') yield* decompressRtf(stored, context.node.db.sink);
  else if (record.type === propertyType.string) yield* toUtf8(stored, UTF_16);
  else if (record.type === propertyType.string8) yield* toUtf8(stored, context.codePage);
  else yield* stored;
}

async function* toUtf8(stored: AsyncIterable<Uint8Array>, codePage: number): AsyncGenerator<Uint8Array> {
  const decoder = decoderFor(codePage);
  for await (const part of stored) {
    const text = decoder.decode(part, { stream: true });
    if (text.length > 0) yield Buffer.from(text);
  }
  const rest = decoder.decode();
  if (rest.length > 0) yield Buffer.from(rest);
}
