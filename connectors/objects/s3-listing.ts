import {
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type S3Client,
  type DeleteMarkerEntry as VersionRow,
} from '@aws-sdk/client-s3';
import { objectsError } from './errors.ts';
import { isKey } from './object-key.ts';
import type { ObjectEntry, ObjectVersion } from './object-store.ts';

/** Pages without a single entry that are followed before the server is believed to turn in a circle. */
const MAX_EMPTY_PAGES = 100;

export interface S3ListOptions {
  readonly client: S3Client;
  readonly bucket: string;
  /** Before every key in the bucket; cut off again here. */
  readonly base: string;
  readonly prefix: string;
  readonly after?: string | undefined;
  readonly signal: AbortSignal;
  /** Told of names below `base` that no key can have; they are left out. */
  readonly onForeign: (name: string) => void;
}

/** Current objects in byte order, page after page; a key out of order or twice is OBJECTS_CORRUPT. */
export async function* listS3(options: S3ListOptions): AsyncGenerator<ObjectEntry> {
  const { client, bucket, base, prefix, after, signal } = options;
  const ahead = followPages(bucket);
  let token: string | undefined;
  let last = '';
  do {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: base + prefix,
        EncodingType: 'url',
        ...(after === undefined ? {} : { StartAfter: base + after }),
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
      { abortSignal: signal },
    );
    for (const { Key, Size, LastModified } of page.Contents ?? []) {
      const key = ownKey(options, Key);
      if (key === null) continue;
      if (key <= last) throw disorder(key, last);
      last = key;
      yield { key, size: sizeOf(key, Size), modifiedAt: dateOf(key, LastModified) };
    }
    token = page.IsTruncated === true ? ahead(page.NextContinuationToken, page.Contents?.length ?? 0) : undefined;
  } while (token !== undefined);
}

/** Versions and delete markers: keys in byte order, the newest of each key first. */
export async function* listS3Versions(options: S3ListOptions): AsyncGenerator<ObjectVersion> {
  const { client, bucket, base, prefix, signal } = options;
  const ahead = followPages(bucket);
  let marker: { key: string; version: string | undefined } | undefined;
  let last = '';
  let seen = new Set<string | null>();
  do {
    const page = await client.send(
      new ListObjectVersionsCommand({
        Bucket: bucket,
        Prefix: base + prefix,
        EncodingType: 'url',
        ...(marker === undefined ? {} : { KeyMarker: marker.key }),
        ...(marker?.version === undefined ? {} : { VersionIdMarker: marker.version }),
      }),
      { abortSignal: signal },
    );
    const rows = [
      ...versionsOf(options, page.Versions ?? [], false),
      ...versionsOf(options, page.DeleteMarkers ?? [], true),
    ];
    // The SDK parts versions from markers; within a key the newest comes first again, as the server had it.
    for (const row of rows.sort(byKeyThenAge)) {
      if (row.key < last) throw disorder(row.key, last);
      if (row.key !== last) seen = new Set();
      if (seen.has(row.versionId)) throw disorder(row.key, last);
      seen.add(row.versionId);
      last = row.key;
      yield row;
    }
    marker = undefined;
    if (page.IsTruncated === true) {
      const key = page.NextKeyMarker === undefined ? '' : decode(page.NextKeyMarker);
      ahead(`${key}\n${page.NextVersionIdMarker ?? ''}`, rows.length);
      marker = { key, version: page.NextVersionIdMarker };
    }
  } while (marker !== undefined);
}

/** The rows of one kind on a page, which must come in the order of their keys. */
function versionsOf(
  options: S3ListOptions,
  rows: readonly (VersionRow & { readonly Size?: number | undefined })[],
  isDeleteMarker: boolean,
): ObjectVersion[] {
  const versions: ObjectVersion[] = [];
  for (const { Key, VersionId, Size, LastModified, IsLatest } of rows) {
    const key = ownKey(options, Key);
    if (key === null) continue;
    const last = versions.at(-1)?.key ?? '';
    if (key < last) throw disorder(key, last);
    versions.push({
      key,
      versionId: versionIdOf(VersionId),
      size: isDeleteMarker ? 0 : sizeOf(key, Size),
      modifiedAt: dateOf(key, LastModified),
      isLatest: IsLatest === true,
      isDeleteMarker,
    });
  }
  return versions;
}

/** A version id as the port says it: servers call the one version of an unversioned object "null". */
export function versionIdOf(versionId: string | undefined): string | null {
  return versionId === undefined || versionId === '' || versionId === 'null' ? null : versionId;
}

/** Says where to go on, and refuses a server that leads in a circle. */
function followPages(bucket: string): (next: string | undefined, entries: number) => string {
  let before: string | undefined;
  let empty = 0;
  return (next, entries) => {
    empty = entries === 0 ? empty + 1 : 0;
    if (next === undefined || next === '\n' || next === '' || next === before || empty > MAX_EMPTY_PAGES) {
      throw objectsError('OBJECTS_UNAVAILABLE', `${bucket}: the list says that it goes on, and does not`);
    }
    before = next;
    return next;
  };
}

function ownKey(options: S3ListOptions, encoded: string | undefined): string | null {
  const name = decode(encoded ?? '');
  if (!name.startsWith(options.base + options.prefix)) {
    throw objectsError(
      'OBJECTS_CORRUPT',
      `${options.bucket}: the list holds names outside the prefix that was asked for`,
    );
  }
  const key = name.slice(options.base.length);
  if (isKey(key)) return key;
  options.onForeign(name);
  return null;
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    return encoded;
  }
}

function byKeyThenAge(a: ObjectVersion, b: ObjectVersion): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  if (a.isLatest !== b.isLatest) return a.isLatest ? -1 : 1;
  return b.modifiedAt.getTime() - a.modifiedAt.getTime();
}

function sizeOf(key: string, size: number | undefined): number {
  if (size !== undefined && Number.isSafeInteger(size) && size >= 0) return size;
  throw objectsError('OBJECTS_CORRUPT', `${key}: the list has no size for it`);
}

function dateOf(key: string, date: Date | undefined): Date {
  if (date !== undefined && !Number.isNaN(date.getTime())) return date;
  throw objectsError('OBJECTS_CORRUPT', `${key}: the list has no date for it`);
}

function disorder(key: string, last: string): Error {
  return objectsError('OBJECTS_CORRUPT', `the list is out of order: ${key} after ${last}`, {
    hint: 'The store lists unreliably: coffre doctor store.',
  });
}
