import { neverAborted, noProgress } from '../../core/index.ts';
import { type BagInfo, type BagView, checkBag, type PackageFinding, startBag } from '../index.ts';

export const INFO: BagInfo = {
  provider: {
    organization: 'Hébergeur\r\nExternal-Identifier: forged',
    address: '1 rue de l’Exemple, 75001 Paris',
    contactName: 'Service réversibilité',
    contactEmail: 'handover@example.test',
  },
  description: { fr: 'Boîte aux lettres', en: 'Mailbox' },
  contractId: 'C-2026-001',
  round: 1,
  packageId: 'abcdefghijklmnopqrstuvwxyz',
  frozenAt: '2026-11-23T21:00:00.000Z',
  snapshots: ['aaaaaaaaaaaaaaaaaaaaaaaaaa'],
  baggingDate: '2026-11-23',
  number: 1,
  of: 3,
};

export const PAYLOAD: readonly (readonly [string, string])[] = [
  ['data/mail.pst', '!BDN and then some'],
  ['data/items.jsonl', '{"itemId":"1"}\n{"itemId":"2"}\n'],
  ['data/config/sendAs.json', '[{"id":"a","trustees":{"User":[{"name":"b"}]}}]\n'],
  ['data/empty.json', ''],
];

export async function* pieces(content: Uint8Array, size = 5): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.byteLength; at += size) yield content.subarray(at, at + size);
}

/** A whole bag in memory: path → bytes. */
export async function smallBag(
  payload: readonly (readonly [string, string])[] = PAYLOAD,
  info: BagInfo = INFO,
): Promise<Map<string, Buffer>> {
  const bag = startBag('bag');
  const files = new Map<string, Buffer>();
  for (const [path, text] of payload) {
    const parts: Uint8Array[] = [];
    for await (const piece of bag.payload(path, pieces(Buffer.from(text)))) parts.push(piece);
    files.set(path, Buffer.concat(parts));
  }
  for (const { path, content } of bag.close(info).tagFiles) files.set(path, content);
  return files;
}

/** What is found in the files of a bag. */
export async function findingsOf(files: ReadonlyMap<string, Buffer>): Promise<readonly PackageFinding[]> {
  const findings: PackageFinding[] = [];
  const view: BagView = {
    files: async function* () {
      for (const [path, content] of files) yield { path, bytes: content.byteLength };
    },
    open: (_, path) => pieces(files.get(path) ?? Buffer.alloc(0)),
  };
  await checkBag(view, 'bag', { onFinding: (one) => findings.push(one), onProgress: noProgress, signal: neverAborted });
  return findings;
}
