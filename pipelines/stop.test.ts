import { afterEach, describe, expect, it } from 'vitest';
import { neverAborted } from '../core/index.ts';
import { type SmallPlatform, smallPlatform } from '../test/harness/small-platform.ts';
import { backupMailbox, verifySnapshots } from './index.ts';

let platform: SmallPlatform;
afterEach(() => platform.close());

describe('a stop in the middle of a mailbox', () => {
  it.each(['manifest-put', 'manifest-confirmed', 'verdict-put'])(
    'right after %s leaves nothing that looks damaged',
    async (step) => {
      const stop = new AbortController();
      platform = await smallPlatform({
        onStep: (name, moment) => {
          if (name === step && moment === 'after') stop.abort(new DOMException('stopped', 'AbortError'));
        },
      });
      await platform.place('acme', 'jean', 'contacts.pst');
      const run = platform.run('2026-11-23');
      const mailbox = await platform.mailbox('acme', 'jean');
      const request = { run, source: platform.source, mailbox, kind: 'primary', signal: stop.signal } as const;
      await platform.catalog.runs.open({ ...run, startedAt: '2026-11-23T21:00:00Z', by: 'test', trigger: 'scheduled' });
      await expect(backupMailbox(platform.deps, request)).rejects.toMatchObject({ name: 'AbortError' });
      expect(stop.signal.aborted).toBe(true);
      const { vault, catalog, clock, deps } = platform;
      const report = await verifySnapshots(
        { vault, catalog, clock, writer: 'test', onProgress: deps.onProgress, onStep: () => undefined },
        { level: 'full', by: 'test', signal: neverAborted },
      );
      expect(report.findings).toEqual([]);
      expect(report.checked).toBe(1);
    },
  );
});
