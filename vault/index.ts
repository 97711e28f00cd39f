/**
 * The vault: encrypted, deduplicated snapshots of mailboxes and of what packages add to them, on an object store, format 0
 * (docs/vault-format.md).
 *
 * `createVault` and `openVault` give a `Vault` (vault.ts, the port). Writing: `begin` finds or makes the mailbox's keys
 * (`keyring`), reads its past manifests (`history`) and loads what is stored already (`load-index`); `addPart` cuts the file
 * (`cut-file`, `chunker`), skips known chunks and seals the others into packs (`pack-writer`); `commit` decodes everything
 * from the store (`prove-streams`), stores the index (`write-segments`), then the manifest, which is the commit (`commit`).
 * Reading: `snapshot-reader` goes from the manifest to recipes, chunks and ranges of packs; each chunk is authenticated by its
 * tag and by its id. `check` believes nothing that it has not read.
 *
 * Data of one tenant is sealed under keys of that tenant only; refs, names and paths lead nowhere without them. Every object is
 * write-once, and for each there is another one that tells its loss: manifests for packs, segments and the notes they
 * expect, later manifests and notes for manifests, witnesses for all other notes and for acts.
 *
 * Erasing: `erase-inventory` lists every copy of a tenant, `erase-tenant` destroys its keys first and then the rest, between
 * marks (`erase-marks`) that say for ever whose keys are gone; `erase-check` tells when one of them comes back.
 *
 * What it does not do: take leases, keep a catalogue, know what a PST is, decide what is kept, lock objects or collect
 * unreferenced packs, retry a store call that failed (the retrying store does).
 */
export type * from './erase-port.ts';
export { vaultError } from './errors.ts';
export { type KitDescription, makeKit, masterKeyFingerprint, parseKit } from './kit.ts';
export * from './manifest.ts';
export * from './notes.ts';
export { createVault, openVault, openVaultForCheck, type VaultOptions } from './open-vault.ts';
export * from './vault.ts';
