/** Erasing a tenant on a real Ceph RADOS Gateway: a bucket with object lock and versions, and one without. */
import { randomBytes } from 'node:crypto';
import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { openS3Store } from '../../connectors/objects/index.ts';
import { neverAborted, Secret, systemClock } from '../../core/index.ts';
import { type ErasableStore, erasureSuite, lockedErasureSuite } from '../harness/erasure-suite.ts';
import { withS3Lab } from './s3-lab.ts';

const PREFIX = 'a-vault/';

/** Long enough for an erasure and the looks after it on a busy machine; shorter, and nothing would be locked any more. */
const LOCK_MS = 45_000;

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

  erasureSuite('a Ceph bucket with versions and object lock', () => make(true));
  lockedErasureSuite('a Ceph bucket', () => make(true));
  erasureSuite('a Ceph bucket without versions', () => make(false));
});
