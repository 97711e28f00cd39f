import type { Context } from './context.ts';
import { hasProof } from './context.ts';
import { both, contentGuard, type Guard } from './guard.ts';
import { quoteProblem } from './quote.ts';

const known = ({ state }: Context, items: readonly string[]): boolean => {
  const ids = new Set(state.handover.items.map((item) => item.id));
  return items.length > 0 && items.every((id) => ids.has(id));
};

const asking: readonly Guard[] = [
  contentGuard('on-behalf', '17.2', {
    on: ['switch.requested', 'switch.extended', 'reversibility.requested', 'erase.instructed'],
    holds: (body, context) =>
      context.event.actor.role === 'client-admin' ||
      hasProof(context) ||
      ('onBehalf' in body && body.onBehalf !== null),
    message: both('la demande écrite du client doit être jointe', 'the client’s written request has to be attached'),
    unlockedBy: both('joindre la demande', 'attach the request'),
  }),
  contentGuard('H2.quote', '17.2', {
    on: ['quote.accepted'],
    holds: ({ quoteId }, { state }) => state.handover.quote?.id === quoteId,
    message: both('ce n’est pas le devis en cours', 'this is not the running quote'),
    unlockedBy: both('le dernier devis remis', 'the quote issued last'),
  }),
  contentGuard('H2.amount', '17.2', {
    on: ['quote.issued'],
    holds: (body, context) => quoteProblem(body, context) === null,
    message: ({ body, state, today }) => {
      const due = body.type === 'quote.issued' ? quoteProblem(body, { state, today }) : null;
      return both(
        `le devis dépasse le tarif : ${due ?? 0} centimes au plus`,
        `the quote is above the tariff: ${due ?? 0} cents at most`,
      );
    },
    unlockedBy: both('un montant dans le tarif', 'an amount within the tariff'),
  }),
];

const building: readonly Guard[] = [
  contentGuard('H3.register', '17.2', {
    on: ['inventory.frozen'],
    holds: ({ items, notCaptured }) =>
      items.length > 0 &&
      new Set(items).size === items.length &&
      notCaptured.every(({ what, why }) => what.trim() !== '' && why.trim() !== ''),
    message: both(
      'le registre est vide, répété, ou laisse une classe sans raison',
      'the register is empty, repeats an item, or leaves a class without a reason',
    ),
    unlockedBy: both('chaque classe saisie, ou non saisie et pourquoi', 'every class captured, or not and why'),
  }),
  contentGuard('H3.counts', '17.2', {
    on: ['inventory.frozen'],
    holds: ({ userMailboxes, allMailboxes }) =>
      Number.isSafeInteger(userMailboxes) &&
      Number.isSafeInteger(allMailboxes) &&
      userMailboxes >= 0 &&
      userMailboxes <= allMailboxes,
    message: both('les boîtes ne sont pas comptées', 'the mailboxes are not counted'),
    unlockedBy: both('le compte des boîtes', 'the count of mailboxes'),
  }),
  contentGuard('H3.instant', '17.2', {
    on: ['inventory.frozen'],
    holds: ({ frozenAt }, { at }) => Date.parse(frozenAt) <= at,
    message: both('l’inventaire est daté dans le futur', 'the inventory is dated in the future'),
    unlockedBy: both('l’instant du gel', 'the instant of the freeze'),
  }),
  contentGuard('H4.exit', '17.2', {
    on: ['package.verified'],
    holds: ({ exit, unexplained }) => exit === 0 && unexplained === 0,
    message: both(
      'la vérification a échoué ou laisse un écart inexpliqué',
      'the verification failed or leaves a difference',
    ),
    unlockedBy: both('un lot vérifié sans écart', 'a package verified without difference'),
  }),
  contentGuard('H4.items', '17.2', {
    on: ['package.verified'],
    holds: ({ items }, context) => known(context, items),
    message: both('le lot contient un élément hors inventaire', 'the package holds an item that the inventory lacks'),
    unlockedBy: both('un lot de l’inventaire gelé', 'a package of the frozen inventory'),
  }),
  contentGuard('H5.package', '17.2', {
    on: ['package.delivered', 'bytes.covered'],
    holds: ({ packageId }, { state }) => state.handover.packageId === packageId,
    message: both('ce n’est pas le lot vérifié', 'this is not the verified package'),
    unlockedBy: both('le dernier lot vérifié', 'the package verified last'),
  }),
  contentGuard('H5.receipt', '17.2', {
    on: ['package.delivered'],
    holds: ({ by, receipt }) => by === 'link' || receipt !== null,
    message: both('un support se remet contre reçu signé', 'a medium is handed over against a signed receipt'),
    unlockedBy: both('joindre le reçu', 'attach the receipt'),
  }),
  contentGuard('H5.named', '17.2', {
    on: ['package.delivered'],
    holds: ({ to }) => to.trim() !== '',
    message: both('la personne qui reçoit n’est pas nommée', 'the person who receives is not named'),
    unlockedBy: both('nommer le destinataire', 'name the recipient'),
  }),
];

const answering: readonly Guard[] = [
  contentGuard('H6.known', '5', {
    on: ['items.confirmed', 'items.contested', 'items.waived', 'items.claimed-late', 'bytes.covered'],
    holds: ({ items }, context) => known(context, items),
    message: both('un élément est inconnu de cette remise', 'an item is unknown to this hand-over'),
    unlockedBy: both('les identifiants de l’inventaire', 'the inventory’s ids'),
  }),
  contentGuard('H8.contested', '5', {
    on: ['rework.delivered'],
    holds: ({ items }, { state }) => {
      const open = new Set(state.handover.items.filter((one) => one.status === 'contested').map((one) => one.id));
      return items.length > 0 && items.every((id) => open.has(id));
    },
    message: both('un élément n’est pas contesté', 'an item is not contested'),
    unlockedBy: both('les seuls éléments contestés', 'the contested items only'),
  }),
  contentGuard('H8.verified', '5', {
    on: ['rework.delivered'],
    holds: ({ items, packageId, root }, { state: { handover } }) => {
      const { verified } = handover;
      const same = verified?.packageId === packageId && verified.root === root;
      return same && items.every((id) => verified.items.has(id));
    },
    message: both('le lot corrigé n’est pas vérifié', 'the reworked package is not verified'),
    unlockedBy: both('package.verified pour ce lot', 'package.verified of that package'),
  }),
  contentGuard('H11.day', '5', {
    on: ['cutover.declared'],
    holds: ({ on }, { today }) => on <= today,
    message: both('la bascule est datée dans le futur', 'the cut-over is dated in the future'),
    unlockedBy: both('la déclarer quand elle a eu lieu', 'declare it when it has happened'),
  }),
];

export const handoverGuards: readonly Guard[] = [...asking, ...building, ...answering];
