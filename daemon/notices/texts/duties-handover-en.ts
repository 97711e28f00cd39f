import { onPortal } from './duties-portal.ts';
import type { ClientDutyText } from './duties-texts.ts';

const items = (count: number): string => `${count} item${count === 1 ? '' : 's'}`;
const are = (count: number): string => (count === 1 ? 'is' : 'are');
const nothingErased = 'Nothing is erased until you have confirmed the recovery and given a written instruction.';

/** From the request to the confirmation. */
export const handoverEn = {
  'transition.opened': {
    subject: (w) => `the contract ended on ${w.end}`,
    quote: 'recovery',
    said: (w) => [
      `The contract ended on ${w.end}, at the end of the day. The hand-over of your data goes on: the termination of the services takes effect once you have confirmed that you recovered all of them.`,
      nothingErased,
    ],
    next: (w) => [onPortal('en', 'home', w), 'If you have not asked for the hand-over yet, just answer this message.'],
  },
  'reversibility.ask': {
    subject: () => 'would you like your data handed over?',
    timer: 'reversibility.ask',
    quote: 'perform',
    said: (w) => [
      `The contract ended on ${w.end} and you have not asked for your mailboxes yet. The contract’s time to ask runs until ${w.due}; after that day a request is still served as long as the data exist.`,
      nothingErased,
    ],
    next: () => ['Just answer this message: any request that comes from you will do. The hand-over online is free.'],
  },
  'reversibility.receipt': {
    subject: (w) => (w.rehearsal ? 'your trial hand-over is requested' : 'your request for the hand-over is recorded'),
    quote: 'perform',
    said: (w) => [
      w.rehearsal
        ? `Your request was recorded on ${w.day}. No notice having been given, this is a trial: you receive a complete package, without effect on the contract and free of charge.`
        : `Your request for the hand-over was recorded on ${w.day}. We have to hand over your mailboxes within the fifteen days after the end of the contract, or after your request if that is later.`,
    ],
    next: () => [
      'We show you a quote: the online route, free of charge, comes first in it.',
      'The inventory is then frozen, the package prepared and verified, and a personal link is sent to you.',
    ],
  },
  'quote.sent': {
    subject: () => 'your quote for the hand-over',
    quote: 'fee',
    said: (w) => [
      w.online
        ? `The quote of ${w.day} is for the hand-over online: it is free.`
        : `The quote of ${w.day} is for a hand-over on a medium: ${w.amount} without tax. The hand-over online remains possible, and it is free.`,
      'The preparation of your data does not depend on this quote being accepted.',
    ],
    next: (w) => [onPortal('en', 'home', w), 'Accept the quote, or choose the online route free of charge.'],
  },
  'quote.receipt': {
    subject: () => 'your acceptance of the quote is recorded',
    quote: 'fee',
    said: (w) => [`Your acceptance was recorded on ${w.day}, for ${w.amount} without tax, invoiced after performance.`],
    next: (w) => ['We prepare the hand-over and tell you when it is ready.', onPortal('en', 'receipts', w)],
  },
  'delivery.notice': {
    subject: () => 'your data are handed over to you',
    quote: 'recovery',
    said: (w) => [
      w.delivery === 'medium'
        ? `Your data were handed over on a medium on ${w.day}, against a signed receipt.`
        : `Your data are at your disposal since ${w.day}, through the personal link sent to ${w.who}.`,
      `The package holds ${items(w.open)} to check: mailboxes, archives and configurations. The download and verification tools supplied are expressly authorised (article 6.1).`,
      nothingErased,
    ],
    next: (w) => [
      onPortal('en', w.delivery === 'medium' ? 'confirm' : 'download', w),
      'Check each item, then confirm those that you recovered; contest those that are missing or differ, and only those are made again.',
    ],
  },
  'confirm.reminder': {
    subject: (w) => `${items(w.open)} ${are(w.open)} still to be confirmed`,
    tone: 'warning',
    quote: 'recovery',
    said: (w) => [
      `Of the package that was handed over to you on ${w.delivered}, ${items(w.open)} ${are(w.open)} left of which we do not know whether ${w.open === 1 ? 'it' : 'they'} reached you well.`,
      'Article 5 makes the termination of the services, and with it the end of billing, depend on your confirmation: giving it as soon as you can is in your interest.',
      nothingErased,
    ],
    next: (w) => [
      onPortal('en', 'confirm', w),
      'Confirm what you recovered, contest what is missing, or just tell us that you need more time.',
      'A signed paper sent by post is accepted as well.',
    ],
  },
  'confirm.receipt': {
    subject: () => 'your confirmation is recorded',
    tone: 'good',
    quote: 'recovery',
    said: (w) => [
      `You confirmed ${items(w.count)} on ${w.day}. ${
        w.open === 0
          ? 'All items that were handed over are now confirmed.'
          : `${w.open} ${are(w.open)} left to confirm or to contest; those that you confirmed are settled.`
      }`,
    ],
    next: (w) => [onPortal('en', w.open === 0 ? 'receipts' : 'confirm', w)],
  },
  'contest.receipt': {
    subject: () => 'your contestation is recorded',
    quote: 'recovery',
    said: (w) => [
      `You contested ${items(w.count)} on ${w.day} (reason: ${w.reason}). Only these are open again; the others stay as they were.`,
    ],
    next: () => [
      'We compare with the backup and with the source, then hand over a new version or the extract of the reconciliation that explains the difference.',
      'Where the defect is ours, making it again is free.',
    ],
  },
  'rework.delivered': {
    subject: () => 'the contested items are handed over again',
    quote: 'recovery',
    said: (w) => [`A new version of ${items(w.count)} that you had contested is available since ${w.day}.`],
    next: (w) => [onPortal('en', 'download', w), 'Check these items, then confirm or contest them again.'],
  },
  'receipt.accepted': {
    subject: () => 'your verification report is recorded',
    tone: 'good',
    quote: 'recovery',
    said: (w) => [
      `The verification report recorded on ${w.day} matches the package exactly. It proves that the data reached you whole.`,
      'It does not replace your confirmation, which alone says that everything is recovered.',
    ],
    next: (w) => [onPortal('en', 'confirm', w)],
  },
  'cutover.ask': {
    subject: () => 'everything is confirmed: the cut-over is left',
    tone: 'good',
    quote: 'recovery',
    said: () => [
      'All items that were handed over are confirmed. It is left to tell us that no mail arrives with us any more: MX records moved, or mailboxes closed to new messages.',
      'Otherwise a mail that came after the freeze would be missing from the package; if there is one, we prepare a complement.',
    ],
    next: (w) => [onPortal('en', 'confirm', w), 'Declare the cut-over and its date there.'],
  },
  'recovery.ask': {
    subject: () => 'last step: confirm the complete recovery',
    quote: 'recovery',
    said: (w) => [
      `The cut-over of ${w.until} is recorded (${w.cutover === 'mx-moved' ? 'MX records moved' : 'mailboxes closed to new messages'}). One declaration is left: that ${w.client} has recovered all of its data and configurations as it uses them.`,
    ],
    next: (w) => [
      onPortal('en', 'confirm', w),
      `The person entitled to sign (${w.signatory}) receives a code of six digits to sign with.`,
    ],
  },
  'recovery.receipt': {
    subject: () => 'your confirmation of the complete recovery is recorded',
    tone: 'good',
    quote: 'recovery',
    said: (w) => [
      `Your declaration was recorded on ${w.day}. The termination takes effect as soon as the contract is over; billing ends that day.`,
      'Nothing is erased without your written instruction and the agreement of two persons on our side.',
    ],
    next: (w) => [
      onPortal('en', 'receipts', w),
      'Keep the receipt and the minutes: they bear the fingerprint of the package.',
    ],
  },
} as const satisfies Readonly<Record<string, ClientDutyText>>;
