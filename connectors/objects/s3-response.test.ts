import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { type RawResponse, settleResponse } from './s3-response.ts';

function response(statusCode: number, body: string | Buffer, type = 'application/xml'): RawResponse {
  return { statusCode, headers: { 'content-type': type }, body: Readable.from([Buffer.from(body)]) };
}

describe('an answer', () => {
  test.each([
    ['an error under status 200', 'PutObjectCommand', '<?xml?><Error><Code>SlowDown</Code></Error>', 'SlowDown'],
    ['an error without a code', 'PutObjectCommand', '<Error></Error>', 'InternalError'],
    ['an error in place of an object', 'GetObjectCommand', '<Error><Code>Oops</Code></Error>', 'Oops'],
    ['a document in place of an object', 'GetObjectCommand', '<html/>', 'UnexpectedDocument'],
    ['a list cut between two entries', 'ListObjectsV2Command', '<ListBucketResult><Contents/>', 'IncompleteList'],
    ['an empty list', 'ListObjectVersionsCommand', '', 'IncompleteList'],
  ])('that is %s is refused', async (_, command, body, name) => {
    await expect(settleResponse(response(200, body), command)).rejects.toMatchObject({ name });
  });

  test('that is a whole list is kept as its bytes', async () => {
    const list = response(200, '<ListBucketResult></ListBucketResult>\n');
    await settleResponse(list, 'ListObjectsV2Command');
    expect(Buffer.from(list.body as Uint8Array).toString()).toBe('<ListBucketResult></ListBucketResult>\n');
  });

  test("that is an object's data stays a stream, whatever it contains", async () => {
    const object = response(200, '<Error><Code>SlowDown</Code></Error>', 'application/octet-stream');
    const { body } = object;
    await settleResponse(object, 'GetObjectCommand');
    expect(object.body).toBe(body);
  });

  test('that is an error document without end is not collected without end', async () => {
    async function* endless() {
      for (;;) yield Buffer.alloc(1024 * 1024);
    }
    const body = Readable.from(endless());
    const answer: RawResponse = { statusCode: 500, headers: {}, body };
    await expect(settleResponse(answer, 'GetObjectCommand')).rejects.toThrow(RangeError);
    expect(body.destroyed).toBe(true);
  });
});
