import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  asciiJson,
  commandLine,
  frame,
  operationNames,
  operations,
  parseCommandLine,
  unframe,
  windowsPath,
} from './protocol.ts';

const NONCE = 'abcdefghijklmnop';

describe('an answer', () => {
  test('comes back from between its sentinels, whatever text surrounds it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        (before, name, after) => {
          const framed = frame(NONCE, { protocol: 1, operation: 'probe', ok: true, result: { name } });
          expect(framed).toMatch(/^[\x20-\x7e\r\n]*$/);
          const text = unframe(NONCE, Buffer.from(`${before}${framed}${after}`, 'utf8').toString('latin1'));
          expect(JSON.parse(text ?? '')).toMatchObject({ result: { name } });
        },
      ),
    );
  });

  test('is none when it is cut, missing, or there twice', () => {
    const framed = frame(NONCE, { protocol: 1, operation: 'probe', ok: true, result: {} });
    expect(unframe(NONCE, framed.slice(0, framed.indexOf('-----COFFRE-END')))).toBeNull();
    expect(unframe(NONCE, '')).toBeNull();
    expect(unframe(NONCE, framed + framed)).toBeNull();
    expect(unframe('aaaaaaaaaaaaaaaa', framed)).toBeNull();
  });

  test('keeps every character of a mailbox name in ASCII', () => {
    for (const name of ['Élodie', 'Şükrü', '連絡先', '👩‍💻', '\u2028', 'O\'Neill & "Fils"']) {
      const text = asciiJson({ name });
      expect(text).toMatch(/^[\x20-\x7e]*$/);
      expect(JSON.parse(text)).toEqual({ name });
    }
  });
});

describe('the command line', () => {
  test.each(operationNames)('of %s is understood by whoever plays the server', (operation) => {
    const line = commandLine('C:\\Users\\svc coffre\\coffre-abcdefghijklmnop', operation, 'request-7.json');
    expect(parseCommandLine(line)).toEqual({
      operation,
      requestFile: 'C:\\Users\\svc coffre\\coffre-abcdefghijklmnop\\request-7.json',
    });
    expect(line.length).toBeLessThan(8191);
  });

  test('of anything else is not', () => {
    expect(parseCommandLine('whoami')).toBeNull();
    expect(parseCommandLine('powershell.exe -File "C:\\x\\format-disk.ps1" -RequestFile "C:\\x\\r.json"')).toBeNull();
  });

  test.each([
    ['/C:/Users/x', 'C:\\Users\\x'],
    ['D:/PstExport', 'D:\\PstExport'],
    ['/D:', 'D:\\'],
    ['/exports', null],
    ['//server/share', null],
  ])('the SFTP path %s is the Windows path %s', (sftp, windows) => {
    expect(windowsPath(sftp)).toBe(windows);
  });
});

describe('the scripts', () => {
  const folder = new URL('./scripts/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.ps1'));
  const text = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

  test('are one per operation, and what they share', () => {
    expect(files.sort()).toEqual([...operationNames.map((name) => `${name}.ps1`), 'common.ps1'].sort());
    for (const name of operationNames) expect(text(`${name}.ps1`)).toContain(`-Operation '${name}'`);
  });

  test.each(files)('%s is ASCII: without a byte order mark 5.1 reads anything else in the ANSI code page', (name) => {
    expect(text(name)).toMatch(/^[\t\r\n\x20-\x7e]*$/);
  });

  test.each(files)(
    '%s pipes no Get into a cmdlet that changes something, and uses no syntax that 5.1 lacks',
    (name) => {
      const code = text(name).replace(/^\s*#.*$/gm, '');
      expect(code).not.toMatch(/\|\s*(Remove|Set|Suspend|Resume|New|Disable)-Mailbox/i);
      expect(code).not.toMatch(/\?\?|\?\.|&&|\|\||-Parallel\b|-AsArray\b|-EscapeHandling\b/);
      expect(code).not.toMatch(/Invoke-Expression|Add-Type|DownloadString/i);
    },
  );

  test('remove a request only where its Guid has the form of one', () => {
    const remove = /function Remove-OwnRequest[\s\S]*?\n\}/.exec(text('common.ps1'))?.[0] ?? '';
    expect(remove).toContain('-notmatch $script:GuidText) { throw');
    const removing = files.filter((name) => /Remove-Mailbox\w+Request -/.test(text(name)));
    expect(removing).toEqual(['common.ps1']);
  });
});

test('every request and result of the protocol refuses what it does not know to be right', () => {
  for (const name of operationNames) {
    expect(operations[name].result.safeParse(null).success).toBe(false);
    expect(operations[name].request.safeParse('').success).toBe(false);
  }
  const start = operations['export-start'].request;
  const item = {
    mailbox: '4dbfea09-ed85-4903-a384-fbfb55b2b9b3',
    archive: false,
    name: 'coffre-run-2026-11-23-abcdefghij-aaaaaaaaaa-p',
    filePath: '\\\\EXCH01\\PstExport$\\coffre-x.pst',
    includeFolders: [],
    excludeFolders: [],
    excludeDumpster: false,
    badItemLimit: 0,
    largeItemLimit: 0,
    batchName: 'run',
    expiryDays: 7,
  };
  expect(start.safeParse({ exports: [item] }).success).toBe(true);
  for (const wrong of [
    { mailbox: 'compta' },
    { mailbox: '' },
    { name: 'MailboxExport' },
    { name: 'coffre-É' },
    { filePath: 'D:\\x.pst' },
    { filePath: '\\\\a\\b\\c.aspx' },
    { badItemLimit: 51 },
  ]) {
    expect(start.safeParse({ exports: [{ ...item, ...wrong }] }).success).toBe(false);
  }
});
