/** How far a medium has come (handover.md § 5, from the moment it is given a package). */
export type MediumStatus =
  | 'assigned'
  | 'written'
  | 'verified'
  | 'sealed'
  | 'dispatched'
  | 'received'
  | 'returned'
  | 'wiped'
  | 'failed'
  | 'lost';

/**
 * Where the bytes that were compared came from: the device, after the volume was mounted anew · the device, past the page cache ·
 * perhaps only this machine's memory, which proves nothing about the medium.
 */
export type ReadBack = 'remounted' | 'direct' | 'cached';

/** One list of checksums as it was written, with what it must hash to. */
export interface MediumSumsFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly sha512: string;
}

/** A medium as its acts tell it. A label names one writing of one package for ever. */
export interface Medium {
  readonly label: string;
  readonly tenant: string;
  readonly packageId: string;
  /** SHA-512 that stands for every byte of the package. */
  readonly root: string;
  /** As typed by whoever wrote it, and compared with the device then. */
  readonly serial: string;
  /** The folder of the volume that is ours. */
  readonly folder: string;
  readonly encrypted: boolean;
  /** Why it is not encrypted, in the words of whoever decided it. */
  readonly reason: string;
  readonly status: MediumStatus;
  readonly assignedAt: number;
  readonly assignedBy: string;
  /** When the last act that counted was recorded. */
  readonly changedAt: number;
  readonly content: MediumContent | null;
  readonly readBack: ReadBack | null;
  /** True for ever once what was read was not what was written: the carrier is not used again. */
  readonly failed: boolean;
  readonly receipt: MediumReceipt | null;
}

export interface MediumContent {
  readonly files: number;
  readonly bytes: number;
  readonly sums: readonly MediumSumsFile[];
  /** Identity of the file system that was written. */
  readonly volumeUuid: string | null;
}

export interface MediumReceipt {
  readonly seal: string;
  readonly sealIntact: boolean;
  readonly receivedOn: string;
  readonly receivedBy: string;
  readonly pdfSha256: string;
}

/** An act of the ledger, as much of it as the fold looks at. */
export interface MediumAct {
  readonly at: string;
  readonly actor: string;
  readonly type: string;
  readonly tenant: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

const WITH_US: readonly MediumStatus[] = ['assigned', 'written', 'verified', 'sealed', 'failed', 'returned'];

/** Which act leads from where to where. `medium.assigned` begins a medium and is not among them. */
const STEPS = {
  'medium.written': { from: ['assigned'], to: 'written' },
  'medium.verified': { from: ['written', 'verified'], to: 'verified' },
  'medium.failed': { from: ['assigned', 'written', 'verified'], to: 'failed' },
  'medium.sealed': { from: ['verified'], to: 'sealed' },
  'medium.dispatched': { from: ['verified', 'sealed'], to: 'dispatched' },
  'medium.received': { from: ['verified', 'sealed', 'dispatched'], to: 'received' },
  'medium.returned': { from: ['dispatched', 'received'], to: 'returned' },
  // One that the client gives back on the spot was received.
  'medium.wiped': { from: [...WITH_US, 'received', 'lost'], to: 'wiped' },
  'medium.lost': { from: [...WITH_US, 'dispatched', 'received'], to: 'lost' },
} as const satisfies Record<string, { readonly from: readonly MediumStatus[]; readonly to: MediumStatus }>;

export type MediumStep = keyof typeof STEPS;

function stepOf(type: string): { readonly from: readonly MediumStatus[]; readonly to: MediumStatus } | null {
  return Object.hasOwn(STEPS, type) ? STEPS[type as MediumStep] : null;
}

/** True where a medium of this status may take this step. */
export function mayStep(status: MediumStatus, type: MediumStep): boolean {
  return STEPS[type].from.some((one) => one === status);
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const count = (value: unknown): number => (Number.isSafeInteger(value) ? Number(value) : 0);

/**
 * Every medium by label, from all acts in the order of the ledger. Acts that do not follow from where a medium stands are
 * without effect, and so are those that do not read as what they say; `medium.purchased` is the contract's.
 */
export function foldMedia(acts: readonly MediumAct[]): ReadonlyMap<string, Medium> {
  const media = new Map<string, Medium>();
  for (const act of acts) {
    const label = text(act.body['label']);
    const known = media.get(label);
    const next = known === undefined ? assigned(act, label) : stepped(known, act);
    if (next !== null) media.set(label, next);
  }
  return media;
}

function assigned(act: MediumAct, label: string): Medium | null {
  const { packageId, root, serial, folder, encrypted, reason } = act.body;
  if (act.type !== 'medium.assigned' || act.tenant === null || label === '') return null;
  if (text(serial) === '' || text(folder) === '' || text(packageId) === '') return null;
  const at = Date.parse(act.at);
  return {
    label,
    tenant: act.tenant,
    packageId: text(packageId),
    root: text(root),
    serial: text(serial),
    folder: text(folder),
    encrypted: encrypted === true,
    reason: text(reason),
    status: 'assigned',
    assignedAt: at,
    assignedBy: act.actor,
    changedAt: at,
    content: null,
    readBack: null,
    failed: false,
    receipt: null,
  };
}

function stepped(medium: Medium, act: MediumAct): Medium | null {
  const step = stepOf(act.type);
  if (step === null || act.tenant !== medium.tenant || !step.from.includes(medium.status)) return null;
  const moved = { ...medium, status: step.to, changedAt: Date.parse(act.at) };
  const readBack = readBackOf(act.body['readBack']);
  switch (act.type as MediumStep) {
    case 'medium.written':
      return { ...moved, content: contentOf(act.body), readBack };
    case 'medium.verified':
      // What may have come from memory proves nothing.
      return readBack === 'cached' ? null : { ...moved, readBack };
    case 'medium.failed':
      return { ...moved, failed: true };
    case 'medium.received':
      return { ...moved, receipt: receiptOf(act.body) };
    case 'medium.wiped':
      return act.body['result'] === 'ok' ? moved : null;
    case 'medium.sealed':
    case 'medium.dispatched':
    case 'medium.returned':
    case 'medium.lost':
      return moved;
  }
}

const readBackOf = (value: unknown): ReadBack => (value === 'remounted' || value === 'direct' ? value : 'cached');

function contentOf(body: MediumAct['body']): MediumContent {
  const sums = Array.isArray(body['sums']) ? (body['sums'] as readonly Record<string, unknown>[]) : [];
  return {
    files: count(body['files']),
    bytes: count(body['bytes']),
    sums: sums.map(({ name, bytes, sha256, sha512 }) => ({
      name: text(name),
      bytes: count(bytes),
      sha256: text(sha256),
      sha512: text(sha512),
    })),
    volumeUuid: typeof body['volumeUuid'] === 'string' ? body['volumeUuid'] : null,
  };
}

function receiptOf(body: MediumAct['body']): MediumReceipt {
  const { seal, sealIntact, receivedOn, receivedBy, pdfSha256 } = body;
  return {
    seal: text(seal),
    sealIntact: sealIntact === true,
    receivedOn: text(receivedOn),
    receivedBy: text(receivedBy),
    pdfSha256: text(pdfSha256),
  };
}

/** What became of the wish to put a package on a carrier. */
export type Assignment =
  | { readonly kind: 'new' | 'resume' }
  /** `label-used`: it names another writing · `discarded`: the carrier failed once · `not-wiped`: it holds what `other` names. */
  | { readonly kind: 'refused'; readonly why: 'label-used' | 'discarded' | 'not-wiped'; readonly other: string };

const plain = (serial: string): string => serial.replace(/[\s:._-]/g, '').toUpperCase();

/** True where two spellings are one serial number: case, spaces and dashes do not count; an empty one is none. */
export function sameSerial(one: string, other: string): boolean {
  return plain(one) !== '' && plain(one) === plain(other);
}

/**
 * Whether a package may go on the carrier of this serial number under this label: a writing that was cut off is taken up,
 * a carrier that failed is never used again, one that holds another package only once it is wiped.
 */
export function assignMedium(
  media: ReadonlyMap<string, Medium>,
  wish: { readonly label: string; readonly serial: string; readonly tenant: string; readonly packageId: string },
): Assignment {
  const same = media.get(wish.label);
  const sameCarrier = [...media.values()].filter((one) => sameSerial(one.serial, wish.serial));
  const bad = sameCarrier.find((one) => one.failed);
  if (bad !== undefined) return { kind: 'refused', why: 'discarded', other: bad.label };
  const full = sameCarrier.find((one) => one.status !== 'wiped' && one.label !== wish.label);
  if (full !== undefined) return { kind: 'refused', why: 'not-wiped', other: full.label };
  if (same === undefined) return { kind: 'new' };
  const resumes =
    same.status === 'assigned' &&
    sameSerial(same.serial, wish.serial) &&
    same.tenant === wish.tenant &&
    same.packageId === wish.packageId;
  return resumes ? { kind: 'resume' } : { kind: 'refused', why: 'label-used', other: same.label };
}
