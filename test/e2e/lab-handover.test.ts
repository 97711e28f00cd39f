/**
 * The end of a contract, from Exchange to the carrier: one night of a client of the Exchange lab, its package on a volume, checked by
 * coreutils alone; then what is changed on that volume, with and without forged lists, and what becomes of the contract.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../config/index.ts';
import { neverAborted, noProgress, silentLogger } from '../../core/index.ts';
import { createApp, tenantId } from '../../daemon/index.ts';
import { verifyPackage } from '../../pipelines/index.ts';
import { missingForLab, startExchangeLab } from '../contracts/exchange-lab.ts';
import {
  bagsIn,
  changeByte,
  checkByHand,
  dropLine,
  dropRecord,
  forgePackage,
  rootOf,
} from '../harness/bags-by-hand.ts';
import { folderView } from '../harness/folder-view.ts';
import { system } from '../harness/loop-volume.ts';
import { describeWith, succeeds } from '../integration/need.ts';
import { type Carrier, carrierShelf } from './carrier-shelf.ts';
import { type ExchangeMailbox, mailboxesOf, partsOf } from './exchange-list.ts';
import { type HandoverPlatform, handoverPlatform, TENANT } from './handover-platform.ts';
import { expectedOf, type OutcomeDocument, tableOf } from './lab-outcomes.ts';

const INDEX = 'coffre-c-2024-031-r1';

interface Damage {
  /** Changes what lies in the package's folder; the path below it that was changed. */
  readonly make: (folder: string) => Promise<string>;
  /** What counting the package again says of that file although every list agrees with it. */
  readonly recount: RegExp;
}

const loops = succeeds('losetup', '--version') ? null : 'needs loop devices (losetup, mkfs.ext4)';
const missing = (await missingForLab()) ?? loops;

describeWith(missing === null, missing ?? '')('a client of the Exchange lab leaves', () => {
  let server: Awaited<ReturnType<typeof startExchangeLab>>;
  let platform: HandoverPlatform;
  let listed: readonly ExchangeMailbox[];
  let root: string;
  let packageId: string;
  const carriers = carrierShelf(INDEX);

  beforeAll(async () => {
    server = await startExchangeLab(7710);
    platform = await handoverPlatform(server.environment);
    listed = await mailboxesOf(server.environment, TENANT);
  }, 600_000);
  afterEach(() => carriers.clear());
  afterAll(async () => {
    await platform.close();
    await server.close();
  });

  const reversibility = (...args: string[]) => platform.json('reversibility', ...args);
  const writtenTo = (at: Carrier, ...more: string[]) =>
    platform.json('media', 'write', TENANT, '--to', at.mountPoint, '--serial', at.serial, '--label', at.label, ...more);
  const verified = (at: Carrier) =>
    platform.json('media', 'verify', at.label, '--at', at.mountPoint, '--serial', at.serial);
  const DECIDED = ['--unencrypted', '--reason', 'the client has no key yet'];

  /** A carrier with the package, attached again as the client would: read-only. */
  async function handedCarrier(change: (folder: string) => Promise<unknown> = async () => undefined): Promise<Carrier> {
    const made = await carriers.next();
    const written = await writtenTo(made, ...DECIDED);
    expect(written.code, JSON.stringify(written.document)).toBe(0);
    await made.attach('rw');
    await change(made.folder);
    await made.attach('ro');
    return made;
  }

  /** Bags where a list of theirs names something that is not as it says. */
  async function wrongByHand(folder: string): Promise<readonly string[]> {
    const found = await Promise.all(
      (await bagsIn(folder)).map(async (bag) =>
        (await checkByHand(join(folder, bag))).wrong.map((one) => `${bag}/${one}`),
      ),
    );
    return found.flat();
  }

  /** The package on a carrier, counted again against the vault's inventory and snapshots. */
  async function recount(folder: string) {
    const loaded = await loadConfig({ path: platform.config, env: {}, cwd: platform.root });
    const app = await createApp({ loaded, clock: platform.calendar, log: silentLogger, actor: 'claire' }, neverAborted);
    try {
      const deps = { vault: await app.vault(), clock: platform.calendar, onProgress: noProgress };
      const request = { tenant: tenantId(TENANT), packageId, signal: neverAborted, view: folderView(folder) };
      return await verifyPackage(deps, request);
    } finally {
      await app.close();
    }
  }

  async function staysOpen(): Promise<void> {
    const closed = await reversibility('close', TENANT);
    expect(closed.code).toBe(4);
    expect(closed.document).toMatchObject({ ended: false, effectiveTermination: null });
    expect(closed.document.blocking.map(({ rule }: { rule: string }) => rule)).toContain('L9.items');
  }

  test('one night saves every mailbox that Exchange lists; what is missing is named', {
    timeout: 600_000,
  }, async () => {
    const { code, document } = await platform.apart('backup', '--tenant', TENANT);
    expect(code, JSON.stringify(document.error)).toBe(3);
    const outcomes = document.mailboxes as readonly OutcomeDocument[];
    expect(tableOf(outcomes)).toEqual(expectedOf(TENANT));
    const saved = outcomes.filter((one) => one.kind !== 'configuration').map((one) => `${one.mailbox} ${one.kind}`);
    expect(saved.sort()).toEqual(partsOf(listed));
  });

  test('the package holds them all, counted again without a finding', { timeout: 300_000 }, async () => {
    expect((await reversibility('request', TENANT, '--paper', 'letter.pdf', '--channel', 'letter')).code).toBe(0);
    const issued = await reversibility('quote', TENANT, '--route', 'medium', '--medium', 'Disk', '--issue');
    expect(issued.code, JSON.stringify(issued.document)).toBe(0);
    const { code, document } = await reversibility('prepare', TENANT);
    expect(code, JSON.stringify(document)).toBe(0);
    expect(document.package).toMatchObject({ verified: true, exit: 0, unexplained: 0, findings: [] });
    ({ root, packageId } = document.package);
    const gaps = (document.package.notCaptured as { what: string; why: string }[]).filter(({ what }) =>
      what.includes('@'),
    );
    expect(new Set(gaps.map(({ what }) => what.slice(0, what.indexOf(' '))))).toEqual(
      new Set(['g.leger@ateliers-beranger.test', 'n.muller@ateliers-beranger.test']),
    );
    expect(gaps.find(({ what }) => what.includes('DiscoveryHolds'))?.why).toMatch(/^not-captured, 3:/);
    await staysOpen();
  });

  test('a carrier is written only where somebody decided that it is not encrypted', { timeout: 120_000 }, async () => {
    const made = await carriers.next();
    const refused = await writtenTo(made);
    expect([refused.code, refused.document.error.code]).toEqual([4, 'MEDIA_UNENCRYPTED']);
    expect(await readdir(made.mountPoint)).toEqual(['lost+found']);
    expect((await writtenTo(made, '--unencrypted')).code).toBe(2);
  });

  test('on the carrier, coreutils alone find every file of every mailbox equal', { timeout: 300_000 }, async () => {
    const handed = await handedCarrier();
    const bags = await bagsIn(handed.folder);
    const guids = bags.flatMap((one) => (one.startsWith(`${INDEX}-mbx-`) ? [one.slice(`${INDEX}-mbx-`.length)] : []));
    expect(guids.sort()).toEqual(listed.map(({ guid }) => guid).sort());
    const others = [INDEX, `${INDEX}-cfg`, `${INDEX}-evd`];
    expect(bags.filter((one) => !one.includes('-mbx-')).sort()).toEqual(others);
    for (const bag of bags) {
      const { equal, wrong, unnamed } = await checkByHand(join(handed.folder, bag));
      expect({ bag, wrong, unnamed }).toEqual({ bag, wrong: [], unnamed: [] });
      expect(equal.length).toBeGreaterThan(4);
    }
    for (const { guid, archive } of listed) {
      const { equal } = await checkByHand(join(handed.folder, `${INDEX}-mbx-${guid}`));
      expect(equal).toEqual(expect.arrayContaining(['data/mail.pst', 'data/items.jsonl', 'data/config/mailbox.json']));
      expect(equal.includes('data/archive.pst'), guid).toBe(archive);
    }
    await system('sh', '-c', 'cd "$1" && sha512sum --check --strict --quiet SHA512SUMS', 'sh', handed.folder);
    expect(await rootOf(join(handed.folder, INDEX))).toBe(root);
    const { parts } = JSON.parse(await readFile(join(handed.folder, INDEX, 'data/reconciliation.json'), 'utf8')) as {
      parts: { mailbox: string; kind: string; item: string; differences: { class: string }[] }[];
    };
    expect(parts.map((one) => `${one.mailbox} ${one.kind}`).sort()).toEqual(partsOf(listed));
    const excepted = parts.filter((one) => one.differences.length > 0);
    expect(excepted.map((one) => [one.mailbox, [...new Set(one.differences.map((each) => each.class))]])).toEqual([
      ['g.leger@ateliers-beranger.test', ['damaged']],
      ['n.muller@ateliers-beranger.test', ['not-captured']],
    ]);
    expect(await recount(handed.folder)).toMatchObject({ exit: 0, root, findings: [], unexplained: 0 });
    expect(await verified(handed)).toMatchObject({ code: 0, document: { failed: 0, medium: { status: 'verified' } } });
    await staysOpen();
  });

  const largest = async (folder: string, name: string): Promise<string> => {
    const found = await system(
      'sh',
      '-c',
      'cd "$1" && find . -name "$2" -printf "%s %P\\n" | sort -n',
      'sh',
      folder,
      name,
    );
    return found.trim().split('\n').at(-1)?.replace(/^\d+ /, '') ?? '';
  };
  const DAMAGES: Readonly<Record<string, Damage>> = {
    'one byte of a mailbox': {
      make: async (folder) => {
        const path = await largest(folder, 'mail.pst');
        await changeByte(join(folder, path));
        return path;
      },
      recount: /not the file of the frozen snapshot/,
    },
    'one item of a list of items': {
      make: async (folder) => {
        const path = await largest(folder, 'items.jsonl');
        await dropLine(join(folder, path), 2);
        return path;
      },
      recount: /lines/,
    },
    'one permission of the configuration': {
      make: async (folder) => {
        const path = `${INDEX}-cfg/data/config/sendAs.json`;
        await dropRecord(join(folder, path), 0);
        return path;
      },
      recount: /entries, the configuration snapshot/,
    },
  };

  describe.each(Object.entries(DAMAGES))('%s is changed', (_, { make, recount: told }) => {
    test('coreutils and media verify name the file, and the contract stays open', { timeout: 300_000 }, async () => {
      let path = '';
      const handed = await handedCarrier(async (folder) => {
        path = await make(folder);
      });
      const [bag = ''] = path.split('/');
      const inside = path.slice(bag.length + 1);
      expect(await wrongByHand(handed.folder)).toEqual(
        ['sha256', 'sha512'].map((hash) => `${bag}/manifest-${hash}.txt: ${inside}`),
      );
      const { code, document } = await verified(handed);
      expect(code).toBe(6);
      expect(document).toMatchObject({ failed: 1, differences: [{ kind: 'different' }], medium: { status: 'failed' } });
      expect(document.differences[0].path).toContain(path);
      await staysOpen();
    });

    test('with every list forged, coreutils find nothing: the ledger and the recount do', {
      timeout: 300_000,
    }, async () => {
      let path = '';
      const handed = await handedCarrier(async (folder) => {
        path = await make(folder);
        await forgePackage(folder);
      });
      expect(await wrongByHand(handed.folder)).toEqual([]);
      await system('sh', '-c', 'cd "$1" && sha256sum --check --strict --quiet SHA256SUMS', 'sh', handed.folder);
      expect(await rootOf(join(handed.folder, INDEX))).not.toBe(root);
      const { code, document } = await verified(handed);
      expect(code).toBe(6);
      const named = document.differences.map((one: { path: string }) => one.path.split('/').at(-1));
      expect(named.sort()).toEqual(['SHA256SUMS', 'SHA512SUMS']);
      const counted = await recount(handed.folder);
      expect(counted.exit).toBe(6);
      expect(counted.root).not.toBe(root);
      expect(counted.findings).toContainEqual({
        kind: 'different',
        bag: INDEX,
        path: 'tagmanifest-sha512.txt',
        message: 'the root is not that of the package',
      });
      const [bag = ''] = path.split('/');
      expect(counted.findings).toContainEqual({
        kind: 'different',
        bag,
        path: path.slice(bag.length + 1),
        message: expect.stringMatching(told),
      });
      await staysOpen();
    });
  });

  test('the sound carrier against a receipt, and the client’s confirmation, end the contract', {
    timeout: 300_000,
  }, async () => {
    const handed = await handedCarrier();
    expect((await verified(handed)).code).toBe(0);
    const receipt = ['--seal', 'S-1', '--seal-intact', 'yes', '--on', '2027-07-01', '--by', 'Émile Béranger'];
    const received = await platform.json(
      ...['media', 'receipt', handed.label, '--serial', handed.serial, ...receipt, '--pdf', 'receipt.pdf'],
    );
    expect(received.code, JSON.stringify(received.document)).toBe(0);
    const delivered = await reversibility('deliver', TENANT, '--receipt', 'receipt.pdf');
    expect(delivered.document, JSON.stringify(delivered.document)).toMatchObject({ handover: 'delivered' });
    await staysOpen();
    await platform.onPaper('record-confirmation', '--all');
    await platform.onPaper('record-confirmation', '--cutover', 'mx-moved', '--on', '2027-07-01');
    expect((await reversibility('close', TENANT)).code).toBe(4);
    const statement = 'Je confirme avoir récupéré l’intégralité de mes données et configurations.';
    await platform.onPaper(
      ...['record-confirmation', '--complete', '--signatory', 'Émile Béranger', '--statement', statement],
    );
    const closed = await reversibility('close', TENANT);
    expect(closed).toMatchObject({ code: 0, document: { ended: true, effectiveTermination: '2027-07-01' } });
    const { document } = await platform.json('contract', 'timeline', TENANT);
    expect(document.past.at(-1)).toMatchObject({ type: 'act.approved' });
  });
});
