import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { CodedError } from '../../core/index.ts';
import { objectsError } from './errors.ts';
import type { GetOptions, ObjectKey } from './object-store.ts';

/**
 * The bytes of a GetObject answer, exactly as many as the object or the range has: fewer or more are OBJECTS_TRUNCATED.
 * A range that the server did not serve as asked is an error before the first byte.
 */
export async function* readS3Body(
  key: ObjectKey,
  answer: GetObjectCommandOutput,
  options: GetOptions,
): AsyncGenerator<Uint8Array> {
  const body = answer.Body as (AsyncIterable<Uint8Array> & { destroy?(): void }) | undefined;
  try {
    const expected = expectedLength(key, answer, options);
    let done = 0;
    for await (const part of body ?? []) {
      done += part.byteLength;
      if (done > expected) throw objectsError('OBJECTS_TRUNCATED', `${key}: more than the ${expected} bytes announced`);
      yield part;
      options.signal.throwIfAborted();
    }
    if (done < expected) throw objectsError('OBJECTS_TRUNCATED', `${key} ended at ${done} of ${expected} bytes`);
  } catch (error) {
    if (options.signal.aborted) throw options.signal.reason;
    if (error instanceof CodedError) throw error;
    throw objectsError('OBJECTS_TRUNCATED', `${key}: the connection ended in the middle`, { cause: error });
  } finally {
    body?.destroy?.();
  }
}

function expectedLength(key: ObjectKey, answer: GetObjectCommandOutput, { range }: GetOptions): number {
  const { ContentLength: length, ContentRange: served } = answer;
  if (length === undefined || length < 0) {
    throw objectsError('OBJECTS_UNAVAILABLE', `${key}: the store does not say how long it is`);
  }
  if (range === undefined) return length;
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(served ?? '') ?? [];
  if (total === undefined || Number(first) !== range.offset) {
    throw objectsError('OBJECTS_UNSUPPORTED', `${key}: the store ignores ranges`);
  }
  if (range.offset + range.length > Number(total)) {
    throw objectsError('OBJECTS_INVALID', `${key}: bytes ${range.offset}+${range.length} of ${total} were asked for`);
  }
  if (Number(last) !== range.offset + range.length - 1 || length !== range.length) {
    throw objectsError('OBJECTS_TRUNCATED', `${key}: the store serves another range than it was asked for`);
  }
  return range.length;
}
