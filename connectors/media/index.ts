/**
 * Carriers that are handed to a client: mounted volumes, written and read back.
 *
 * `openMountedVolume` takes a mount point and refuses whatever is not a carrier of its own: a plain folder, the system's
 * mounts, part of a file system, a disk that holds our state or the vault. `isSerialOf` compares what somebody typed with
 * what the device says. A `Volume` writes whole files (each one and its folder on storage before `write` resolves), reads
 * them past the page cache where the file system lets it and says whether it did, and is never left by a link or by `..`:
 * paths are checked, and everything goes through a descriptor of the root, so that a volume which is pulled out or unmounted
 * gives MEDIA_GONE and nothing lands on the disk below its mount point. `remountReadOnly` unmounts and mounts again.
 *
 * `MemoryVolume` is the reference for tests and breaks the promises it is told to; both pass `conformance.ts`.
 *
 * Not here: what is written, in which order, and what the read-back is compared with (pipelines/write-medium,
 * verify-medium); encryption of carriers; partitions and file systems, which are never made, changed or formatted. Linux only.
 */
export { mediaError } from './errors.ts';
export { type IdentifyOptions, isSerialOf, namesOf } from './identify-volume.ts';
export { listCarriers } from './list-carriers.ts';
export { checkMediumPath, mediumPathProblem } from './medium-path.ts';
export { MemoryVolume, type MemoryVolumeOptions, type VolumeFault } from './memory-volume.ts';
export { openMountedVolume } from './mounted-volume.ts';
export { remountReadOnly } from './remount.ts';
export { MAX_ENTRIES, type Volume, type VolumeEntry, type VolumeFacts, type VolumeReading } from './volume.ts';
