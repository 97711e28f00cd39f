import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { fingerprint, judgeHostKey } from './host-key.ts';

const A = 'SHA256:B+/ZegRGLlTBO+ommBVFjgQ8GtIIIXr6fz0kRxqpEug';
const B = 'SHA256:mzQM92vV5PkT3KmelXpeoZzftJijDIWEnlVOEt0j++o';
const C = 'SHA256:p+J7su7ZfOFZ+LdMJOTH1l5er2glEuiHmRqp51J8KGg';

test('a fingerprint is what ssh-keygen -l prints', () => {
  const blob = Buffer.from('AAAAC3NzaC1lZDI1NTE5', 'base64');
  const plain = createHash('sha256').update(blob).digest('base64');
  expect(fingerprint(blob)).toBe(`SHA256:${plain.replace('=', '')}`);
  expect(fingerprint(blob)).not.toContain('=');
});

test.each([
  ['nothing is configured', A, [], null, 'EXCHANGE_HOST_KEY_MISSING'],
  ['nothing is configured any more', A, [], A, 'EXCHANGE_HOST_KEY_MISSING'],
  ['another one is configured', A, [B], null, 'EXCHANGE_HOST_KEY_WRONG'],
  ['neither it nor the last one is configured', A, [B], C, 'EXCHANGE_HOST_KEY_WRONG'],
  ['the last contact had the configured one', A, [B], B, 'EXCHANGE_HOST_KEY_CHANGED'],
  ['the last contact had one of several configured', A, [C, B], B, 'EXCHANGE_HOST_KEY_CHANGED'],
])('a key is refused where %s', (_, offered, configured, known, code) => {
  expect(judgeHostKey(offered, configured, known)).toMatchObject({ code, facts: { offered } });
});

test.each([
  ['as it is configured', A, [A], null],
  ['with padding, blanks or a small prefix in the configuration', A, [` sha256:${A.slice(7)}= `], null],
  ['in a planned rotation between two configured ones', B, [A, B], A],
])('a key is accepted %s', (_, offered, configured, known) => {
  expect(judgeHostKey(offered, configured, known)).toBeNull();
});

test('base64 is compared with its case', () => {
  expect(judgeHostKey(A.toLowerCase().replace('sha256', 'SHA256'), [A], null)).toMatchObject({
    code: 'EXCHANGE_HOST_KEY_WRONG',
  });
});
