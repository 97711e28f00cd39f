/** Erasing a tenant on a real Ceph RADOS Gateway: a bucket with object lock and versions, and one without. */
import { randomBytes } from 'node:crypto';
import { DeleteObjectCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { openS3Store } from '../../connectors/objects/index.ts';
import { neverAborted, noProgress, noSteps, Secret, systemClock } from '../../core/index.ts';
import { createVault, openVault } from '../../vault/index.ts';
import { backUp, findings, gather, MASTER, noise, scratch } from '../../vault/testing/fixture.ts';
import { type ErasableStore, erasureSuite, lockedErasureSuite } from '../harness/erasure-suite.ts';
import { withS3Lab } from './s3-lab.ts';

const PREFIX = 'a-vault/';

/** Long enough for an erasure and the looks after it on a busy machine; shorter, and nothing would be locked any more. */
const LOCK_MS = 90_000;

/** Hundreds of small calls, each of them slow where eight suites share two cores. */
const PATIENCE_MS = 480_000;

withS3Lab('erase-rgw', (lab) => {
  const make = async (lock: boolean): Promise<ErasableStore> => {
    const { endpoint, region, accessKeyId, secretAccessKey } = lab();
    const bucket = `erase-${randomBytes(6).toString('hex')}`;
    const credentials = { accessKeyId: new Secret(accessKeyId), secretAccessKey: new Secret(secretAccessKey) };
    const connection = { endpoint, region, credentials, forcePathStyle: true, bucket, prefix: PREFIX };
    const options = { ...connection, clock: systemClock, signal: neverAborted };
    const store = await openS3Store({ ...options, createBucket: { versioning: lock, lock } });
    const stranger = new S3Client({
      endpoint,
      region,
      forcePathStyle: true,
      credentials: { accessKeyId, secretAccessKey },
    });
    const hide = async (key: string): Promise<void> => {
      await stranger.send(new DeleteObjectCommand({ Bucket: bucket, Key: `${PREFIX}${key}` }));
    };
    return {
      store,
      hide: lock ? hide : null,
      lock: lock
        ? {
            // Servers keep lock dates in whole seconds, and a lock ends after its second.
            soon: () => new Date(Math.ceil((Date.now() + LOCK_MS) / 1_000) * 1_000),
            reach: (until) => systemClock.sleep(Math.max(0, until.getTime() - Date.now() + 1_100), neverAborted),
          }
        : null,
      dispose: async () => {
        stranger.destroy();
        await store.close();
      },
    };
  };

  erasureSuite('a Ceph bucket with versions and object lock', () => make(true), PATIENCE_MS);
  lockedErasureSuite('a Ceph bucket', () => make(true), PATIENCE_MS);
  erasureSuite('a Ceph bucket without versions', () => make(false), PATIENCE_MS);

  test('what is older than the versioning of a bucket is erased with the rest', async () => {
    const { endpoint, region, accessKeyId, secretAccessKey } = lab();
    const bucket = `erase-${randomBytes(6).toString('hex')}`;
    const credentials = { accessKeyId: new Secret(accessKeyId), secretAccessKey: new Secret(secretAccessKey) };
    const options = { endpoint, region, credentials, forcePathStyle: true, bucket, prefix: PREFIX };
    const [clock, signal] = [systemClock, neverAborted];
    const plain = await openS3Store({ ...options, clock, signal, createBucket: { versioning: false, lock: false } });
    const folder = await scratch();
    const stranger = new S3Client({
      endpoint,
      region,
      forcePathStyle: true,
      credentials: { accessKeyId, secretAccessKey },
    });
    const night = (tenant: string, seed: number, fence: number) => {
      return { tenant, mailbox: 'ann', fence, parts: [{ name: 'a.pst', content: noise(200_000, seed) }] };
    };
    const vault = await createVault({ store: plain, masterKey: MASTER, clock, signal });
    await backUp(vault, folder.path, night('acme', 1, 1));
    await backUp(vault, folder.path, night('beta', 2, 2));
    const enabled = { Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } } as const;
    await stranger.send(new PutBucketVersioningCommand(enabled));
    const store = await openS3Store({ ...options, clock, signal });
    const later = await openVault({ store, masterKey: MASTER, clock, signal });
    await backUp(later, folder.path, night('acme', 3, 3));
    const plan = await later.planErasure('acme', signal);
    expect(plan.keys.map(({ versionId }) => versionId)).toEqual([null, null]);
    expect(plan.snapshots.length).toBe(2);
    await later.eraseTenant({
      tenant: 'acme',
      planSha256: 'a'.repeat(64),
      plan: {},
      by: 'claire',
      confirm: async () => undefined,
      keysDestroyed: async () => undefined,
      onStep: noSteps,
      onProgress: noProgress,
      signal,
    });
    const [ref = ''] = plan.tenantRefs;
    const left = (await gather(store.listVersions('', { signal }))).map(({ key }) => key);
    expect(left.filter((key) => key.includes(ref))).toEqual([`erased/${ref}/mark`, `erased/${ref}/witness`]);
    // Beta's notes were never written: two of its notes are expected and missing, and nothing of acme is told.
    expect((await findings(later, 'full')).map(({ code }) => code)).toEqual(Array(2).fill('VAULT_OBJECT_MISSING'));
    stranger.destroy();
    await store.close();
    await plain.close();
    await folder.remove();
  });
});
