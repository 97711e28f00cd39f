/**
 * Files written here, opened by pst-utils' readpst, which knows nothing of this project.
 * `-j 0`: its parallel jobs share one file offset and skip items at random (pst-format/libpst#7).
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { neverAborted as signal } from '../../core/index.ts';
import { createPst, fileByteSink } from '../../pst/index.ts';
import { describeWith, succeeds } from './need.ts';

const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), 'coffre-pst-writer-'));
afterAll(async () => rm(folder, { recursive: true }));

describeWith(succeeds('readpst', '-V'), 'needs pst-utils (readpst)')('readpst', () => {
  test('finds every folder, mail and attachment of a written file', async () => {
    const path = join(folder, 'written.pst');
    {
      await using sink = await fileByteSink(path);
      const options = { displayName: 'Mailbox', recordKey: Buffer.alloc(16, 5), createdAt: new Date(0), signal };
      await using pst = await createPst(sink, options);
      for (const [name, count] of [
        ['Inbox', 300],
        ['Sent', 7],
      ] as const) {
        const into = pst.addFolder(pst.ipmSubtree, [
          { tag: 0x3001_001f, value: name },
          { tag: 0x3613_001f, value: 'IPF.Note' },
        ]);
        for (let index = 0; index < count; index++) {
          const message = {
            properties: [
              { tag: 0x001a_001f, value: 'IPM.Note' },
              { tag: 0x0037_001f, value: `\u0001\u0001${name} ${index}` },
              { tag: 0x0e06_0040, value: new Date('2026-03-04T05:06:07Z') },
              { tag: 0x1000_001f, value: `body ${index}\r\n`.repeat(index) },
            ],
            recipients: [
              [
                { tag: 0x0c15_0003, value: 1 },
                { tag: 0x3001_001f, value: 'A Person' },
                { tag: 0x3002_001f, value: 'SMTP' },
                { tag: 0x3003_001f, value: 'person@example.test' },
              ],
            ],
            attachments: [
              {
                properties: [
                  { tag: 0x3707_001f, value: `file ${index}.bin` },
                  { tag: 0x3701_0102, value: Buffer.alloc(index * 500, index) },
                ],
              },
            ].slice(0, index % 2),
          };
          await pst.addMessage(into, message, { signal });
        }
      }
      await pst.finish(signal);
      await sink.commit();
    }
    const out = join(folder, 'out');
    await mkdir(out);
    const { stdout } = await run('readpst', ['-e', '-j', '0', '-o', out, path], { timeout: 60_000 });
    expect(stdout).toContain('"Inbox" - 300 items done, 0 items skipped.');
    expect(stdout).toContain('"Sent" - 7 items done, 0 items skipped.');
    const mails = (await readdir(out, { recursive: true })).filter((name) => name.endsWith('.eml'));
    expect(mails).toHaveLength(307);
    let attached = 0;
    for (const name of mails) if ((await readFile(join(out, name), 'utf8')).includes('.bin"')) attached++;
    expect(attached).toBe(153);
  });
});
