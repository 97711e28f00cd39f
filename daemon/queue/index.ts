/**
 * Limits on how much runs at once: per source (what Exchange or a disk bears) and over all (what this machine bears).
 * Work is never lost here: a job that did not run is planned again from the catalogue at the next start.
 */
export type { JobQueue } from './job-queue.ts';
export { createLocalQueue, type LocalQueueLimits } from './local-queue.ts';
