import { base32, canonicalJson, type JsonValue } from '../core/index.ts';
import { exportableClasses, type MailboxType } from '../domain/index.ts';
import {
  configurationItem,
  type FrozenPart,
  freezeSchema,
  handoverError,
  type InventoryFreeze,
  mailboxItem,
} from '../handover/index.ts';
import { classStates } from './handover-class-states.ts';
import { readConfiguration, recordOf, type StoredClass } from './handover-configuration.ts';
import { pinSnapshots } from './handover-pins.ts';
import type { FreezeRequest, HandoverDeps } from './handover-ports.ts';
import { openPart, storePackage, textStream } from './handover-store-package.ts';
import { type ChosenPart, chooseSnapshots, type TenantSnapshots } from './handover-tenant-snapshots.ts';

const TYPES: Readonly<Record<string, MailboxType>> = {
  UserMailbox: 'user',
  SharedMailbox: 'shared',
  RoomMailbox: 'room',
  EquipmentMailbox: 'equipment',
  LinkedMailbox: 'linked',
};

/**
 * Freezes what is handed over: of every mailbox part the newest clean and verified snapshot, else the newest with its verdict;
 * the newest configuration; each class of the register captured or listed with the reason. The snapshots are pinned, and the
 * freeze lies in the vault with the backup catalogue as it was, before it is returned.
 * HANDOVER_NOTHING where there is nothing to hand over, HANDOVER_ITEM_UNKNOWN for an item that does not exist.
 */
export async function freezeInventory(deps: HandoverDeps, request: FreezeRequest): Promise<InventoryFreeze> {
  const { tenant, signal, by } = request;
  const packageId = base32(deps.random(16));
  const frozenAt = new Date(deps.clock.now()).toISOString();
  let freeze: InventoryFreeze | null = null;
  await storePackage(deps, { tenant, packageId, frozenAt, signal }, async (dir, held) => {
    await using catalogue = await openPart(dir, 'snapshots.jsonl');
    const chosen = await chooseSnapshots(
      deps.vault,
      tenant,
      (one) => catalogue.append(textStream(`${canonicalJson(one as unknown as JsonValue)}\n`)),
      held,
    );
    const made = await inventory(deps, request, { packageId, frozenAt, chosen }, held);
    freeze = made;
    const reason = `hand-over package ${packageId}`;
    const snapshots = [...made.parts, ...pseudoMailbox(chosen, made)];
    await pinSnapshots(deps, { tenant, snapshots, on: true, reason, by, signal: held });
    await using file = await openPart(dir, 'freeze.json');
    await file.append(textStream(`${canonicalJson(made as unknown as JsonValue)}\n`));
    return [await file.close(), await catalogue.close()];
  });
  if (freeze === null) throw new TypeError('a freeze was stored and not made');
  return freeze;
}

function pseudoMailbox(chosen: TenantSnapshots, freeze: InventoryFreeze) {
  const { configuration } = chosen;
  if (configuration === null || freeze.configuration === null) return [];
  return [{ mailboxId: configuration.snapshot.mailboxId, snapshot: configuration.snapshot.id }];
}

interface Frame {
  readonly packageId: string;
  readonly frozenAt: string;
  readonly chosen: TenantSnapshots;
}

async function inventory(
  deps: HandoverDeps,
  request: FreezeRequest,
  { packageId, frozenAt, chosen }: Frame,
  signal: AbortSignal,
): Promise<InventoryFreeze> {
  const { tenant, contractId, round, source, by } = request;
  const stored = await storedConfiguration(deps, request, chosen, signal);
  const known = await deps.catalog.mailboxes.list(tenant);
  const types = mailboxTypes(stored);
  const typeOf = (id: string): MailboxType =>
    types.get(id) ?? known.find((one) => one.id === id)?.type ?? (source === 'folder' ? 'user' : 'other');
  const everything = chosen.parts.map((one) => frozenPart(one, typeOf(one.snapshot.mailboxId)));
  const items = request.items === null ? null : new Set(request.items);
  const parts = everything.filter((one) => items === null || items.has(one.item)).toSorted(byName);
  const missing = known
    .filter((one) => !one.retired)
    .map(({ id, name, type, kinds }) => {
      const has = new Set(everything.filter((part) => part.mailboxId === id).map((part) => part.kind));
      return { id, name, type, kinds: kinds.filter((kind) => !has.has(kind)) };
    })
    .filter((one) => items === null && one.kinds.length > 0);
  const classes = classStates({ source, parts, configuration: stored, missing, items });
  const isItem = (number: number): boolean => items === null || items.has(configurationItem(number));
  const captured =
    stored === null ? [] : classes.filter((one) => one.entries !== null && one.number >= 10 && one.number <= 44);
  const configured = captured.filter(({ number }) => isItem(number)).map(({ number }) => configurationItem(number));
  const all = [...parts.map((one) => one.item), ...configured];
  const unknown = request.items?.filter((one) => !all.includes(one)) ?? [];
  if (unknown.length > 0)
    throw handoverError('HANDOVER_ITEM_UNKNOWN', `there is no item ${unknown.slice(0, 5).join(', ')}`);
  if (all.length === 0) throw handoverError('HANDOVER_NOTHING', `nothing of ${tenant} is in the vault`);
  const events = await deps.ledger.events();
  const { configuration } = chosen;
  const isAsked = configuration !== null && configured.length > 0;
  const users = new Set(everything.filter((one) => one.type === 'user').map((one) => one.mailboxId));
  return freezeSchema.parse({
    format: 1,
    packageId,
    seed: Buffer.from(deps.random(32)).toString('hex'),
    tenant,
    contractId,
    round,
    frozenAt,
    by,
    source,
    selected: items !== null,
    parts,
    configuration: isAsked
      ? {
          snapshot: configuration.snapshot.id,
          night: configuration.snapshot.night,
          createdAt: configuration.snapshot.createdAt,
          status: configuration.snapshot.status,
        }
      : null,
    classes,
    notCaptured: [
      ...missing.map(({ name, kinds }) => ({ what: `${name} (${kinds.join(', ')})`, why: 'it has no snapshot yet' })),
      ...chosen.unreadable.map(({ key, code }) => ({
        what: `snapshot ${key}`,
        why: `its manifest does not open (${code})`,
      })),
      ...parts.flatMap(notInFile),
      ...classes.filter((one) => items === null && isLacking(one.state)).map(lack),
    ],
    items: all,
    userMailboxes: users.size,
    allMailboxes: new Set(everything.map((one) => one.mailboxId)).size,
    ledgerSeq: events.at(-1)?.seq ?? 0,
  });
}

const isLacking = (state: string): boolean => state === 'not-captured' || state === 'partial';

function lack({ number, why }: InventoryFreeze['classes'][number]): InventoryFreeze['notCaptured'][number] {
  const name = exportableClasses.find((one) => one.number === number)?.name;
  return { what: `${number} ${name?.fr} / ${name?.en}`, why: why === null ? '' : `${why.fr} / ${why.en}` };
}

/** What the night itself said it could not take. */
function notInFile(part: FrozenPart): InventoryFreeze['notCaptured'][number][] {
  const lost = part.exceptions.filter((one) => !['hidden', 'arrived-after-freeze'].includes(one.class));
  return lost.slice(0, 20).map((one) => ({
    what: `${part.mailbox} (${part.kind})${one.folder === null ? '' : `: ${one.folder}`}`,
    why: `${one.class}, ${one.count}: ${one.message}`,
  }));
}

const byName = (a: FrozenPart, b: FrozenPart): number => {
  const key = (one: FrozenPart): string => JSON.stringify([one.mailbox, one.mailboxId, one.kind === 'primary' ? 0 : 1]);
  return key(a) < key(b) ? -1 : 1;
};

function frozenPart({ snapshot, frozenAt, passedOver }: ChosenPart, type: MailboxType): FrozenPart {
  const kind = snapshot.kind === 'archive' ? 'archive' : 'primary';
  return {
    item: mailboxItem(snapshot.mailboxId, kind),
    mailboxId: snapshot.mailboxId,
    mailbox: snapshot.mailbox,
    type,
    kind,
    snapshot: snapshot.id,
    night: snapshot.night,
    createdAt: snapshot.createdAt,
    frozenAt,
    status: snapshot.status,
    verdict: snapshot.verdict,
    verdictId: snapshot.verdictId,
    reasons: snapshot.reasons,
    parts: snapshot.parts,
    exceptions: snapshot.exceptions,
    passedOver: passedOver.map(({ id, night, verdict }) => ({ snapshot: id, night, verdict })),
  };
}

async function storedConfiguration(
  deps: HandoverDeps,
  { tenant }: FreezeRequest,
  { configuration }: TenantSnapshots,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, StoredClass> | null> {
  if (configuration === null) return null;
  const { mailboxId, id } = configuration.snapshot;
  return readConfiguration(await deps.vault.open({ tenant, mailboxId }, id, signal), signal);
}

/** How Exchange calls each mailbox, by the configuration of the night. */
function mailboxTypes(stored: ReadonlyMap<string, StoredClass> | null): ReadonlyMap<string, MailboxType> {
  const types = new Map<string, MailboxType>();
  for (const one of stored?.get('mailbox')?.records ?? []) {
    const { mailbox, values } = recordOf(one);
    const type = values['RecipientTypeDetails'];
    if (mailbox !== null && typeof type === 'string') types.set(mailbox, TYPES[type] ?? 'other');
  }
  return types;
}
