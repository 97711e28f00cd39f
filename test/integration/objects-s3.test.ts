/** The suite of the port on a real Ceph RADOS Gateway, with object lock and without versions. */
import { randomBytes } from 'node:crypto';
import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { objectStoreConformance, type StoreUnderTest } from '../../connectors/objects/conformance.ts';
import { openS3Store } from '../../connectors/objects/index.ts';
import { neverAborted, Secret, systemClock } from '../../core/index.ts';
import { withS3Lab } from './s3-lab.ts';

withS3Lab('objects-s3', (lab) => {
  const make = async (lock: boolean): Promise<StoreUnderTest> => {
    const { endpoint, region, accessKeyId, secretAccessKey } = lab();
    const bucket = `objects-${randomBytes(6).toString('hex')}`;
    const credentials = { accessKeyId: new Secret(accessKeyId), secretAccessKey: new Secret(secretAccessKey) };
    const connection = { endpoint, region, credentials, forcePathStyle: true };
    const options = { ...connection, bucket, prefix: 'a-vault', clock: systemClock, signal: neverAborted };
    const store = await openS3Store({ ...options, createBucket: { versioning: lock, lock } });
    const stranger = new S3Client({
      endpoint,
      region,
      forcePathStyle: true,
      credentials: { accessKeyId, secretAccessKey },
    });
    return {
      store,
      reopen: () => openS3Store(options),
      hide: async (key) => {
        await stranger.send(new DeleteObjectCommand({ Bucket: bucket, Key: `a-vault/${key}` }));
      },
      // The server's clock has whole seconds, and a lock ends after its second.
      reach: (until) => systemClock.sleep(Math.max(0, until.getTime() - Date.now() + 1_100), neverAborted),
      dispose: async () => {
        stranger.destroy();
        await store.close();
      },
    };
  };

  objectStoreConformance('a Ceph bucket with object lock', () => make(true), {
    expected: {
      versioning: true,
      lock: 'compliance',
      lockOnPut: true,
      conditionalPut: 'unversioned-only',
      verifiedChecksums: ['md5'],
      deleteByVersion: true,
    },
  });

  objectStoreConformance('a Ceph bucket without versions', () => make(false), {
    expected: {
      versioning: false,
      lock: 'none',
      conditionalPut: 'yes',
      verifiedChecksums: ['md5'],
      deleteByVersion: false,
    },
  });
});
