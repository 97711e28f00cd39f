import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson, type JsonValue, neverAborted, noProgress } from '../core/index.ts';
import { formatManifest, type InventoryFreeze } from '../handover/index.ts';
import {
  bytesView,
  exchangeCounts,
  type PackageBytes,
  type PackagedPlatform,
  packagedPlatform,
  readPackage,
  record,
  tenant,
} from '../test/harness/packaged-platform.ts';
import { type PackageVerification, verifyPackage } from './index.ts';

const NAME = 'coffre-c-2026-001-r1';
const CONFIG = `${NAME}-cfg`;
const PERMISSIONS = 'data/config/mailboxPermission.json';
const ITEMS = 'data/items.jsonl';
let on: PackagedPlatform;
let freeze: InventoryFreeze;
let whole: PackageBytes;
let mailbox: string;

beforeAll(async () => {
  on = await packagedPlatform();
  await on.save('jean', 'msg-in-msg.pst', await exchangeCounts('msg-in-msg.pst'));
  await on.save('anne', 'body-types.pst');
  await on.saveConfiguration([
    { class: 'mailbox', records: [record('jean', 'm1'), record('anne', 'm2')], error: null },
    {
      class: 'mailboxPermission',
      records: [record('jean', 'p1', ['anne', 'paul']), record('anne', 'p2', ['luc'])],
      error: null,
    },
  ]);
  await on.ledger.append({ actor: 'marie', type: 'restore.done', tenant, body: { note: 'ours' } }, neverAborted);
  freeze = await on.freeze();
  const index = await on.build(freeze.packageId);
  whole = await readPackage(on.platform, freeze.packageId);
  mailbox = index.items[0]?.bag ?? '';
}, 60_000);
afterAll(() => on.close());

function verify(bags: PackageBytes): Promise<PackageVerification> {
  const { vault, clock } = on.platform;
  const request = { tenant, packageId: freeze.packageId, view: bytesView(bags), signal: neverAborted };
  return verifyPackage({ vault, clock, onProgress: noProgress }, request);
}

/** The package with another content of one file; null takes the file away. */
function changed(bag: string, path: string, content: Buffer | string | null, bags = whole): PackageBytes {
  const files = new Map(bags.get(bag));
  if (content === null) files.delete(path);
  else files.set(path, Buffer.from(content));
  return new Map([...bags, [bag, files]]);
}

const textOf = (bag: string, path: string, bags = whole): string => bags.get(bag)?.get(path)?.toString('utf8') ?? '';

/** As somebody would who wants nobody to notice: every hash of the package is made anew, up to the root. */
function forged(bags: PackageBytes): PackageBytes {
  let made = bags;
  const rehash = (bag: string): void => {
    for (const kind of ['manifest', 'tagmanifest'] as const) {
      for (const hash of ['sha256', 'sha512'] as const) {
        const files = made.get(bag) ?? new Map<string, Buffer>();
        const isOf = (path: string): boolean =>
          kind === 'manifest' ? path.startsWith('data/') : !path.startsWith('data/') && !path.startsWith('tagmanifest');
        const lines = [...files]
          .filter(([path]) => isOf(path))
          .map(([path, content]) => ({ path, digest: digestOf(hash, content) }));
        made = changed(bag, `${kind}-${hash}.txt`, formatManifest(lines), made);
      }
      if (kind === 'manifest') made = changed(bag, 'bag-info.txt', withOxum(bag), made);
    }
  };
  const withOxum = (bag: string): string => {
    const payload = [...(made.get(bag) ?? [])].filter(([path]) => path.startsWith('data/'));
    const octets = payload.reduce((sum, [, content]) => sum + content.byteLength, 0);
    return textOf(bag, 'bag-info.txt', made).replace(
      /^Payload-Oxum: .*$/m,
      `Payload-Oxum: ${octets}.${payload.length}`,
    );
  };
  for (const bag of made.keys()) if (bag !== NAME) rehash(bag);
  const document = JSON.parse(textOf(NAME, 'data/bags.json', made)) as {
    bags: { name: string; payloadOxum: string; tagManifestSha512: string }[];
  };
  for (const one of document.bags) {
    one.tagManifestSha512 = digestOf('sha512', made.get(one.name)?.get('tagmanifest-sha512.txt') ?? Buffer.alloc(0));
    one.payloadOxum = /^Payload-Oxum: (.*)$/m.exec(textOf(one.name, 'bag-info.txt', made))?.[1] ?? '';
  }
  made = changed(NAME, 'data/bags.json', `${canonicalJson(document as unknown as JsonValue)}\n`, made);
  rehash(NAME);
  return made;
}

const digestOf = (hash: 'sha256' | 'sha512', content: Buffer): string => createHash(hash).update(content).digest('hex');

const messages = ({ findings }: PackageVerification): string[] =>
  findings.map((one) => `${one.bag} ${one.path}: ${one.message}`);

describe('a package in which', () => {
  it('nothing was changed passes, the same when every hash is made anew', async () => {
    expect(messages(await verify(whole))).toEqual([]);
    expect(messages(await verify(forged(whole)))).toEqual([]);
  });

  it('a byte of any file is another is found out, at its start, in the middle, at its end', async () => {
    for (const [bag, files] of whole) {
      for (const [path, content] of files) {
        const places = new Set([0, content.byteLength >> 1, content.byteLength - 1]);
        for (const at of content.byteLength === 0 ? [] : places) {
          const flipped = Buffer.from(content);
          flipped[at] = (content[at] ?? 0) ^ 4;
          const result = await verify(changed(bag, path, flipped));
          expect(result.exit, `${bag}/${path} byte ${at}`).toBe(6);
          expect(result.findings.some((one) => one.bag === bag)).toBe(true);
        }
      }
    }
  }, 120_000);

  it('any file is missing or new is found out', async () => {
    for (const [bag, files] of whole) {
      for (const path of files.keys()) {
        const result = await verify(changed(bag, path, null));
        expect(result.exit, `${bag}/${path}`).toBe(6);
      }
      expect((await verify(changed(bag, 'data/extra.bin', 'x'))).exit).toBe(6);
      expect((await verify(forged(changed(bag, 'data/config/extra.json', '{}')))).exit).toBe(6);
    }
  }, 120_000);

  it('a whole bag is elsewhere is incomplete, not wrong', async () => {
    for (const bag of [mailbox, CONFIG, `${NAME}-evd`]) {
      const result = await verify(new Map([...whole].filter(([name]) => name !== bag)));
      expect(result).toMatchObject({ exit: 3, findings: [{ kind: 'missing', bag, path: '' }] });
    }
    const without = await verify(new Map([...whole].filter(([name]) => name !== NAME)));
    expect(without.exit).toBe(6);
    expect(without.root).toBe('');
  });

  it('any line of items.jsonl is dropped, doubled or altered is found out, even when every hash was made anew', async () => {
    const lines = textOf(mailbox, ITEMS).split('\n').slice(0, -1);
    expect(lines.length).toBeGreaterThan(0);
    const tries: [string, string[]][] = lines.flatMap((line, at): [string, string[]][] => [
      ['dropped', lines.toSpliced(at, 1)],
      ['doubled', lines.toSpliced(at, 0, line)],
      ['altered', lines.toSpliced(at, 1, line.replace(/"itemId":"./, '"itemId":"f').replace(/"bytes":/, '"bytes":1'))],
      ['spelt differently', lines.toSpliced(at, 1, line.replace('{', '{ '))],
    ]);
    for (const [what, some] of tries) {
      const result = await verify(forged(changed(mailbox, ITEMS, some.map((one) => `${one}\n`).join(''))));
      expect(result.exit, what).toBe(6);
      expect(messages(result).join('\n'), what).toMatch(
        /items\.jsonl: (has \d+ lines|line \d+ is no item|is not what the items)/,
      );
    }
  }, 60_000);

  it('a permission, a person or an entry is missing, new or other is found out, even when every hash was made anew', async () => {
    const stored = JSON.parse(textOf(CONFIG, PERMISSIONS)) as {
      records: { trustees: { User: { name: string }[] } }[];
    };
    const tries: ((one: typeof stored) => void)[] = [
      ...stored.records.map((_, at) => (one: typeof stored) => void one.records.splice(at, 1)),
      ...stored.records.map((_, at) => (one: typeof stored) => void one.records[at]?.trustees.User.pop()),
      (one) => void one.records.push(structuredClone(one.records[0] as never)),
      (one) => void one.records[0]?.trustees.User.push({ name: 'eve' }),
      (one) => void Object.assign(one.records[0]?.trustees.User[0] ?? {}, { name: 'eve' }),
      (one) => void one.records.reverse(),
    ];
    for (const [at, change] of tries.entries()) {
      const copy = structuredClone(stored);
      change(copy);
      const result = await verify(forged(changed(CONFIG, PERMISSIONS, canonicalJson(copy as unknown as JsonValue))));
      expect(result.exit, `change ${at}`).toBe(6);
      expect(messages(result).join('\n'), `change ${at}`).toMatch(/mailboxPermission\.json: (has|names|entry)/);
    }
    const own = JSON.parse(textOf(mailbox, PERMISSIONS)) as typeof stored;
    own.records.pop();
    const result = await verify(forged(changed(mailbox, PERMISSIONS, canonicalJson(own as unknown as JsonValue))));
    expect(messages(result).join('\n')).toMatch(/mailboxPermission\.json: has 0 entries/);
  });

  it('a class is left out of the register, or called captured when it is not, is found out', async () => {
    const register = JSON.parse(textOf(NAME, 'data/register.json')) as { classes: { number: number; state: string }[] };
    for (const change of [
      (one: typeof register) => void one.classes.splice(6, 1),
      (one: typeof register) => void one.classes.push(structuredClone(one.classes[6] as never)),
      (one: typeof register) => void Object.assign(one.classes[11] ?? {}, { state: 'captured' }),
    ]) {
      const copy = structuredClone(register);
      change(copy);
      const result = await verify(
        forged(changed(NAME, 'data/register.json', canonicalJson(copy as unknown as JsonValue))),
      );
      expect(messages(result).join('\n')).toMatch(/register\.json: (class|is not|it names)/);
    }
  });

  it('the reconciliation says other counts, or an act other words, is found out', async () => {
    const numbers = textOf(NAME, 'data/reconciliation.json').replace(/"delivered":(\d+)/, '"delivered":1$1');
    const counted = await verify(forged(changed(NAME, 'data/reconciliation.json', numbers)));
    expect(messages(counted).join('\n')).toMatch(/reconciliation\.json says/);
    const words = textOf(`${NAME}-evd`, 'data/acts.jsonl').replace('ours', 'hers');
    const acts = await verify(forged(changed(`${NAME}-evd`, 'data/acts.jsonl', words)));
    expect(messages(acts).join('\n')).toMatch(/acts\.jsonl: after act 0: an act has not the hash/);
  });

  it('the mail of another is delivered is found out, even when every hash was made anew', async () => {
    const other = [...whole.keys()].find((one) => one.includes('-mbx-') && one !== mailbox) ?? '';
    const swapped = new Map(whole.get(other));
    const result = await verify(forged(new Map([...whole, [mailbox, swapped]])));
    expect(messages(result).join('\n')).toMatch(/mail\.pst: is not the file of the frozen snapshot/);
  });
});
