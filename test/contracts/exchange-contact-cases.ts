import { describe, expect, test } from 'vitest';
import type { ExchangeSourceOptions, KnownHostKey } from '../../connectors/exchange/index.ts';
import type { Exported, MailboxSource } from '../../connectors/sources/index.ts';
import { neverAborted, Secret } from '../../core/index.ts';
import type { ExchangeTestServer } from './exchange-server.ts';

/** What the contract lends to its cases about the first contact. */
export interface ContactSetting {
  readonly server: () => ExchangeTestServer;
  readonly source: (more?: Partial<ExchangeSourceOptions>) => MailboxSource;
  readonly run: (from: MailboxSource, address: string) => Promise<Exported>;
  readonly ids: () => Parameters<MailboxSource['discover']>[0];
}

/** Host keys, logons, roles, and what a connection leaves behind. */
export function contactCases({ server, source, run, ids }: ContactSetting): void {
  describe('contact', () => {
    const remembering = (known: string | null): KnownHostKey & { value: string | null } => {
      const store = {
        value: known,
        get: () => Promise.resolve(store.value),
        set: (fingerprint: string) => {
          store.value = fingerprint;
          return Promise.resolve();
        },
      };
      return store;
    };
    const discover = (more: Partial<ExchangeSourceOptions>) =>
      source({ ...more, tuning: { reconnect: { attempts: 1, baseMs: 1, maxMs: 1 } } }).discover(ids(), neverAborted);

    test('without a configured host key is refused and shows the one offered', async () => {
      const [offered] = server().ssh.hostKeySha256;
      await expect(discover({ ssh: { ...server().ssh, hostKeySha256: [] } })).rejects.toMatchObject({
        code: 'EXCHANGE_HOST_KEY_MISSING',
        message: expect.stringContaining(offered ?? 'SHA256:'),
      });
    });

    test('with another host key than the configured one is refused', async () => {
      const ssh = { ...server().ssh, hostKeySha256: ['SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'] };
      await expect(discover({ ssh })).rejects.toMatchObject({ code: 'EXCHANGE_HOST_KEY_WRONG' });
    });

    test('with a host key that changed since the last contact says that it changed', async () => {
      const store = remembering(null);
      const before = server().ssh;
      await discover({ knownHostKey: store });
      expect(before.hostKeySha256).toContain(store.value);
      const rotated = await server().control.rotateHostKey();
      await expect(discover({ ssh: before, knownHostKey: store })).rejects.toMatchObject({
        code: 'EXCHANGE_HOST_KEY_CHANGED',
      });
      const both = { ...before, hostKeySha256: [...before.hostKeySha256, rotated] };
      expect((await discover({ ssh: both, knownHostKey: store })).mailboxes.length).toBeGreaterThan(0);
      expect(store.value).toBe(rotated);
    });

    test('with a wrong SSH password is an authentication failure, without any retry', async () => {
      const ssh = { ...server().ssh, auth: { kind: 'password' as const, password: new Secret('not the password') } };
      await expect(discover({ ssh })).rejects.toMatchObject({ code: 'EXCHANGE_AUTH_FAILED', retryable: false });
    });

    test('with a wrong Exchange password says that Exchange refused, and shows no secret', async () => {
      if (server().exchange.by !== 'credential') throw new Error('the contract needs a credential');
      const exchange = { ...server().exchange, password: new Secret('wrong-Exchange-passw0rd') };
      const error = await discover({ exchange }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'EXCHANGE_CONNECT_FAILED' });
      expect(JSON.stringify([error, String(error)])).not.toContain('wrong-Exchange-passw0rd');
    });

    test('without the role says which role is missing', async (context) => {
      const { role } = server().control;
      if (role === undefined) return context.skip('the server cannot take the role away');
      await role(false);
      await expect(run(source(), server().large)).rejects.toMatchObject({ code: 'EXCHANGE_ROLE_MISSING' });
    });

    test('ends without a work folder on the server, and probes what doctor shows', async () => {
      const from = source();
      const results = await from.probe(neverAborted);
      expect(results.filter((one) => one.outcome === 'fail')).toEqual([]);
      expect(await server().control.workFolders()).toHaveLength(1);
      await from.close();
      expect(await server().control.workFolders()).toEqual([]);
    });
  });
}
