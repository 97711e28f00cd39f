import { randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { tenantId } from '../../daemon/index.ts';
import { makeCertificate } from '../fakes/certificate.ts';
import { startSmtpReceiver } from '../fakes/smtp-receiver.ts';
import { type CoffreProcess, startCoffre } from '../harness/coffre-process.ts';
import { openWritten, type WrittenPlatform, writtenPlatform } from '../harness/written-platform.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function platformWith(mailboxes: number, more = ''): Promise<WrittenPlatform & { readonly url: string }> {
  const port = await freePort();
  const platform = await writtenPlatform({ heartbeatSeconds: 1, more: `http: { port: ${port} }\n${more}` });
  cleanUps.push(() => platform.close());
  for (let one = 1; one <= mailboxes; one++) await platform.place('acme', `box-${one}`, 'outlook-1.pst');
  return { ...platform, url: `http://127.0.0.1:${port}` };
}

function serve(config: string): CoffreProcess {
  const started = startCoffre(['serve', '--config', config]);
  cleanUps.push(() => {
    started.process.kill('SIGKILL');
    return started.ended;
  });
  return started;
}

/** Waits for a state that no process announces, asking again and again; the test's own limit ends it. */
async function until<T>(ask: () => Promise<T | null | undefined | false>): Promise<T> {
  for (;;) {
    const answer = await ask().catch(() => null);
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function health(
  url: string,
): Promise<{ readonly ok: boolean; readonly lastRun: { readonly status: string } | null }> {
  return (await (await fetch(`${url}/health`)).json()) as never;
}

async function endsWithin(seconds: number, one: CoffreProcess): Promise<number | string> {
  const startedAt = performance.now();
  one.process.kill('SIGTERM');
  const how = await one.ended;
  expect((performance.now() - startedAt) / 1_000).toBeLessThan(seconds);
  return how;
}

describe('coffre serve', () => {
  it('saves the night whose window is open, answers, reports by mail, keeps secrets and ends with 0', async () => {
    const certificate = makeCertificate({ dnsNames: ['localhost'] });
    const password = `mail-${randomBytes(12).toString('hex')}`;
    const mails = await startSmtpReceiver({
      ...certificate,
      onAuth: ({ password: given }, _session, done) =>
        given === password ? done(null, { user: 'coffre' }) : done(new Error('refused')),
    });
    cleanUps.push(() => mails.close());
    const platform = await platformWith(
      2,
      `mail:
  host: localhost
  port: ${mails.port}
  caFile: ./smtp.pem
  user: coffre
  passwordFile: ./smtp.password
  from: Coffre <coffre@example.org>
  to: [operations@example.org]
  language: en
log: { level: debug }`,
    );
    await writeFile(join(platform.root, 'smtp.pem'), certificate.cert);
    await writeFile(join(platform.root, 'smtp.password'), password, { mode: 0o600 });
    const daemon = serve(platform.configPath);
    const [mail] = await until(() => Promise.resolve(mails.mails.length > 0 && mails.mails));
    expect(mail?.to).toEqual(['operations@example.org']);
    expect(mail?.text).toContain('Acme SARL');
    expect(await health(platform.url)).toMatchObject({ ok: true, lastRun: { status: 'ok' } });
    const metrics = await (await fetch(`${platform.url}/metrics`)).text();
    expect(metrics).toMatch(/^coffre_runs_total\{status="ok"\} 1$/m);
    expect(metrics).toMatch(/^coffre_process_cpu_seconds_total /m);
    expect(await endsWithin(10, daemon)).toBe(0);
    const said = daemon.stderr() + daemon.stdout();
    expect(said).toContain('the night is done');
    for (const secret of [
      ...platform.secrets,
      password,
      ...platform.secrets.map((one) => Buffer.from(one, 'hex').toString('base64')),
    ])
      expect(said).not.toContain(secret);
  });

  it('ends with 0 within 10 s in the middle of a night, and the next one finishes it', async () => {
    const platform = await platformWith(6);
    // A large file that is a PST only at its start: partial, and long to cut, seal and prove.
    const large = Buffer.concat([Buffer.from('!BDN'), randomBytes(100_000_000)]);
    await writeFile(join(platform.root, 'pst/beta/large.pst'), large);
    const daemon = serve(platform.configPath);
    await daemon.logged('the night begins');
    await until(async () => (await health(platform.url)).lastRun?.status === 'running');
    expect(await endsWithin(10, daemon)).toBe(0);
    expect(daemon.stderr()).not.toContain('the night is done');
    const next = serve(platform.configPath);
    await next.logged('a run that was cut off is finished now');
    await until(async () => (await health(platform.url)).lastRun?.status !== 'running');
    expect(await endsWithin(10, next)).toBe(0);
    const app = await openWritten(platform.configPath);
    cleanUps.push(() => app.close());
    const catalog = await app.catalog();
    const [run, ...others] = await catalog.runs.list(5);
    expect(others).toEqual([]);
    expect(run?.status).toBe('partial');
    expect((await catalog.snapshots.list({ tenant: tenantId('acme') })).map((one) => one.mailbox)).toHaveLength(6);
  });

  it('keeps a backup beside it out of its night with 75, holder and expiry', async () => {
    const platform = await platformWith(12);
    const daemon = serve(platform.configPath);
    await until(async () => (await health(platform.url)).lastRun?.status === 'running');
    const beside = startCoffre(['backup', '--config', platform.configPath, '--json']);
    expect(await beside.ended).toBe(75);
    const { error } = JSON.parse(beside.stdout()) as { error: { code: string; message: string } };
    expect(error.code).toBe('LEASE_HELD');
    expect(error.message).toMatch(new RegExp(`night is held by \\S+/${daemon.process.pid}/\\S+ until \\d{4}-`));
    expect(daemon.stderr()).not.toContain('the night is done');
    expect(await endsWithin(10, daemon)).toBe(0);
  });

  it.each([
    ['a key that is not the vault’s', 'master.key', '0'.repeat(64), 'VAULT_'],
    ['no vault in the store', 'vault/vault.json', null, 'VAULT_'],
  ] as const)('ends by itself with an error code where there is %s', async (_what, file, content, code) => {
    const platform = await platformWith(1);
    const path = join(platform.root, file);
    if (content === null) await rm(path);
    else await writeFile(path, content, { mode: 0o600 });
    const daemon = serve(platform.configPath);
    expect([1, 2, 4, 5, 6, 75]).toContain(await daemon.ended);
    expect(daemon.stderr()).toContain(code);
  });

  it('does not do a night that another serve on the same state has done', async () => {
    const platform = await platformWith(4, 'log: { level: debug }');
    const port = await freePort();
    const second = join(platform.root, 'second.yaml');
    const config = await readFile(platform.configPath, 'utf8');
    await writeFile(second, config.replace(/^http: .*$/m, `http: { port: ${port} }`));
    const daemons = [serve(platform.configPath), serve(second)];
    const done = await Promise.any(daemons.map((one) => one.logged('the night is done').then(() => one)));
    // The other one waits for the lease, gets it once the night is done, and sees that nothing is due.
    for (const one of daemons) if (one !== done) await one.logged('no night is due');
    expect(daemons.filter((one) => one.stderr().includes('the night is done'))).toEqual([done]);
    for (const one of daemons) expect(await endsWithin(10, one)).toBe(0);
    const app = await openWritten(platform.configPath);
    cleanUps.push(() => app.close());
    const catalog = await app.catalog();
    expect(await catalog.runs.list(5)).toHaveLength(1);
    expect(await catalog.snapshots.list({})).toHaveLength(4);
  });
});
