import { join } from 'node:path';
import { expect } from 'vitest';
import { type Child, startChild } from '../fakes/child.ts';
import { FIXTURES } from '../harness/small-platform.ts';
import { type WrittenPlatform, writtenPlatform } from '../harness/written-platform.ts';
import type { Kill } from './kill-plan.ts';
import { proveNight } from './prove-night.ts';

/** Two tenants, small and different, so that a night takes seconds and nothing is shared by chance. */
const MAILBOXES = [
  ['acme', 'jean', 'recipients-200.pst'],
  ['acme', 'marie', 'contacts.pst'],
  ['beta', 'jean', 'split-a-2.pst'],
] as const;

/** A platform with these mailboxes, its first night not yet run. */
export async function nightToCut(): Promise<WrittenPlatform> {
  const platform = await writtenPlatform({ heartbeatSeconds: 1 });
  for (const [tenant, mailbox, fixture] of MAILBOXES) await platform.place(tenant, mailbox, fixture);
  return platform;
}

const acknowledgedBy = (child: Child): readonly string[] =>
  child.lines.flatMap((line) =>
    line.startsWith('outcome ') && !line.endsWith(' -') ? [line.split(' ').at(-1) ?? ''] : [],
  );

export interface CutResult {
  /** How many snapshots were acknowledged before the death. */
  readonly acknowledged: number;
}

/** Cuts a night off as planned, lets a second process do what a start does, and proves that nothing is missing or double. */
export async function cutNight(kill: Kill): Promise<CutResult> {
  const platform = await nightToCut();
  try {
    const first = startChild('night-child.ts', [platform.configPath, ...kill.args]);
    const how = await first.ended;
    expect(first.lines, `${kill.step} ${kill.moment} was never reached`).toContain(kill.says);
    expect(how).toBe(kill.says === 'dying' ? 'SIGKILL' : 0);
    const acknowledged = acknowledgedBy(first);
    if (how === 'SIGKILL') await finish(platform);
    await proveNight(platform, { files: exported(), acknowledged });
    return { acknowledged: new Set(acknowledged).size };
  } finally {
    await platform.close();
  }
}

/** The same at a moment that nobody chose. */
export async function cutNightAfter(delayMs: number): Promise<CutResult & { readonly how: number | string }> {
  const platform = await nightToCut();
  try {
    const first = startChild('night-child.ts', [platform.configPath, 'plain']);
    const timer = setTimeout(() => first.process.kill('SIGKILL'), delayMs);
    const how = await first.ended;
    clearTimeout(timer);
    const acknowledged = acknowledgedBy(first);
    if (how === 'SIGKILL') await finish(platform);
    await proveNight(platform, { files: exported(), acknowledged });
    return { acknowledged: new Set(acknowledged).size, how };
  } finally {
    await platform.close();
  }
}

async function finish(platform: WrittenPlatform): Promise<void> {
  const second = startChild('night-child.ts', [platform.configPath, 'plain']);
  expect(await second.ended).toBe(0);
  expect(second.lines).toContain('done');
}

const exported = (): ReadonlyMap<string, string> =>
  new Map(MAILBOXES.map(([tenant, mailbox, fixture]) => [`${tenant}/${mailbox}`, join(FIXTURES, fixture)]));
