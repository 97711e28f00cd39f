/** What a patient store makes of a real gateway that goes away in the middle of a transfer and comes back. */
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type ObjectStore, openS3Store, probeStore, retryingStore } from '../../connectors/objects/index.ts';
import { CodedError, collectBytes, neverAborted, Secret, systemClock } from '../../core/index.ts';
import { startTcpProxy, type TcpProxy } from '../faults/tcp-proxy.ts';
import { type S3Lab, withS3Lab } from './s3-lab.ts';

const signal = neverAborted;
const SIZE = 64 * 1024 * 1024;
/** Enough patience for a gateway that needs some seconds to start on a busy machine. */
const policy = { attempts: 60, baseMs: 100, maxMs: 1_000 };

withS3Lab(
  'objects-outage',
  (lab) => {
    describe('a patient store on a Ceph bucket with object lock', () => {
      let proxy: TcpProxy;
      let bare: ObjectStore;
      let store: ObjectStore;
      let failures: string[] = [];
      let onFailure = (): void => undefined;

      beforeAll(async () => {
        const { endpoint, region, accessKeyId, secretAccessKey } = lab();
        const { hostname, port } = new URL(endpoint);
        proxy = await startTcpProxy({ host: hostname, port: Number(port) });
        const credentials = { accessKeyId: new Secret(accessKeyId), secretAccessKey: new Secret(secretAccessKey) };
        const bucket = `outage-${randomBytes(6).toString('hex')}`;
        const connection = { region, credentials, forcePathStyle: true, bucket, clock: systemClock, signal };
        const endpointOfProxy = `http://127.0.0.1:${proxy.port}`;
        const createBucket = { versioning: true, lock: true };
        bare = await openS3Store({ ...connection, endpoint: endpointOfProxy, createBucket });
        store = retryingStore(bare, {
          policy,
          clock: systemClock,
          onRetry: (error) => {
            failures.push(error instanceof CodedError ? error.code : 'no code');
            onFailure();
          },
        });
      });
      afterEach(() => {
        failures = [];
        onFailure = () => undefined;
      });
      afterAll(async () => {
        await bare.close();
        await proxy.stop();
      });

      const outageOf = (server: S3Lab): NonNullable<S3Lab['outage']> => {
        if (server.outage === null) throw new Error('this server is not ours to stop');
        return server.outage;
      };
      const nextFailure = (): Promise<void> =>
        new Promise((resolve) => {
          onFailure = resolve;
        });
      const versionsOf = async (key: string): Promise<number> => {
        let count = 0;
        for await (const _ of store.listVersions(key, { signal })) count++;
        return count;
      };

      test('a put in whose middle the gateway goes away is finished when it is back, and stored once', async () => {
        const body = randomBytes(SIZE);
        const gate = proxy.hold(20_000_000);
        const putting = store.put('put', body, { signal });
        await gate.held;
        await outageOf(lab()).down();
        const failed = nextFailure();
        gate.release();
        await failed;
        await outageOf(lab()).up();
        const { versionId } = await putting;
        expect(failures[0]).toBe('OBJECTS_UNCERTAIN');
        expect((await collectBytes(store.get('put', { signal, versionId }), SIZE)).equals(body)).toBe(true);
        expect(await versionsOf('put')).toBe(1);
      });

      test('a get in whose middle the gateway goes away goes on from the byte reached', async () => {
        const body = randomBytes(SIZE);
        await store.put('get', body, { signal });
        const parts: Uint8Array[] = [];
        let comesBack: Promise<void> | null = null;
        for await (const part of store.get('get', { signal })) {
          parts.push(part);
          if (comesBack !== null) continue;
          await outageOf(lab()).down();
          comesBack = nextFailure().then(() => outageOf(lab()).up());
        }
        await comesBack;
        expect(failures[0]).toBe('OBJECTS_TRUNCATED');
        expect(Buffer.concat(parts).equals(body)).toBe(true);
      });

      test('a put whose answer is lost is found, not sent again', async () => {
        proxy.dropNextAnswer();
        const lock = { mode: 'compliance', until: new Date(Math.ceil(Date.now() / 1000) * 1000 + 5_000) } as const;
        const { versionId } = await store.put('answer', Buffer.from('bytes'), { signal, lock });
        expect([proxy.dropped, failures]).toEqual([1, ['OBJECTS_UNCERTAIN']]);
        expect((await store.head('answer', { signal, versionId })).lock).toMatchObject(lock);
        expect(await versionsOf('answer')).toBe(1);
      });

      test('the probe of the store passes on the real gateway', async () => {
        const results = await probeStore(store, { clock: systemClock, signal });
        expect(results.filter(({ outcome }) => outcome !== 'pass')).toEqual([]);
      });
    });
  },
  { own: true },
);
