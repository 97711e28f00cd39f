/** Every place where a night is cut off on purpose: the rows of the night's trace (docs/architecture.md). */

/** Steps of one mailbox part and of the run, in the order in which they happen. */
export const STEPS = [
  'run-opened',
  'lease-granted',
  'export-fetched',
  'pack-sealed',
  'pack-put',
  'pack-confirmed',
  'decoded',
  'segment-put',
  'manifest-put',
  'manifest-confirmed',
  'verdict-put',
  'verification-put',
  'catalogued',
  'remote-removed',
  'spool-removed',
  'run-closed',
] as const;

/** What the keys of each kind of object hold, so that the reply to its put can get lost. */
const PUTS = {
  'pack-put': 'packs/',
  'segment-put': 'index/',
  'manifest-put': 'snapshots/',
  'verdict-put': '/verdict-',
  'verification-put': '/verification-',
} as const;

export interface Kill {
  /** The row of the table. */
  readonly step: string;
  readonly moment: string;
  /** Arguments of test/children/night-child.ts after the configuration. */
  readonly args: readonly string[];
  /** What the child says when it got there. */
  readonly says: 'dying' | 'lost';
}

/** Run-wide steps happen once a night. Two mailboxes are saved at once: only the third has acknowledged snapshots before it. */
function occurrences(step: string): readonly string[] {
  return step.startsWith('run-') ? ['1'] : ['1', '3'];
}

export function allKills(): readonly Kill[] {
  const steps = STEPS.flatMap((step) =>
    (['before', 'after'] as const).flatMap((moment) =>
      occurrences(step).map((nth): Kill => {
        return { step, moment: `${moment} #${nth}`, args: ['kill', step, moment, nth], says: 'dying' };
      }),
    ),
  );
  const replies = Object.entries(PUTS).flatMap(([step, part]) =>
    (['lost-kill', 'lost'] as const).flatMap((mode) =>
      occurrences(step).map((nth): Kill => {
        const moment = `reply lost${mode === 'lost' ? '' : ', killed'} #${nth}`;
        return { step, moment, args: [mode, part, nth], says: mode === 'lost' ? 'lost' : 'dying' };
      }),
    ),
  );
  return [...steps, ...replies];
}

/**
 * A death and another one of its continuation. The first comes before the commit of its mailbox, so that every step of a
 * mailbox is still ahead of the second process, for which it is the first time again.
 */
export function pairsOf(count: number, random: () => number): readonly (readonly [Kill, Kill])[] {
  const deadly = allKills().filter((kill) => kill.says === 'dying');
  const committed = deadly.findIndex((kill) => kill.step === 'manifest-put' && kill.moment.startsWith('after'));
  const seconds = deadly.filter((kill) => kill.moment.endsWith('#1') && kill.step !== 'run-opened');
  const pairs = deadly.slice(0, committed).flatMap((first) => seconds.map((second) => [first, second] as const));
  return sampleOf(pairs, count, random);
}

/** A generator of numbers in [0, 1) that gives the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` of them, each once, chosen by the seed. */
export function sampleOf<T>(all: readonly T[], count: number, random: () => number): readonly T[] {
  const left = [...all];
  return Array.from({ length: Math.min(count, left.length) }, () =>
    left.splice(Math.floor(random() * left.length), 1),
  ).flat();
}
