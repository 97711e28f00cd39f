import { CodedError } from '../core/index.ts';
import { type PstCode, pstError } from './errors.ts';
import type { PstFinding, PstLayer } from './finding.ts';

/** More findings than this are counted but not kept: a file of zeros would otherwise fill memory. */
const KEPT = 10_000;

/** Whose bytes are being read, where that is known: added to findings that do not say it themselves. */
export type FindingScope = Pick<PstFinding, 'folder' | 'nid' | 'subject'>;

/** Where every layer says what is wrong. Equal findings are reported once. */
export class FindingSink {
  readonly strict: boolean;
  readonly findings: PstFinding[] = [];
  /** Set only by readers that do one thing at a time. */
  scope: FindingScope = {};
  readonly #onFinding: ((finding: PstFinding) => void) | undefined;
  readonly #seen = new Set<string>();
  #total = 0;
  #errors = 0;
  #damage = 0;

  constructor(options: { readonly strict: boolean; readonly onFinding?: ((finding: PstFinding) => void) | undefined }) {
    this.strict = options.strict;
    this.#onFinding = options.onFinding;
  }

  get total(): number {
    return this.#total;
  }

  get errors(): number {
    return this.#errors;
  }

  /** Rises at every error met, repeated ones too: whoever read something while it rose has not read it whole. */
  get damageSeen(): number {
    return this.#damage;
  }

  /** Records a finding; in strict mode an error is thrown. */
  report(found: PstFinding): void {
    const finding: PstFinding = { ...this.scope, ...found };
    if (this.strict && finding.severity === 'error') throw errorOf(finding);
    if (finding.severity === 'error') this.#damage++;
    const key = `${finding.code} ${finding.offset} ${finding.nid} ${finding.folder} ${finding.message}`;
    if (this.#seen.has(key)) return;
    if (this.#seen.size < KEPT) this.#seen.add(key);
    this.#total++;
    if (finding.severity === 'error') this.#errors++;
    if (this.findings.length < KEPT) {
      this.findings.push(finding);
      this.#onFinding?.(finding);
    }
  }

  error(code: PstCode, layer: PstLayer, offset: number | null, message: string): void {
    this.report({ severity: 'error', code, layer, offset, message });
  }

  warn(code: PstCode, layer: PstLayer, offset: number | null, message: string): void {
    this.report({ severity: 'warning', code, layer, offset, message });
  }

  /** Records an error and throws it in either mode: there is nothing to go on with. `isDamage` tells it from surprises. */
  fail(code: PstCode, layer: PstLayer, offset: number | null, message: string): never {
    const finding: PstFinding = { severity: 'error', code, layer, offset, message };
    this.report(finding);
    throw errorOf(finding);
  }

  /**
   * Answers what `work` gives; where damage stops it, the damage is a finding already: strict mode throws it on, salvage mode
   * answers `fallback`.
   */
  async salvage<T>(work: () => Promise<T>, fallback: T): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (this.strict || !isDamage(error)) throw error;
      return fallback;
    }
  }
}

function errorOf(finding: PstFinding): CodedError {
  return pstError(finding.code, finding.message, { facts: { layer: finding.layer, offset: finding.offset } });
}

/** True for damage that salvage mode steps over; false for a failing source, an abort, an exhausted work limit, a defect. */
export function isDamage(error: unknown): error is CodedError {
  return (
    error instanceof CodedError &&
    error.code.startsWith('PST_') &&
    error.code !== 'PST_READ' &&
    error.facts['exhausted'] !== true
  );
}
