/** Bags as somebody without Coffre handles them: checked by coreutils, damaged, and made to agree with themselves again. */
import { spawnSync } from 'node:child_process';
import { open, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { system } from './loop-volume.ts';

const HASHES = ['sha256', 'sha512'] as const;
/** The lists of a bag; each is checked with `<hash>sum -c`. */
const LISTS = HASHES.flatMap((hash) =>
  [`manifest-${hash}.txt`, `tagmanifest-${hash}.txt`].map((name) => [hash, name] as const),
);

export interface ByHand {
  /** Paths that every list of their kind found equal, without repetition. */
  readonly equal: readonly string[];
  /** `list: path`, of files that differ or are missing. */
  readonly wrong: readonly string[];
  /** Files of the bag that no list names but the tag manifests themselves. */
  readonly unnamed: readonly string[];
}

/** What `sha256sum -c` and `sha512sum -c` say of the four lists of one bag. */
export async function checkByHand(bag: string): Promise<ByHand> {
  const equal = new Set<string>();
  const wrong: string[] = [];
  for (const [hash, list] of LISTS) {
    const { status, stdout } = spawnSync(`${hash}sum`, ['--strict', '--check', list], {
      cwd: bag,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    });
    const lines = stdout.split('\n').filter((one) => one !== '');
    const failed = lines.filter((one) => !one.endsWith(': OK'));
    for (const one of lines) if (one.endsWith(': OK')) equal.add(one.slice(0, -': OK'.length));
    wrong.push(...failed.map((one) => `${list}: ${one.replace(/: FAILED.*$/, '')}`));
    if (status !== 0 && failed.length === 0) wrong.push(`${list}: unreadable`);
  }
  const unnamed = (await filesBelow(bag)).filter((one) => !equal.has(one) && !one.startsWith('tagmanifest-'));
  return { equal: [...equal], wrong, unnamed };
}

/** Names of the bags in a folder. */
export async function bagsIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((one) => one.isDirectory() && one.name.startsWith('coffre-')).map((one) => one.name);
}

/** Paths of all files, in byte order. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const found = await system('sh', '-c', 'cd "$1" && find . -type f -printf "%P\\n" | LC_ALL=C sort', 'sh', folder);
  return found.split('\n').filter((one) => one !== '');
}

/** Changes one bit in the middle. */
export async function changeByte(path: string): Promise<void> {
  const file = await open(path, 'r+');
  const at = Math.floor((await file.stat()).size / 2);
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, at);
  await file.write(Buffer.of((buffer[0] ?? 0) ^ 1), 0, 1, at);
  await file.close();
}

/** Takes line `at` (from 0) out of a text. RangeError where there is none. */
export async function dropLine(path: string, at: number): Promise<void> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  if (at >= lines.length - 1) throw new RangeError(`${path} has no line ${at}`);
  await writeFile(path, lines.toSpliced(at, 1).join('\n'));
}

/** Takes record `at` out of a class of the configuration, as somebody with an editor would. RangeError where there is none. */
export async function dropRecord(path: string, at: number): Promise<void> {
  const { records, ...rest } = JSON.parse(await readFile(path, 'utf8')) as { records: unknown[] };
  if (at >= records.length) throw new RangeError(`${path} has no record ${at}`);
  await writeFile(path, `${JSON.stringify({ ...rest, records: records.toSpliced(at, 1) })}\n`);
}

/**
 * Makes a damaged package agree with itself: manifests, `Payload-Oxum`, tag manifests, `bags.json` in the index bag, and the lists
 * beside the bags. Whoever has the carrier, coreutils and time can do this.
 */
export async function forgePackage(folder: string): Promise<void> {
  const bags = await bagsIn(folder);
  const index = bags.toSorted((a, b) => a.length - b.length)[0] ?? '';
  for (const bag of bags) if (bag !== index) await forgeBag(join(folder, bag));
  const path = join(folder, index, 'data/bags.json');
  const listed = JSON.parse(await readFile(path, 'utf8')) as {
    bags: { name: string; payloadOxum: string; tagManifestSha512: string }[];
  };
  for (const one of listed.bags) {
    one.payloadOxum = await oxumOf(join(folder, one.name));
    one.tagManifestSha512 = await rootOf(join(folder, one.name));
  }
  await writeFile(path, `${JSON.stringify(listed)}\n`);
  await forgeBag(join(folder, index));
  for (const hash of HASHES) await listFiles(folder, hash, `${hash.toUpperCase()}SUMS`, '-path "./coffre-*"');
}

/** SHA-512 of `tagmanifest-sha512.txt`: of the index bag it is the root of the package. */
export async function rootOf(bag: string): Promise<string> {
  return (await system('sha512sum', join(bag, 'tagmanifest-sha512.txt'))).slice(0, 128);
}

async function forgeBag(bag: string): Promise<void> {
  for (const hash of HASHES) await listFiles(bag, hash, `manifest-${hash}.txt`, '-path "./data/*"');
  const info = join(bag, 'bag-info.txt');
  const text = await readFile(info, 'utf8');
  await writeFile(info, text.replace(/^Payload-Oxum: .*$/m, `Payload-Oxum: ${await oxumOf(bag)}`));
  for (const hash of HASHES)
    await listFiles(bag, hash, `tagmanifest-${hash}.txt`, '-not -path "./data/*" -not -name "tagmanifest-*"');
}

/** Writes `<hash>sum` of the files that `find` gives with these tests. */
async function listFiles(folder: string, hash: string, name: string, tests: string): Promise<void> {
  const script = `cd "$1" && find . -type f ${tests} -printf "%P\\n" | LC_ALL=C sort | xargs -d "\\n" ${hash}sum > "$2.new" && mv "$2.new" "$2"`;
  await system('sh', '-c', script, 'sh', folder, name);
}

async function oxumOf(bag: string): Promise<string> {
  const script = 'cd "$1/data" && find . -type f -printf "%s\\n" | awk \'{ bytes += $1 } END { print bytes "." NR }\'';
  return (await system('sh', '-c', script, 'sh', bag)).trim();
}
