import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TenantId } from '../../domain/index.ts';
import { fileNameProblem, foldName, matchesPattern, printableName, stemOf } from './file-name.ts';
import type { DiscoveryFinding } from './mailbox-source.ts';

/** Which file is whose. The first rule that matches a file wins. */
export interface FolderRule {
  /** Path below the source's folder, `/` between names; `*` and `?` match within a name. */
  readonly file: string;
  readonly tenant: TenantId;
  /** The mailbox; the file's stem where absent. */
  readonly mailbox?: string | undefined;
  readonly kind: 'primary' | 'archive';
}

export interface LocatedFile {
  readonly tenant: TenantId;
  readonly mailbox: string;
  readonly kind: 'primary' | 'archive';
  readonly path: string;
  readonly bytes: number;
}

export interface FolderScan {
  readonly files: readonly LocatedFile[];
  readonly findings: readonly DiscoveryFinding[];
}

/** More entries than this in one folder is no folder of mailboxes: listing stops with a finding. */
const MAX_ENTRIES = 100_000;

/**
 * Every plain file that a rule of these tenants names, below `root` (a real path). Links, odd file types and hostile names
 * become findings and are never followed; two files for one mailbox part are ambiguous and neither is taken. Rules of
 * tenants not asked for still claim their files, so that no file ever changes its owner with the question.
 */
export async function scanFolder(
  root: string,
  rules: readonly FolderRule[],
  tenants: ReadonlySet<TenantId>,
  signal: AbortSignal,
): Promise<FolderScan> {
  const findings: DiscoveryFinding[] = [];
  const claimed = new Set<string>();
  const parts = new Map<string, LocatedFile | 'ambiguous'>();
  for (const rule of rules) {
    const scan = new RuleScan(rule, findings, signal);
    for (const path of await scan.expand(root)) {
      if (claimed.has(path)) continue;
      claimed.add(path);
      const file = await scan.locate(path);
      if (file === null) continue;
      const key = `${file.tenant}\0${foldName(file.mailbox)}\0${file.kind}`;
      const other = parts.get(key);
      if (other === undefined) parts.set(key, file);
      else {
        parts.set(key, 'ambiguous');
        const message = 'two files name the same mailbox (case and accents do not tell them apart): neither is saved';
        findings.push({ code: 'ambiguous', tenant: rule.tenant, subject: printableName(file.mailbox), message });
      }
    }
  }
  const files = [...parts.values()].filter((one) => one !== 'ambiguous' && tenants.has(one.tenant));
  const mine = findings.filter((one) => one.tenant === null || tenants.has(one.tenant));
  return { files: (files as LocatedFile[]).sort(byPath), findings: mine };
}

const byPath = (a: LocatedFile, b: LocatedFile): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

class RuleScan {
  readonly #rule: FolderRule;
  readonly #findings: DiscoveryFinding[];
  readonly #signal: AbortSignal;

  constructor(rule: FolderRule, findings: DiscoveryFinding[], signal: AbortSignal) {
    this.#rule = rule;
    this.#findings = findings;
    this.#signal = signal;
  }

  /** Paths that match the rule, folder by folder, links never followed. */
  async expand(root: string): Promise<readonly string[]> {
    const segments = this.#rule.file.split('/');
    let level = [root];
    for (const [index, segment] of segments.entries()) {
      const isFile = index === segments.length - 1;
      const next: string[] = [];
      for (const dir of level) next.push(...(await this.#children(dir, segment, isFile)));
      level = next;
    }
    return level;
  }

  async #children(dir: string, pattern: string, isFile: boolean): Promise<string[]> {
    const found: string[] = [];
    for (const name of await this.#names(dir, pattern)) {
      const path = join(dir, name);
      const problem = fileNameProblem(name);
      if (problem !== null) {
        this.#find('hostile-name', name, problem);
        continue;
      }
      if (!isFile) {
        const stat = await lstat(path).catch(() => null);
        if (stat === null) continue;
        if (!stat.isDirectory()) {
          this.#find('not-a-file', name, stat.isSymbolicLink() ? 'a symbolic link to a folder: refused' : 'no folder');
          continue;
        }
      }
      found.push(path);
    }
    return found;
  }

  async #names(dir: string, pattern: string): Promise<string[]> {
    if (!/[*?]/.test(pattern)) return [pattern];
    const names: string[] = [];
    let entries = 0;
    const listing = await opendir(dir).catch((error: unknown) => {
      if ((error as { readonly code?: unknown }).code !== 'ENOENT')
        this.#find('unreadable', dir, 'the folder cannot be listed');
      return null;
    });
    if (listing === null) return names;
    for await (const entry of listing) {
      this.#signal.throwIfAborted();
      if (++entries > MAX_ENTRIES) {
        this.#find('unreadable', dir, `more than ${MAX_ENTRIES} entries in one folder`);
        break;
      }
      if (matchesPattern(pattern, entry.name)) names.push(entry.name);
    }
    return names.sort();
  }

  /** The file at a path, or null with a finding (none where it simply is not there). */
  async locate(path: string): Promise<LocatedFile | null> {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const stat = await lstat(path).catch(() => null);
    if (stat === null) return null;
    if (!stat.isFile()) {
      this.#find('not-a-file', name, stat.isSymbolicLink() ? 'a symbolic link: refused' : 'no plain file: refused');
      return null;
    }
    const { tenant, kind, mailbox } = this.#rule;
    return { tenant, kind, mailbox: mailbox ?? stemOf(name), path, bytes: stat.size };
  }

  #find(code: DiscoveryFinding['code'], subject: string, message: string): void {
    this.#findings.push({ code, tenant: this.#rule.tenant, subject: printableName(subject), message });
  }
}
