import type { Actor, ContractTerms, LocalDate, Proof, TwoPersonEvent } from '../../../domain/index.ts';

/** What a bystander writes down who only reads the recorded events and the contract (no state of the program). */
export interface Notes {
  terms: ContractTerms | null;
  life: string;
  period: number;
  notices: NoticeNote[];
  switchEnd: LocalDate | null;
  requested: LocalDate | null;
  switchLatest: LocalDate | null;
  extended: boolean;
  contractEnd: LocalDate | null;
  bySwitch: boolean;
  effective: LocalDate | null;
  keepUntil: LocalDate | null;
  confirmedOn: LocalDate | null;
  confirmedAll: boolean;
  hand: HandNote;
  suspended: { cause: string; since: number; ownDelay: number | null; planned: LocalDate | null } | null;
  version: { hash: string; state: string; mailed: LocalDate | null; force: LocalDate; used: boolean } | null;
  applied: string;
  refused: Set<string>;
  holds: Map<string, LocalDate | null>;
  proposals: Map<string, ProposalNote>;
  instructed: boolean;
  announced: LocalDate | null;
  keysGone: boolean;
  purged: boolean;
  lockUntil: LocalDate | null;
  disputes: Map<string, boolean>;
  signatories: { name: string; email: string; from: LocalDate | null }[];
  changes: number;
  latest: number;
  sure: number;
}

export interface ProposalNote {
  by: Actor;
  at: number;
  act: TwoPersonEvent;
  proofs: readonly Proof[];
  /** What the client had in hand then: the last package, and of each item the one that it came in. */
  hands: { last: string; items: ReadonlyMap<string, string> };
}

export interface NoticeNote {
  id: string;
  by: string;
  end: LocalDate;
  meant: LocalDate;
  meantPeriod: number;
  late: boolean;
  disputed: boolean;
  on: LocalDate;
}

export interface HandNote {
  asked: boolean;
  rehearsal: boolean;
  round: number;
  frozen: string | null;
  /** `open`, `confirmed`, `contested`, `waived`, and the round in which the item was listed last. */
  items: Map<string, { status: string; round: number }>;
  /** By item, the root of the package in which the client got it last. */
  came: Map<string, string>;
  verified: { id: string; root: string; items: Set<string> } | null;
  prepared: { id: string; root: string } | null;
  out: boolean;
  medium: boolean;
  deliveredOn: LocalDate | null;
  cutover: boolean;
  quote: { id: string; accepted: boolean } | null;
  proven: Set<string>;
  reminders: Set<number>;
  letters: number;
  fallbackCase: boolean;
}

export function noHand(): HandNote {
  return {
    asked: false,
    rehearsal: false,
    round: 0,
    frozen: null,
    items: new Map(),
    came: new Map(),
    verified: null,
    prepared: null,
    out: false,
    medium: false,
    deliveredOn: null,
    cutover: false,
    quote: null,
    proven: new Set(),
    reminders: new Set(),
    letters: 0,
    fallbackCase: false,
  };
}

export function noNotes(): Notes {
  return {
    terms: null,
    life: 'draft',
    period: 0,
    notices: [],
    switchEnd: null,
    requested: null,
    switchLatest: null,
    extended: false,
    contractEnd: null,
    bySwitch: false,
    effective: null,
    keepUntil: null,
    confirmedOn: null,
    confirmedAll: false,
    hand: noHand(),
    suspended: null,
    version: null,
    applied: '',
    refused: new Set(),
    holds: new Map(),
    proposals: new Map(),
    instructed: false,
    announced: null,
    keysGone: false,
    purged: false,
    lockUntil: null,
    disputes: new Map(),
    signatories: [],
    changes: 0,
    latest: Number.NEGATIVE_INFINITY,
    sure: Number.NEGATIVE_INFINITY,
  };
}

/** Notes to go on from, without touching the first ones. */
export function copyOf(notes: Notes): Notes {
  const { hand } = notes;
  return {
    ...notes,
    notices: notes.notices.map((one) => ({ ...one })),
    hand: {
      ...hand,
      items: new Map(hand.items),
      came: new Map(hand.came),
      quote: hand.quote === null ? null : { ...hand.quote },
      proven: new Set(hand.proven),
      reminders: new Set(hand.reminders),
    },
    version: notes.version === null ? null : { ...notes.version },
    refused: new Set(notes.refused),
    holds: new Map(notes.holds),
    proposals: new Map(notes.proposals),
    disputes: new Map(notes.disputes),
    signatories: [...notes.signatories],
  };
}
