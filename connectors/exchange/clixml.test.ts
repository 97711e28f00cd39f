import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable, readableStderr } from './clixml.ts';

test('errors are read out of CLIXML, progress is not', () => {
  const xml =
    '#< CLIXML\r\n<Objs Version="1.1.0.1"><Obj S="progress"><MS><S N="Text">Preparing modules</S></MS></Obj>' +
    '<S S="Error">Get-Mailbox : L&apos;objet &lt;x&gt; est &amp; reste introuvable._x000D__x000A_</S><S S="Warning">careful</S></Objs>';
  expect(readableStderr(xml)).toBe(
    "Get-Mailbox : L'objet <x> est & reste introuvable.\ufffd\ncareful".replace('\ufffd', '\r'),
  );
});

test('plain text stays as it is, without what a terminal would obey', () => {
  expect(readableStderr('boom\r\n')).toBe('boom\r\n');
  expect(printable('a\u001b]0;x\u0007b\u202ec')).toBe('a\ufffd]0;x\ufffdb\ufffdc');
});

test('any bytes give a bounded text, and text that only looks like an escape is not taken for one twice', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 5000 }),
      (text) => readableStderr(`#< CLIXML${text}`, 100).length <= 100,
    ),
  );
  expect(readableStderr('#< CLIXML<S S="Error">&amp;lt;</S>')).toBe('&lt;');
});
