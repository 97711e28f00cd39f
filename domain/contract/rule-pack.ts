import { isLocalDate, type LocalDate } from './local-date.ts';
import contractFr from './packs/contract-fr.json' with { type: 'json' };
import draftCom2025837 from './packs/draft-com-2025-837.json' with { type: 'json' };
import eu2016679 from './packs/eu-2016-679.json' with { type: 'json' };
import eu20232854 from './packs/eu-2023-2854.json' with { type: 'json' };
import fr2024449 from './packs/fr-2024-449.json' with { type: 'json' };
import frCcag2021 from './packs/fr-ccag-2021.json' with { type: 'json' };
import frConso215 from './packs/fr-conso-215.json' with { type: 'json' };

export type RuleValue = number | string | boolean | readonly number[];

/**
 * Dated rules as data (contract.md § 8.2): what a text says from one day to another. A change of the law is a new version
 * of its pack with its own dates; a published version is never edited.
 */
export interface RulePack {
  readonly id: string;
  readonly version: number;
  readonly jurisdiction: string;
  /** First and last day of validity; null: open (the contract's own text binds whoever signed it, whatever the day). */
  readonly effectiveFrom: LocalDate | null;
  readonly effectiveTo: LocalDate | null;
  readonly source: string;
  /** Counsel who compared the rules with the official text; null until somebody did. */
  readonly reviewedBy: string | null;
  readonly reviewedOn: LocalDate | null;
  /** `draft`: may be simulated, never invoiced. */
  readonly status: 'draft' | 'reviewed' | 'in-force';
  readonly rules: Readonly<Record<string, RuleValue>>;
}

const STATUSES: readonly string[] = ['draft', 'reviewed', 'in-force'] satisfies readonly RulePack['status'][];

/** Checks a pack as it is read from JSON; a TypeError names what is wrong with it. */
export function rulePack(data: unknown): RulePack {
  const pack = data as RulePack;
  const day = (date: unknown): boolean => date === null || (typeof date === 'string' && isLocalDate(date));
  const text = (value: unknown): boolean => typeof value === 'string' && value.length > 0;
  const value = (rule: unknown): boolean =>
    typeof rule === 'string' ||
    typeof rule === 'boolean' ||
    Number.isSafeInteger(rule) ||
    (Array.isArray(rule) && rule.every((one) => Number.isSafeInteger(one)));
  const checks: Readonly<Record<string, boolean>> = {
    id: text(pack.id) && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(pack.id),
    version: Number.isSafeInteger(pack.version) && pack.version > 0,
    jurisdiction: text(pack.jurisdiction),
    source: text(pack.source),
    effectiveFrom: day(pack.effectiveFrom),
    effectiveTo: day(pack.effectiveTo) && (pack.effectiveTo ?? '9999') >= (pack.effectiveFrom ?? ''),
    // who reviewed and when stand together, and nothing is `reviewed` by nobody
    review: day(pack.reviewedOn) && (pack.reviewedBy === null) === (pack.reviewedOn === null),
    status: STATUSES.includes(pack.status) && (pack.status !== 'reviewed' || text(pack.reviewedBy)),
    rules: typeof pack.rules === 'object' && pack.rules !== null && Object.values(pack.rules).every(value),
  };
  const wrong = Object.entries(checks).flatMap(([name, ok]) => (ok ? [] : [name]));
  if (wrong.length > 0) throw new TypeError(`rule pack ${JSON.stringify(pack.id)}: ${wrong.join(', ')}`);
  return pack;
}

/** The packs that Coffre brings, every version of each. None of the laws' has been reviewed by counsel. */
export const packs: readonly RulePack[] = [
  ...contractFr,
  ...eu20232854,
  ...fr2024449,
  ...eu2016679,
  ...frCcag2021,
  ...frConso215,
  ...draftCom2025837,
].map(rulePack);

/** How results cite a pack: `id@version`. */
export function packRef({ id, version }: Pick<RulePack, 'id' | 'version'>): string {
  return `${id}@${version}`;
}

export interface PackChoice {
  /** Instead of those that Coffre brings. */
  readonly among?: readonly RulePack[];
  /** Drafts count too, and before the others: for a simulation. */
  readonly simulate?: boolean;
}

/** The version of a pack in force on the relevant day, the highest where several are; null where none is. */
export function packAt(
  id: string,
  date: LocalDate,
  { among = packs, simulate = false }: PackChoice = {},
): RulePack | null {
  const found = among.filter(
    (pack) =>
      pack.id === id &&
      (simulate || pack.status !== 'draft') &&
      (pack.effectiveFrom ?? date) <= date &&
      (pack.effectiveTo ?? date) >= date,
  );
  const rank = (pack: RulePack): number => pack.version + (pack.status === 'draft' ? Number.MAX_SAFE_INTEGER / 2 : 0);
  return found.toSorted((a, b) => rank(b) - rank(a))[0] ?? null;
}

/** A length or an amount of a pack; a RangeError where the pack has none of this name. */
export function numberRule(pack: RulePack, name: string): number {
  const value = pack.rules[name];
  if (typeof value !== 'number') throw new RangeError(`${packRef(pack)} has no number ${name}`);
  return value;
}

/** The same for a list of numbers. */
export function numbersRule(pack: RulePack, name: string): readonly number[] {
  const value = pack.rules[name];
  if (!Array.isArray(value)) throw new RangeError(`${packRef(pack)} has no list ${name}`);
  return value;
}

const contract = rulePack(contractFr[0]);

/** The contract's own pack, as derivations cite it. */
export const CONTRACT_PACK = packRef(contract);

/** The lengths and amounts that the contract's text states (contract.md § 2). */
export const contractRules = {
  initialMonths: numberRule(contract, 'initialMonths'),
  renewalMonths: numberRule(contract, 'renewalMonths'),
  refuseDays: numberRule(contract, 'refuseDays'),
  disputeDays: numberRule(contract, 'disputeDays'),
  slaClaimDays: numberRule(contract, 'slaClaimDays'),
  askDays: numberRule(contract, 'askDays'),
  performDays: numberRule(contract, 'performDays'),
  suspensionDays: numberRule(contract, 'suspensionDays'),
  reminderDays: numbersRule(contract, 'reminderDays'),
  eraseDays: numberRule(contract, 'eraseDays'),
  feeCents: numberRule(contract, 'feeCents'),
  feeMailboxes: numberRule(contract, 'feeMailboxes'),
  slaCreditBp: numbersRule(contract, 'slaCreditBp'),
  slaDownPermille: numbersRule(contract, 'slaDownPermille'),
} as const;
