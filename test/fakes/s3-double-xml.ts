/** The XML answers of the S3 double; names are URL-encoded where the request asks for it. */
import type { DoubleBucket, DoubleVersion, S3Habits } from './s3-double-bucket.ts';

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
const PAGE = 1_000;

export function errorXml(code: string): string {
  return `${HEAD}<Error><Code>${code}</Code><RequestId>double</RequestId></Error>`;
}

export function versioningXml(bucket: DoubleBucket): string {
  const status = bucket.versioning ? '<Status>Enabled</Status>' : '';
  return `${HEAD}<VersioningConfiguration>${status}</VersioningConfiguration>`;
}

export function lockXml(): string {
  return `${HEAD}<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>`;
}

export function listXml(bucket: DoubleBucket, query: URLSearchParams, habits: S3Habits): string {
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const found = bucket.all(query.get('prefix') ?? '').filter((one) => bucket.isLatest(one) && !one.marker);
  const rest = found.filter((one) => Buffer.compare(Buffer.from(one.key), Buffer.from(after)) > 0);
  const page = rest.slice(0, habits.pageSize ?? PAGE);
  const next = page.length < rest.length ? page.at(-1) : undefined;
  const entries = shuffled(page, habits).map(
    (one) =>
      `<Contents><Key>${nameOf(one.key, query)}</Key><LastModified>${one.at.toISOString()}</LastModified>` +
      `<Size>${one.bytes.length}</Size></Contents>`,
  );
  const token = next === undefined ? '' : `<NextContinuationToken>${escapeXml(next.key)}</NextContinuationToken>`;
  const body = `<IsTruncated>${next !== undefined}</IsTruncated>${token}${entries.join('')}`;
  return `${HEAD}<ListBucketResult>${body}</ListBucketResult>`;
}

export function versionsXml(bucket: DoubleBucket, query: URLSearchParams, habits: S3Habits): string {
  const found = bucket.all(query.get('prefix') ?? '');
  const [keyMarker, idMarker] = [query.get('key-marker'), query.get('version-id-marker')];
  const at = found.findIndex((one) => one.key === keyMarker && one.id === idMarker);
  const rest = found.slice(at + 1);
  const page = rest.slice(0, habits.pageSize ?? PAGE);
  const next = page.length < rest.length ? page.at(-1) : undefined;
  const entries = shuffled(page, habits).map((one) => {
    const name = one.marker ? 'DeleteMarker' : 'Version';
    const size = one.marker ? '' : `<Size>${one.bytes.length}</Size>`;
    return (
      `<${name}><Key>${nameOf(one.key, query)}</Key><VersionId>${one.id}</VersionId>` +
      `<IsLatest>${bucket.isLatest(one)}</IsLatest><LastModified>${one.at.toISOString()}</LastModified>${size}</${name}>`
    );
  });
  const marker =
    next === undefined
      ? ''
      : `<NextKeyMarker>${nameOf(next.key, query)}</NextKeyMarker><NextVersionIdMarker>${next.id}</NextVersionIdMarker>`;
  const body = `<IsTruncated>${next !== undefined}</IsTruncated>${marker}${entries.join('')}`;
  return `${HEAD}<ListVersionsResult>${body}</ListVersionsResult>`;
}

function shuffled(page: readonly DoubleVersion[], habits: S3Habits): readonly DoubleVersion[] {
  return habits.shufflesLists === true ? page.toReversed() : page;
}

function nameOf(key: string, query: URLSearchParams): string {
  return query.get('encoding-type') === 'url' ? encodeURIComponent(key) : escapeXml(key);
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
