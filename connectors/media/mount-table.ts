/** One line of /proc/self/mountinfo (proc(5)). */
export interface Mount {
  /** `major:minor` of files on it. */
  readonly deviceNumber: string;
  /** The folder of the file system that is shown; `/` unless part of it is mounted elsewhere. */
  readonly root: string;
  readonly mountPoint: string;
  readonly options: readonly string[];
  readonly fileSystem: string;
  readonly source: string;
  readonly superOptions: readonly string[];
}

/** `\040` and the like, as the kernel writes space, tab, line feed and backslash. */
const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));

/** The mounts in the order of the table: where two share a mount point, the later one lies on top. Lines of another form are left out. */
export function parseMountTable(text: string): readonly Mount[] {
  return text.split('\n').flatMap((line) => {
    const [left = '', right = ''] = line.split(' - ', 2);
    const [, , deviceNumber, root, mountPoint, options] = left.split(' ');
    const [fileSystem, source, superOptions] = right.split(' ');
    if (deviceNumber === undefined || root === undefined || mountPoint === undefined || options === undefined)
      return [];
    if (fileSystem === undefined || source === undefined || superOptions === undefined) return [];
    return [
      {
        deviceNumber,
        root: unescaped(root),
        mountPoint: unescaped(mountPoint),
        options: options.split(','),
        fileSystem,
        source: unescaped(source),
        superOptions: superOptions.split(','),
      },
    ];
  });
}

/** The mount that is seen at this very path, or undefined where the path is a folder like any other. */
export function mountAt(mounts: readonly Mount[], path: string): Mount | undefined {
  return mounts.findLast((one) => one.mountPoint === path);
}

/** Places that belong to the running system, with all below them. */
const SYSTEM_TREES = ['bin', 'boot', 'dev', 'efi', 'etc', 'lib', 'lib64', 'nix', 'proc', 'sbin', 'snap', 'sys', 'usr'];
const SYSTEM_BELOW = ['/var/lib', '/var/log', '/var/cache', '/var/spool'];
/** Places where the system keeps data of its own, and below which a carrier may be mounted all the same. */
const SYSTEM_POINTS = ['/', '/home', '/opt', '/root', '/run', '/srv', '/tmp', '/var', '/var/tmp'];

/** True for a mount point that no carrier has. */
export function isSystemPoint(mountPoint: string): boolean {
  const below = (tree: string): boolean => mountPoint === tree || mountPoint.startsWith(`${tree}/`);
  if (SYSTEM_POINTS.includes(mountPoint)) return true;
  return SYSTEM_TREES.some((one) => below(`/${one}`)) || SYSTEM_BELOW.some(below);
}

/** `major:minor` of a `st_dev` (makedev(3) of Linux, for numbers below 2^32). */
export function deviceNumberOf(dev: number): string {
  const major = (dev >>> 8) & 0xfff;
  const minor = (dev & 0xff) | ((dev >>> 12) & 0xfff00);
  return `${major}:${minor}`;
}
