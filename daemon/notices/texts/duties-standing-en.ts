import type { ClientDutyText } from './duties-texts.ts';

const howToGiveNotice =
  'To give notice, send a registered letter with acknowledgement of receipt (or a qualified electronic registered letter), signed by an authorised person. For your letter, the date of dispatch is the one that we count.';
const readingsDiffer =
  'The contract says “trois mois ouvrés” without defining such a month: the table gives the last day under each reading. A letter of yours is accepted if it is in time under one of them; the earliest of these dates is the safest.';

/** Contract under way: dates, notice, new terms, suspension. */
export const standingEn = {
  'contract.dates': {
    subject: () => 'the dates of your contract',
    quote: 'term',
    dates: true,
    said: (w) => [
      `Your mail hosting contract was recorded with us on ${w.day}. The running term ends on ${w.end}; it is then renewed for twelve months at a time, unless notice is given.`,
      readingsDiffer,
    ],
    next: () => [
      'Check these dates and tell us if one of them differs from your signed copy.',
      'We remind you of the end of the term six months, four months, then three and a half months ahead.',
    ],
  },
  'address.changed': {
    subject: () => 'change of your account’s address',
    quote: 'address',
    said: (w) => [
      `From ${w.until} on, the address of your account is ${w.who}. Invoices and messages about the contract go there.`,
    ],
    next: () => ['If you did not ask for this change, tell us at once by another way.'],
  },
  'signatory.changed': {
    subject: () => 'change of the person entitled to sign',
    quote: 'capacity',
    said: (w) => [
      `From ${w.until} on, ${w.who} is the person entitled to sign for ${w.client}. Signing codes go to that person.`,
    ],
    next: () => ['If this change does not come from you, tell us at once: we block it while we check.'],
  },
  'term.reminder': {
    subject: (w) => `the running term ends on ${w.due}`,
    timer: 'term.end',
    quote: 'term',
    dates: true,
    said: (w) => [
      `The running term of your contract ends on ${w.due}. Without notice it is renewed for twelve months; this is information only, you need not do anything to go on.`,
      readingsDiffer,
    ],
    next: () => [
      howToGiveNotice,
      'The hand-over of your data can be asked for once notice is given, and even tried before, without commitment.',
    ],
  },
  'term.renewed': {
    subject: (w) => `contract renewed until ${w.end}`,
    quote: 'term',
    dates: true,
    said: (w) => [
      `The previous term having ended without a valid notice, your contract is renewed for twelve months, until ${w.end}.`,
      readingsDiffer,
    ],
    next: () => [
      'If you sent a registered letter before the end of the term, write to us with the deposit slip: it is examined as of its date.',
    ],
  },
  'change.exit-right': {
    subject: (w) => (w.change === 'price' ? 'change of price announced' : 'change of the service announced'),
    quote: 'exit',
    said: (w) => [
      `We announced a change of ${w.change === 'price' ? 'price' : 'the service'} that takes effect on ${w.until}. This change opens your right to end the contract.`,
      'The text can be read in two ways: ending it for the running term, or at any time with the three months’ notice. We apply the second, which is the kinder one to you.',
    ],
    next: () => [howToGiveNotice, 'Say in your letter that you end the contract because of this change.'],
  },
  'notice.acknowledge': {
    subject: (w) => (w.byProvider ? 'our notice is recorded' : 'receipt of your notice'),
    quote: 'notice',
    dates: true,
    said: (w) => {
      const received = w.byProvider
        ? `The notice given by ${w.organisation} was recorded on ${w.day}.`
        : `We acknowledge receipt of your notice, recorded on ${w.day}.`;
      if (w.disputed) {
        return [
          received,
          'The dates of the letter do not say beyond dispute whether it came in time: a person examines it and answers you in writing.',
        ];
      }
      return [
        received,
        w.late
          ? `It came after the last possible date under every reading: it counts for the next end, ${w.end}.`
          : `The contract ends on ${w.end}, at the end of the day. The table shows what each reading of the notice period gives.`,
      ];
    },
    next: (w) => [
      ...(w.late ? ['A notice that came too late may be withdrawn within thirty days, if you prefer.'] : []),
      'You may ask for the hand-over of your data from now on: online, it is free.',
      'The end of the contract erases nothing: your data stay available until you have confirmed that you recovered them.',
    ],
  },
  'notice.how-to': {
    subject: () => 'how to give notice',
    quote: 'notice',
    dates: true,
    said: (w) => [
      w.byProvider
        ? `On ${w.day} we spoke to you about ending the contract. That exchange is kept and gives no notice: the contract asks for a registered letter.`
        : `On ${w.day} you told us that you wish to end the contract. We have noted it. The contract asks for a registered letter: until one is sent, it goes on.`,
      readingsDiffer,
    ],
    next: () => [howToGiveNotice],
  },
  'notice.settled': {
    subject: (w) => (w.valid ? 'the notice is accepted' : 'the notice is not accepted for its date'),
    quote: 'notice',
    dates: true,
    said: (w) => [
      w.valid
        ? `After examination the notice is accepted: the contract ends on ${w.end}, at the end of the day.`
        : `After examination the notice is not accepted for the end it aimed at. The term still ends on ${w.end}.`,
      `Reference of the decision: ${w.reason}.`,
    ],
    next: () => ['If you disagree, write to us: the exchange is kept in the file.'],
  },
  'notice.withdrawn': {
    subject: () => 'the contract goes on',
    dates: true,
    said: (w) => [
      `By agreement of both parties, the notice was withdrawn on ${w.day}. The contract goes on; the running term ends on ${w.end}.`,
    ],
    next: () => ['You need not do anything. If this agreement is not what you wanted, answer this message.'],
  },
  'handover.offer': {
    subject: () => 'the hand-over of your data',
    quote: 'perform',
    said: (w) => [
      `Notice having been given, you may ask us today to hand over your mailboxes and their configurations, without waiting for ${w.end}.`,
      'The hand-over online, through a personal link, is free. A physical medium is possible; you see its quote first.',
    ],
    next: () => [
      'Just answer this message: any request that comes from you will do, no form is required.',
      'We freeze the inventory, prepare a verified package, and send you a personal link.',
    ],
  },
  'handover.offer-free': {
    subject: () => 'the hand-over of your data, on no condition of payment',
    quote: 'perform',
    said: (w) => [
      `The contract ends on ${w.end}. Your mailboxes and their configurations are handed over on simple request, and no payment is a condition of it.`,
    ],
    next: () => ['Just answer this message: any request that comes from you will do.'],
  },
  'terms.offer': {
    subject: (w) => `new terms from ${w.until}`,
    quote: 'refusal',
    said: (w) => [
      `New specific terms were sent to you; they are to enter into force on ${w.until}. Fingerprint of the text (SHA-256): ${w.reason}.`,
      'You may refuse them within the thirty days after they enter into force, in any way that lets us recognise you. If you refuse, the old text remains the one that applies.',
    ],
    next: () => ['Read the text that we sent.', 'To refuse, answer this message or use the client portal.'],
  },
  'terms.in-force': {
    subject: () => 'the new terms are in force',
    timer: 'terms.refuse',
    quote: 'refusal',
    said: (w) => [
      `The new terms entered into force on ${w.day}. You may refuse them until ${w.until}, that day included.`,
    ],
    next: () => ['To refuse, answer this message before that day is over: we acknowledge it.'],
  },
  'terms.accepted': {
    subject: () => 'the new terms apply',
    quote: 'use',
    said: (w) => [
      `The time to refuse is over. The services were used after the entry into force and no refusal reached us: as of ${w.day} the new terms apply. Both facts are kept in the file.`,
    ],
    next: () => ['If you did refuse and it was lost, tell us with its date: it will be examined.'],
  },
  'terms.refusal-receipt': {
    subject: () => 'your refusal of the new terms is recorded',
    quote: 'refusal',
    said: (w) => [
      `Your refusal of the new terms was recorded on ${w.day}. The old text remains the one that applies to your contract.`,
    ],
    next: () => [
      'You need not do anything else: the old contract goes on to its term.',
      'If you would rather leave earlier, answer this message: an early end can be agreed between us.',
    ],
  },
  'terms.refusal-without-effect': {
    subject: () => 'your refusal came after the time limit',
    quote: 'refusal',
    said: (w) => [
      `Your refusal, recorded on ${w.day}, came after the time to refuse. It is kept in the file with its date, without effect on the text that applies.`,
    ],
    next: () => [
      'If you sent it earlier, let us have the proof of that: we examine it again.',
      'You keep the right to give notice for the next end of the term.',
    ],
  },
  'suspension.notice': {
    subject: () => 'suspension of the services',
    tone: 'warning',
    quote: 'suspension',
    said: (w) => [
      `The services are suspended since ${w.day}. Reason: ${w.reason}.`,
      `Planned end: ${w.until === '–' ? 'you are told as soon as it is known' : w.until}. Your data stay in place and backups go on every night.`,
    ],
    next: (w) => [
      w.ownCause
        ? 'You need not do anything: the services are restored as soon as we are done.'
        : 'Contact us to agree on what ends the suspension: the services are restored as soon as it is remedied.',
      'Notice periods, the hand-over of data and requests already made take their course.',
    ],
  },
  'suspension.cured': {
    subject: () => 'the services are restored',
    tone: 'good',
    quote: 'cured',
    said: (w) => [`The suspension was lifted on ${w.day}. The services are restored; your data were not touched.`],
    next: () => ['If a service is still missing, answer this message.'],
  },
} as const satisfies Readonly<Record<string, ClientDutyText>>;
