import { join } from 'node:path';
import { expect } from 'vitest';
import { startChild } from '../fakes/child.ts';
import { FIXTURES } from '../harness/small-platform.ts';
import { type WrittenPlatform, writtenPlatform } from '../harness/written-platform.ts';
import { acknowledgedIn } from './acknowledged.ts';
import type { Kill } from './kill-plan.ts';
import { proveNight } from './prove-night.ts';

/** Two tenants, small and different, so that a night takes seconds and nothing is shared by chance. */
const MAILBOXES = [
  ['acme', 'jean', 'recipients-200.pst'],
  ['acme', 'marie', 'contacts.pst'],
  ['beta', 'jean', 'split-a-2.pst'],
] as const;

/** `limits.mailboxesAtOnce`: each mailbox that is being saved when the process dies may leave one pack behind. */
const AT_ONCE = 2;

/** A platform with these mailboxes, its first night not yet run. */
export async function nightToCut(): Promise<WrittenPlatform> {
  const platform = await writtenPlatform({ heartbeatSeconds: 1 });
  for (const [tenant, mailbox, fixture] of MAILBOXES) await platform.place(tenant, mailbox, fixture);
  return platform;
}

export interface CutResult {
  /** How many snapshots were acknowledged before the last death. */
  readonly acknowledged: number;
  /** Packs in the store that no snapshot needs: sent, and lost with the process that knew of them. */
  readonly orphans: number;
}

/**
 * Cuts a night off as planned, then its continuation where more than one kill is given; lets a last process do what a start
 * does, and proves that nothing is missing or double.
 */
export async function cutNight(...kills: readonly Kill[]): Promise<CutResult> {
  const platform = await nightToCut();
  try {
    let acknowledged: readonly string[] = [];
    for (const kill of kills) {
      const child = startChild('night-child.ts', [platform.configPath, ...kill.args]);
      const how = await child.ended;
      expect(child.lines, `${kill.step} ${kill.moment} was never reached`).toContain(kill.says);
      expect(how).toBe(kill.says === 'dying' ? 'SIGKILL' : 0);
      acknowledged = await stillThere(platform, acknowledged);
    }
    return await finish(platform, acknowledged, kills.length);
  } finally {
    await platform.close();
  }
}

/** How long a night takes that nobody cuts off, from its first mailbox to its end, in ms. */
export async function wholeNight(): Promise<number> {
  const platform = await nightToCut();
  try {
    const child = startChild('night-child.ts', [platform.configPath, 'plain']);
    await child.line('began');
    const startedAt = performance.now();
    expect(await child.ended).toBe(0);
    return performance.now() - startedAt;
  } finally {
    await platform.close();
  }
}

/** Kills at a moment that nobody chose: `delayMs` after the first mailbox began. */
export async function cutNightAfter(delayMs: number): Promise<CutResult & { readonly how: number | string }> {
  const platform = await nightToCut();
  try {
    const child = startChild('night-child.ts', [platform.configPath, 'plain']);
    await child.line('began');
    const timer = setTimeout(() => child.process.kill('SIGKILL'), delayMs);
    const how = await child.ended;
    clearTimeout(timer);
    const acknowledged = await stillThere(platform, []);
    return { ...(await finish(platform, acknowledged, 1)), how };
  } finally {
    await platform.close();
  }
}

async function stillThere(platform: WrittenPlatform, before: readonly string[]): Promise<readonly string[]> {
  const now = await acknowledgedIn(join(platform.root, 'state'));
  expect(now).toEqual(expect.arrayContaining([...before]));
  return now;
}

async function finish(platform: WrittenPlatform, acknowledged: readonly string[], deaths: number): Promise<CutResult> {
  const last = startChild('night-child.ts', [platform.configPath, 'plain']);
  expect(await last.ended).toBe(0);
  expect(last.lines).toContain('done');
  const { orphans } = await proveNight(platform, { files: exported(), acknowledged });
  expect(orphans).toBeLessThanOrEqual(deaths * AT_ONCE);
  return { acknowledged: acknowledged.length, orphans };
}

const exported = (): ReadonlyMap<string, string> =>
  new Map(MAILBOXES.map(([tenant, mailbox, fixture]) => [`${tenant}/${mailbox}`, join(FIXTURES, fixture)]));
