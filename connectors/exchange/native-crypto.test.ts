import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);

/** Ciphers of closed sessions, and memory that fills until V8 collects them by itself: a collection on demand has a context. */
const program = `
const { AESGCMCipher, AESGCMDecipher } = require('ssh2/lib/protocol/crypto/build/Release/sshcrypto.node');
for (let i = 0; i < 20; i++) {
  new AESGCMCipher('aes-256-gcm', Buffer.alloc(32), Buffer.alloc(12));
  new AESGCMDecipher('aes-256-gcm', Buffer.alloc(32), Buffer.alloc(12));
}
const kept = [];
const timer = setInterval(() => {
  kept.push(new Array(200_000).fill(0).map((_, i) => ({ i })));
  if (kept.length > 30) { clearInterval(timer); console.log('survived'); }
}, 1);
`;

test('ssh2’s addon survives the collection of its ciphers: docs/decisions/0012-node-version.md', async () => {
  const { stdout } = await run(process.execPath, ['-e', program], { cwd: import.meta.dirname });
  expect(stdout).toBe('survived\n');
});
