/** Stored objects damaged on a real Ceph RADOS Gateway, in a bucket without versions; COFFRE_DAMAGE=full takes every object. */
import { randomBytes } from 'node:crypto';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { openS3Store } from '../../connectors/objects/index.ts';
import { collectBytes, neverAborted, Secret, systemClock } from '../../core/index.ts';
import { cliPlatform } from '../harness/cli-platform.ts';
import { damageAmount, damageSuite } from '../harness/damage-suite.ts';
import { withS3Lab } from './s3-lab.ts';

const PREFIX = 'a-vault/';
const LARGEST = 64 * 1024 * 1024;

withS3Lab('damage-rgw', (lab) => {
  damageSuite(
    'a bucket',
    async () => {
      const { endpoint, region, accessKeyId, secretAccessKey } = lab();
      const bucket = `damage-${randomBytes(6).toString('hex')}`;
      const credentials = { accessKeyId: new Secret(accessKeyId), secretAccessKey: new Secret(secretAccessKey) };
      const store = await openS3Store({
        endpoint,
        region,
        credentials,
        forcePathStyle: true,
        bucket,
        prefix: PREFIX,
        clock: systemClock,
        signal: neverAborted,
        createBucket: { versioning: false, lock: false },
      });
      const stranger = new S3Client({
        endpoint,
        region,
        forcePathStyle: true,
        credentials: { accessKeyId, secretAccessKey },
      });
      const names = 'accessKeyIdEnv: LAB_ID, secretAccessKeyEnv: LAB_SECRET';
      const where = `endpoint: "${endpoint}", region: ${region}, bucket: ${bucket}, prefix: ${PREFIX}`;
      const platform = await cliPlatform({
        store: `{ kind: s3, ${where}, site: lyon, country: FR, credentials: { ${names} } }`,
        env: { LAB_ID: accessKeyId, LAB_SECRET: secretAccessKey },
      });
      const raw = {
        keys: async () => {
          const keys: string[] = [];
          for await (const { key } of store.list('', { signal: neverAborted })) keys.push(key);
          return keys;
        },
        read: (key: string) => collectBytes(store.get(key, { signal: neverAborted }), LARGEST),
        write: async (key: string, bytes: Buffer | null) => {
          const at = { Bucket: bucket, Key: `${PREFIX}${key}` };
          await stranger.send(new DeleteObjectCommand(at));
          if (bytes !== null) await stranger.send(new PutObjectCommand({ ...at, Body: bytes }));
        },
      };
      const dispose = async (): Promise<void> => {
        stranger.destroy();
        await store.close();
        await platform.close();
      };
      return { platform, raw, store, dispose };
    },
    damageAmount(1),
  );
});
