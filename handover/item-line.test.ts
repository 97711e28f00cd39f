import { describe, expect, it } from 'vitest';
import { hostileStrings } from '../test/fakes/hostile-strings.ts';
import {
  attachmentDigest,
  type CanonicalItem,
  formatItemLine,
  type ItemLine,
  itemIdOf,
  parseItemLine,
  recipientDigest,
} from './item-line.ts';

const person = { name: 'Jean', addressType: 'SMTP', address: 'jean@acme.test', smtpAddress: 'jean@acme.test' };
const item: CanonicalItem = {
  class: 'IPM.Note',
  subject: 'Bonjour',
  sender: person,
  submittedAt: '2026-11-23T08:00:00.000Z',
  deliveredAt: '2026-11-23T08:00:01.000Z',
  bodies: { text: 'a'.repeat(64) },
  recipients: [recipientDigest('to', person), recipientDigest('cc', { ...person, name: 'Anne' })],
  attachments: [
    attachmentDigest({ name: 'a.pdf', bytes: 1, sha256: 'b'.repeat(64) }),
    attachmentDigest({ name: 'b.pdf', bytes: 2, sha256: 'c'.repeat(64) }),
  ],
};
const line: ItemLine = {
  itemId: itemIdOf(item),
  folderPath: ['Boîte de réception', 'a/b'],
  class: 'IPM.Note',
  bytes: 12,
  attachments: [{ name: 'a.pdf', bytes: 1, sha256: 'b'.repeat(64) }],
  file: 'data/mail.pst',
  fileSha256: 'd'.repeat(64),
};

describe('the id of an item', () => {
  // Computed from the definition in docs/package-format.md by another program.
  it('is kept for ever', () => {
    expect(itemIdOf(item)).toBe('ffe5b7b9b9cbd7c20c213dbfc043cad426de519a14640ee2196984a6714a63d7');
  });

  it('does not depend on the order of recipients and attachments', () => {
    const turned = { ...item, recipients: item.recipients.toReversed(), attachments: item.attachments.toReversed() };
    expect(itemIdOf(turned)).toBe(itemIdOf(item));
  });

  it.each<[string, Partial<CanonicalItem>]>([
    ['class', { class: 'IPM.Task' }],
    ['subject', { subject: 'Bonjour ' }],
    ['sender', { sender: { ...person, address: null } }],
    ['submission', { submittedAt: null }],
    ['delivery', { deliveredAt: '2026-11-23T08:00:01.001Z' }],
    ['body', { bodies: { html: 'a'.repeat(64) } }],
    ['recipients', { recipients: item.recipients.slice(1) }],
    ['kind of a recipient', { recipients: [recipientDigest('bcc', person), ...item.recipients.slice(1)] }],
    ['attachments', { attachments: [...item.attachments, ...item.attachments] }],
  ])('is another with another %s', (_, change) => expect(itemIdOf({ ...item, ...change })).not.toBe(itemIdOf(item)));
});

describe('a line of items.jsonl', () => {
  it('stays one line and reads back, whatever folders, names and ids hold', () => {
    for (const hostile of hostileStrings) {
      const text = formatItemLine({
        ...line,
        class: hostile,
        folderPath: [hostile, 'x'],
        internetMessageId: hostile.toWellFormed(),
        attachments: [{ name: hostile, bytes: 1, sha256: 'b'.repeat(64) }],
      });
      expect(text.indexOf('\n')).toBe(text.length - 1);
      const read = parseItemLine(text.slice(0, -1));
      expect(read?.folderPath).toEqual([hostile.toWellFormed(), 'x']);
      expect(read?.attachments[0]?.name).toBe(hostile.slice(0, 1_000).toWellFormed());
    }
  });

  it('is refused when it is spelt in another way', () => {
    const text = formatItemLine(line).slice(0, -1);
    expect(parseItemLine(text)).toEqual(line);
    for (const other of [
      ` ${text}`,
      text.replace('{', '{ '),
      text.replace('}', ',"more":1}'),
      text.slice(1),
      '{}',
      '[]',
      '',
    ]) {
      expect(parseItemLine(other), other.slice(0, 20)).toBeNull();
    }
  });
});
