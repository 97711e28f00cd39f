import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CodedError, hasCode } from '../core/index.ts';
import { loadConfig, parseConfig, processEnvironment, requireOffsite } from './load.ts';

const MINIMAL = `organisation: { name: OPTIMA DSI, country: FR, timezone: Europe/Paris, allowedCountries: [FR] }
stateDir: ./state
keys: { masterFile: ./master.key }
store: { kind: filesystem, path: ./vault, site: lyon, country: FR }
sources:
  - { id: drop, kind: folder, path: ./pst, site: rennes }      # ./pst/<tenant>/<mailbox>.pst
tenants:
  - { id: acme, name: Acme SARL, source: drop }
`;

function failure(work: () => unknown): CodedError {
  try {
    work();
  } catch (error) {
    if (error instanceof CodedError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const lines = (text: string): readonly string[] =>
  failure(() => parseConfig(text, '/c/coffre.yaml')).message.split('\n');

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'coffre-config-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

describe('parseConfig', () => {
  it('accepts the smallest configuration, fills in defaults and makes paths absolute', () => {
    const { config, warnings, offsite } = parseConfig(MINIMAL, '/etc/coffre/coffre.yaml');
    expect(config.stateDir).toBe('/etc/coffre/state');
    expect(config.keys.masterFile).toBe('/etc/coffre/master.key');
    expect(config.store).toEqual({ kind: 'filesystem', path: '/etc/coffre/vault', site: 'lyon', country: 'FR' });
    expect(config.sources).toEqual([
      { id: 'drop', kind: 'folder', path: '/etc/coffre/pst', site: 'rennes', concurrency: 2 },
    ]);
    expect(config.schedule).toEqual({ window: { start: '22:00', end: '06:00' }, catchUp: true, alarmAfterHours: 26 });
    expect(config.retention).toEqual({ nights: 7, graceHours: 24 });
    expect(config.http).toEqual({ host: '127.0.0.1', port: 8480 });
    expect(config.lease.heartbeatSeconds).toBe(15);
    expect(config.limits.spoolBytes).toBe(200e9);
    expect(config.mail).toBeUndefined();
    expect([warnings, offsite]).toEqual([[], []]);
  });

  it('is frozen to its depth', () => {
    const { config } = parseConfig(MINIMAL, '/c/coffre.yaml');
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.schedule.window)).toBe(true);
    expect(Object.isFrozen(config.sources[0])).toBe(true);
  });

  it.each([
    [
      'an unknown setting',
      MINIMAL.replace('stateDir', 'statedir'),
      '/c/coffre.yaml:2:1 statedir: unknown setting “statedir”. Did you mean “stateDir”?',
    ],
    [
      'an unknown setting in a variant',
      MINIMAL.replace('path: ./vault', 'pth: ./vault'),
      '/c/coffre.yaml:4:28 store.pth: unknown setting “pth”. Did you mean “path”?',
    ],
    [
      'an unknown setting far from all others',
      `${MINIMAL}http: { zzzzzzzz: 1 }\n`,
      '/c/coffre.yaml:9:9 http.zzzzzzzz: unknown setting “zzzzzzzz”. Known here: host, port, publicUrl.',
    ],
    [
      'a missing setting',
      MINIMAL.replace(', site: rennes', ''),
      '/c/coffre.yaml:6:5 sources[0].site: is missing. Add it; docs/configuration.md says what it is.',
    ],
    [
      'a wrong type',
      `${MINIMAL}schedule:\n  catchUp: "yes"\n`,
      '/c/coffre.yaml:10:12 schedule.catchUp: is not of the right type. Use true or false.',
    ],
    [
      'an unquoted time, which YAML may read as a number',
      `${MINIMAL}schedule: { window: { start: 22 } }\n`,
      '/c/coffre.yaml:9:30 schedule.window.start: is not of the right type. Use a text (between quotes where it looks like a number or a time).',
    ],
    [
      'a number out of range',
      `${MINIMAL}retention: { nights: 0 }\n`,
      '/c/coffre.yaml:9:22 retention.nights: is too small. Use at least 1.',
    ],
    [
      'a value of no list',
      `${MINIMAL}log: { level: loud }\n`,
      '/c/coffre.yaml:9:15 log.level: is not one of the known values. Use debug or info or warn or error or silent.',
    ],
    [
      'an unknown kind',
      MINIMAL.replace('filesystem', 'tape'),
      '/c/coffre.yaml:4:16 store.kind: is not one of the known kinds. Use one of the kinds of docs/configuration.md.',
    ],
    [
      'a tenant without source',
      MINIMAL.replace('source: drop', 'source: dorp'),
      '/c/coffre.yaml:8:42 tenants[0].source: names no source of this file. Use one of: drop.',
    ],
    [
      'two tenants of one id',
      `${MINIMAL}  - { id: acme, name: Other, source: drop }\n`,
      '/c/coffre.yaml:9:11 tenants[1].id: is also the id of tenants[0]. Give each tenant its own id.',
    ],
    [
      'one person with two roles',
      `${MINIMAL}people: [{ name: c.morel, role: technician }, { name: C.Morel, role: approver }]\n`,
      '/c/coffre.yaml:9:55 people[1].name: is also the name of people[0]. Give each person one entry: two roles would let one person be two.',
    ],
    [
      'a person for an unknown tenant',
      `${MINIMAL}people: [{ name: c.morel, role: technician, tenants: [acne] }]\n`,
      '/c/coffre.yaml:9:55 people[0].tenants[0]: names no tenant of this file. Use the id of a tenant.',
    ],
    [
      'an empty window',
      `${MINIMAL}schedule: { window: { start: "05:00", end: "05:00" } }\n`,
      '/c/coffre.yaml:9:44 schedule.window.end: equals the start: the window is empty. Leave at least an hour between start and end.',
    ],
    [
      'the key inside the vault',
      MINIMAL.replace('./master.key', './vault/master.key'),
      '/c/coffre.yaml:3:21 keys.masterFile: lies inside the vault: whoever takes the one has the other. Keep the key outside store.path.',
    ],
    [
      'an unknown time zone',
      MINIMAL.replace('Europe/Paris', 'Europe/Pari'),
      '/c/coffre.yaml:1:58 organisation.timezone: use a name of the IANA list, e.g. Europe/Paris. See docs/configuration.md.',
    ],
  ])('names file, line, column, setting and remedy of %s', (_, text, expected) => {
    expect(lines(text)).toContain(expected);
  });

  it('reports every problem at once', () => {
    expect(
      lines(MINIMAL.replace('lyon', '""').replace('country: FR }', 'country: France }').replace('acme,', 'ACME,')),
    ).toHaveLength(3);
  });

  it('refuses a secret in the file and shows neither its value nor that of any other setting', () => {
    const text = `${MINIMAL}mail: { host: smtp, from: a@b.fr, to: [c@d.fr], user: u, password: hunter2 }\nhttp: { port: hunter3 }\n`;
    const error = failure(() => parseConfig(text, '/c/coffre.yaml'));
    expect(error.message).toContain('mail.password: “password” would put a secret into this file');
    expect(error.message).toContain('passwordFile or passwordEnv');
    expect(`${error.message}${JSON.stringify(error)}${String(error.cause)}`).not.toMatch(/hunter[23]/);
  });

  it.each([
    ['anchors and aliases', 'a: &x [1]\nb: *x\n', 'anchors and aliases are not accepted'],
    [
      'an expansion bomb',
      `a: &a [x, x]\n${'bcdefghij'
        .split('')
        .map((one, i) => `${one}: &${one} [*${'abcdefghij'[i]}, *${'abcdefghij'[i]}]`)
        .join('\n')}\n`,
      'anchors and aliases',
    ],
    ['a custom tag', 'a: !!js/function "x"\n', 'not valid YAML'],
    ['a local tag', 'stateDir: !run id\n', 'not valid YAML'],
    ['duplicate keys', 'stateDir: a\nstateDir: b\n', '/c/coffre.yaml:2:1'],
    ['two documents', 'stateDir: a\n---\nstateDir: b\n', 'multiple docs'],
    ['deep nesting', `a: ${'['.repeat(200_000)}`, 'nested too deeply'],
    ['deep nesting by indentation', Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''), ''],
    ['a broken line', 'stateDir: [a\nkeys: }\n', 'not valid YAML'],
    ['a secret on a broken line', 'stateDir: "hunter2\n', 'not valid YAML'],
    ['a prototype', `${MINIMAL}__proto__: { polluted: true }\n`, 'unknown setting “__proto__”'],
    ['nothing at all', '', 'the file is empty'],
    ['a text', 'hello', 'is not of the right type'],
  ])('refuses %s', (_, text, expected) => {
    const error = failure(() => parseConfig(text, '/c/coffre.yaml'));
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.message).toContain(expected);
    expect(error.message).not.toContain('hunter2');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('answers with a configuration or with CONFIG_INVALID, whatever is written into the file', () => {
    const fragment = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ': ',
      '- ',
      '\n',
      '  ',
      '&a ',
      '*a',
      '!!x ',
      '"',
      "'",
      '|',
      '>',
      '?',
      '#',
      '%',
      '@',
      '\t',
      '---\n',
      '<<: ',
      'stateDir',
      'sources',
      'a',
      '\u0000',
      '\ufeff',
    );
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 60 }), fc.nat(MINIMAL.length), (parts, at) => {
        for (const text of [parts.join(''), MINIMAL.slice(0, at) + parts.slice(0, 3).join('') + MINIMAL.slice(at)]) {
          try {
            expect(Object.isFrozen(parseConfig(text, '/c/coffre.yaml').config)).toBe(true);
          } catch (error) {
            expect(hasCode(error, 'CONFIG_INVALID') ? 'CONFIG_INVALID' : error).toBe('CONFIG_INVALID');
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('limits how much it prints', () => {
    const text = `${MINIMAL}${Array.from({ length: 200 }, (_, i) => `x${i}: 1\n`).join('')}`;
    expect(lines(text)).toHaveLength(21);
    expect(lines(text).at(-1)).toBe('… and 180 more');
  });

  it('finds a store at the site of a source, whatever the case, and a country that is not allowed', () => {
    const loaded = parseConfig(
      MINIMAL.replace('site: lyon, country: FR', 'site: Rennes, country: US'),
      '/c/coffre.yaml',
    );
    expect(loaded.offsite.map((one) => `${one.line} ${one.setting}`)).toEqual(['4 store.site', '4 store.country']);
    const error = failure(() => requireOffsite(loaded));
    expect([error.code, error.kind]).toEqual(['CONFIG_OFFSITE', 'refused']);
    requireOffsite(parseConfig(MINIMAL, '/c/coffre.yaml'));
  });

  it('warns of fewer than seven nights and of an open port', () => {
    const { warnings } = parseConfig(`${MINIMAL}retention: { nights: 3 }\nhttp: { host: 0.0.0.0 }\n`, '/c/coffre.yaml');
    expect(warnings.map((one) => one.setting)).toEqual(['retention.nights', 'http.host']);
  });

  it('refuses two tenants of an Exchange source that share a sign, and one without any', async () => {
    const text = await readFile(new URL('./examples/exchange.yaml', import.meta.url), 'utf8');
    const second = `  - id: beta\n    name: Beta\n    source: ex1\n    match: { customAttribute1: acme, organizationalUnit: x/Beta, domains: [beta.fr, acme.com] }\n  - { id: gamma, name: Gamma, source: ex1 }\n`;
    expect(
      lines(text.replace('\nhttp:', `${second}\nhttp:`)).map((line) => line.replace(/^\S+ (\S+): .*/, '$1')),
    ).toEqual(['tenants[2]', 'tenants[1].match.customAttribute1', 'tenants[1].match.domains[1]']);
  });

  it('wants exactly one of the two ways to a secret', () => {
    const mail = (rest: string): string =>
      `${MINIMAL}mail: { host: smtp, from: a@b.fr, to: [c@d.fr], user: u${rest} }\n`;
    expect(lines(mail(''))[0]).toContain('passwordFile or passwordEnv is missing');
    expect(lines(mail(', passwordEnv: P, passwordFile: p'))[0]).toContain('give passwordEnv or passwordFile, not both');
    expect(parseConfig(mail(', passwordEnv: P'), '/c/c.yaml').config.mail?.password).toEqual({ env: 'P' });
    expect(parseConfig(mail(', passwordFile: p'), '/c/c.yaml').config.mail?.password).toEqual({ file: '/c/p' });
  });

  it('lets the first S3 pair do the work of roles that have none', async () => {
    const { config } = parseConfig(
      await readFile(new URL('./examples/s3.yaml', import.meta.url), 'utf8'),
      '/c/s3.yaml',
    );
    if (config.store.kind !== 's3') throw new Error('not s3');
    const { writer, collector, eraser, verifier } = config.store.credentials;
    expect(writer.accessKeyId).toEqual({ env: 'COFFRE_S3_ACCESS_KEY_ID' });
    expect(collector.accessKeyId).toEqual({ file: '/etc/coffre/s3-collector.id' });
    expect([eraser, verifier]).toEqual([writer, writer]);
    expect(config.limits.spoolBytes).toBe(500e9);
  });

  it('accepts every example of config/examples', async () => {
    const folder = new URL('./examples/', import.meta.url);
    const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));
    expect(files.length).toBeGreaterThanOrEqual(3);
    for (const name of files) {
      const loaded = parseConfig(await readFile(new URL(name, folder), 'utf8'), `/c/${name}`);
      expect([name, loaded.warnings, loaded.offsite]).toEqual([name, [], []]);
    }
  });
});

describe('loadConfig', () => {
  it('takes --config before COFFRE_CONFIG before ./coffre.yaml, and is relative to the working folder', async () => {
    for (const name of ['flag', 'env', 'coffre']) {
      await writeFile(join(dir, `${name}.yaml`), MINIMAL.replace('OPTIMA DSI', name));
    }
    const env = { COFFRE_CONFIG: 'env.yaml' };
    const names = async (options: { path?: string; env: Record<string, string> }): Promise<string> =>
      (await loadConfig({ ...options, cwd: dir })).config.organisation.name;
    expect(await names({ path: 'flag.yaml', env })).toBe('flag');
    expect(await names({ env })).toBe('env');
    expect(await names({ env: {} })).toBe('coffre');
    expect(await names({ env: { COFFRE_CONFIG: '' } })).toBe('coffre');
  });

  it('says which files it looked for, and does not fall back from a file that was named', async () => {
    await expect(loadConfig({ cwd: dir, env: {} })).rejects.toMatchObject({ code: 'CONFIG_NOT_FOUND', kind: 'usage' });
    await writeFile(join(dir, 'coffre.yaml'), MINIMAL);
    await expect(loadConfig({ cwd: dir, env: {}, path: 'none.yaml' })).rejects.toMatchObject({
      code: 'CONFIG_NOT_FOUND',
      message: expect.stringContaining(join(dir, 'none.yaml')),
    });
  });

  it('refuses a folder, a file that is no text and one that is far too large', async () => {
    const codes = (path: string): Promise<unknown> =>
      loadConfig({ cwd: dir, env: {}, path }).catch((error: unknown) => (error as CodedError).code);
    await mkdir(join(dir, 'folder'));
    await writeFile(join(dir, 'binary'), Buffer.from([0xff, 0xfe, 0x00, 0x80]));
    await writeFile(join(dir, 'huge'), Buffer.alloc(5_000_000, 0x23));
    expect([await codes('folder'), await codes('binary'), await codes('huge')]).toEqual([
      'CONFIG_UNREADABLE',
      'CONFIG_INVALID',
      'CONFIG_INVALID',
    ]);
  });

  it('reads secrets by name, without the last line break, and prints none', async () => {
    await writeFile(join(dir, 'coffre.yaml'), MINIMAL);
    await writeFile(join(dir, 'secret'), 'hunter2\n', { mode: 0o600 });
    const loaded = await loadConfig({ cwd: dir, env: { PASS: 'hunter3' } });
    const secret = await loaded.secret({ file: join(dir, 'secret') });
    expect(secret.reveal()).toBe('hunter2');
    expect((await loaded.secret({ env: 'PASS' })).reveal()).toBe('hunter3');
    expect(`${secret.toString()} ${JSON.stringify({ secret })}`).not.toContain('hunter2');
  });

  it('refuses a secret that everybody may read, that is empty, absent or no file', async () => {
    await writeFile(join(dir, 'coffre.yaml'), MINIMAL);
    const loaded = await loadConfig({ cwd: dir, env: { EMPTY: '' } });
    const code = (ref: { file: string } | { env: string }): Promise<string> =>
      loaded.secret(ref).then(
        () => 'read',
        (error: unknown) => (error instanceof CodedError ? error.code : 'other'),
      );
    const file = join(dir, 'secret');
    await writeFile(file, 'hunter2');
    await chmod(file, 0o644);
    expect(await code({ file })).toBe('CONFIG_SECRET_EXPOSED');
    await chmod(file, 0o602);
    expect(await code({ file })).toBe('CONFIG_SECRET_EXPOSED');
    await chmod(file, 0o640);
    expect(await code({ file })).toBe('read');
    await writeFile(file, '');
    expect(await code({ file })).toBe('CONFIG_SECRET_MISSING');
    expect(await code({ file: join(dir, 'absent') })).toBe('CONFIG_SECRET_MISSING');
    expect(await code({ file: dir })).toBe('CONFIG_SECRET_MISSING');
    expect(await code({ env: 'EMPTY' })).toBe('CONFIG_SECRET_MISSING');
    expect(await code({ env: 'ABSENT' })).toBe('CONFIG_SECRET_MISSING');
  });

  it('hands out the environment of the process', () => {
    expect(processEnvironment()['PATH']).toBe(process.env['PATH']);
  });

  it('keeps codes apart from messages', async () => {
    const error: unknown = await loadConfig({ cwd: dir, env: {} }).catch((thrown: unknown) => thrown);
    expect(hasCode(error, 'CONFIG_NOT_FOUND')).toBe(true);
  });
});
