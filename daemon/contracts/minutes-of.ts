import {
  billedUntil,
  type ContractState,
  exportableClasses,
  type InvoiceLine,
  invoiceLines,
  type Medium,
  parisDay,
  timersOf,
} from '../../domain/index.ts';
import type { DocumentLanguage, MinutesFacts } from '../../handover/index.ts';
import type { LedgerEvent } from '../../ledger/index.ts';
import { type KnownPackage, linksOf } from '../../pipelines/index.ts';
import { daemonError } from '../errors.ts';
import { itemLabels } from './item-labels.ts';
import { type ClientAct, clientActs } from './receipt-of.ts';

export interface MinutesSources {
  readonly state: ContractState;
  /** Every act of the tenant, in the order of the ledger. */
  readonly acts: readonly LedgerEvent[];
  readonly packages: readonly KnownPackage[];
  readonly media: readonly Medium[];
  readonly now: number;
  readonly language: DocumentLanguage;
}

/** The facts of the procès-verbal, put together from the ledger and the packages alone. CONTRACT_NOT_SIGNED without a contract. */
export function minutesOf(sources: MinutesSources): MinutesFacts {
  const { state, acts, packages, now, language } = sources;
  const { terms, handover, lifecycle } = state;
  if (terms === null) throw daemonError('CONTRACT_NOT_SIGNED', `no signed contract of ${state.tenant} is recorded`);
  const label = itemLabels(packages, language);
  const declared = clientActs(state.tenant, acts);
  const lines = invoiceLines(state, now);
  const built = packages.flatMap((one) => (one.built === null ? [] : [one.built]));
  const newest = newestParts(packages);
  return {
    rehearsal: handover.rehearsal,
    signatory: terms.signatory,
    contract: { textSha256: terms.textSha256, subscribedOn: terms.subscriptionDate },
    request: requestOf(declared),
    derivations: timersOf(state, now).filter((one) => LEGAL.test(one.timer)),
    packs: terms.packs,
    rounds: packages.map(({ freeze, packageId }) => ({
      round: freeze.round,
      frozenAt: freeze.frozenAt,
      packageId,
      reason: freeze.selected ? words[language].selected : null,
    })),
    cutover: cutoverOf(declared),
    registerVersion: `1 (${exportableClasses.length})`,
    classes: classesOf(packages, language),
    mailboxes: newest.map((one) => ({
      label: one.mailbox,
      kind: one.kind,
      items: one.parts.reduce((sum, part) => sum + (part.counts?.items ?? 0), 0),
      bytes: one.parts.reduce((sum, part) => sum + part.bytes, 0),
      snapshots: [one.snapshot],
    })),
    packages: built.map(({ packageId: id, round, root, bags, files, bytes }) => ({
      id,
      round,
      root,
      bags: bags.length,
      files: files.length,
      bytes,
    })),
    links: [...linksOf(acts).values()].map((one) => ({
      id: one.id,
      recipient: one.recipient.name,
      from: new Date(one.createdAt).toISOString(),
      until: new Date(one.revoked?.at ?? one.expiresAt).toISOString(),
      openedAt: one.exchanged === null ? null : new Date(one.exchanged.at).toISOString(),
      bytesServed: one.bytesServed,
    })),
    media: sources.media.map((one) => ({
      serial: one.serial,
      seal: one.receipt?.seal ?? '–',
      carrier: one.label,
      receipt:
        one.receipt === null ? null : `${one.receipt.receivedOn}, ${one.receipt.receivedBy}, ${one.receipt.pdfSha256}`,
    })),
    differences: built.flatMap(({ items }) =>
      items.flatMap((item) => item.exceptions.map((one) => ({ what: item.label[language], ...one }))),
    ),
    unexplained: built.reduce((sum, one) => sum + one.unexplained, 0),
    notCaptured: handover.notCaptured,
    verdicts: newest.map((one) => ({
      label: one.mailbox,
      night: one.night,
      verdict: one.verdict,
      reasons: one.reasons,
    })),
    items: handover.items.map((one) => ({ ...one, label: label(one.id) })),
    statement: statementOf(declared),
    reservations: reservationsOf(state, declared).map(({ items, ...one }) => ({ ...one, labels: items.map(label) })),
    verifierReceipt: verifierReceiptOf(declared),
    amounts: lines.filter((one) => one.status !== 'void').map(amountOf),
    zeroBecause: lines.some((one) => one.kind === 'reversibility') ? null : words[language].free,
    lastBilledDay: billedUntil(state),
    retention: {
      notBefore: 'retrievalUntil' in lifecycle ? lifecycle.retrievalUntil : null,
      lockedVersions: null,
      lastLockUntil: state.erasure?.lastLockUntil ?? null,
    },
    signatures: signaturesOf(declared, language),
  };
}

/** Dates of the contract's end; those of invoices and availability are no part of it. */
const LEGAL = /^(term|notice|reversibility|switch|confirm|erase|lock)\./;

const words = {
  fr: {
    selected: 'complément ou reprise d’éléments',
    free: 'la remise en ligne est gratuite, et rien d’autre n’est facturé.',
    portal: 'portail, second facteur',
    paper: 'document signé, enregistré par deux personnes',
  },
  en: {
    selected: 'delta or rework of items',
    free: 'the online hand-over is free, and nothing else is invoiced.',
    portal: 'portal, second factor',
    paper: 'signed paper, recorded by two persons',
  },
} as const;

/** Of every mailbox part the one that was handed over last. */
function newestParts(packages: readonly KnownPackage[]) {
  const parts = new Map(packages.flatMap(({ freeze }) => freeze.parts.map((one) => [one.item, one] as const)));
  return [...parts.values()];
}

function classesOf(packages: readonly KnownPackage[], language: DocumentLanguage): MinutesFacts['classes'] {
  const states = packages.find(({ freeze }) => !freeze.selected)?.freeze.classes ?? packages[0]?.freeze.classes ?? [];
  return states.map((one) => ({
    number: one.number,
    name: exportableClasses.find(({ number }) => number === one.number)?.name[language] ?? String(one.number),
    state: one.state,
    entries: one.entries,
    why: one.why?.[language] ?? null,
  }));
}

/** Contests that stand: each item under the last one that named it, in the client's words. */
function reservationsOf({ handover }: ContractState, declared: readonly ClientAct[]) {
  const left = new Set(handover.items.filter((one) => one.status === 'contested').map((one) => one.id));
  return declared.toReversed().flatMap(({ body }) => {
    if (body.type !== 'items.contested' && body.type !== 'items.claimed-late') return [];
    const items = body.items.filter((id) => left.delete(id));
    const text = 'text' in body && body.text !== '' ? body.text : '–';
    return items.length === 0 ? [] : [{ items, reason: body.reason, words: text }];
  });
}

function requestOf(declared: readonly ClientAct[]): MinutesFacts['request'] {
  const found = declared.findLast(({ body }) => body.type === 'reversibility.requested');
  if (found?.body.type !== 'reversibility.requested') return null;
  return { on: parisDay(found.event.at), by: found.event.actor.id, channel: found.body.channel };
}

function cutoverOf(declared: readonly ClientAct[]): MinutesFacts['cutover'] {
  const body = declared.findLast((one) => one.body.type === 'cutover.declared')?.body;
  return body?.type === 'cutover.declared' ? { how: body.how, on: body.on } : null;
}

function statementOf(declared: readonly ClientAct[]): MinutesFacts['statement'] {
  const found = declared.findLast((one) => one.body.type === 'recovery.confirmed');
  if (found?.body.type !== 'recovery.confirmed') return null;
  return { words: found.body.statement, by: found.body.signatory, at: found.act.at };
}

function verifierReceiptOf(declared: readonly ClientAct[]): MinutesFacts['verifierReceipt'] {
  const found = declared.findLast((one) => one.body.type === 'receipt.verified');
  if (found?.body.type !== 'receipt.verified') return null;
  const { root, differences, signed } = found.body;
  return { root, differences, signed, at: found.act.at };
}

function signaturesOf(declared: readonly ClientAct[], language: DocumentLanguage): MinutesFacts['signatures'] {
  return declared.flatMap(({ body, act, paper, state }) =>
    body.type === 'recovery.confirmed'
      ? [
          {
            name: body.signatory,
            capacity: state.terms?.signatory.capacity ?? '–',
            method: paper ? words[language].paper : words[language].portal,
            at: act.at,
          },
        ]
      : [],
  );
}

function amountOf({ textFr, clause, reading, amountCents, status }: InvoiceLine): MinutesFacts['amounts'][number] {
  return { text: textFr, clause, reading, amountCents, status };
}
