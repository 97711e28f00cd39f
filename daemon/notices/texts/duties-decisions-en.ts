import type { OperatorDutyText } from './duties-texts.ts';

/** What a person looks at or decides: nothing happens by itself. */
export const decisionsEn = {
  'clock.jump': {
    title: 'The clock jumped: deadlines wait for a person',
    meaning:
      'This machine’s clock moved on by more than 25 hours since the last known instant (stopped for long, or a wrong clock). Nothing expires, nothing is renewed and nobody is told until a person has checked it.',
    next: ({ tenant }) => [
      'Compare the machine’s time with a safe source (chronyc tracking, timedatectl), and correct it if it is wrong.',
      `If it is right: coffre contract event ${tenant} clock.acknowledged --set reason="time checked". Once is enough for all contracts.`,
    ],
  },
  'clock.acknowledged': {
    title: 'Clock checked',
    meaning: 'A person checked the clock after a jump: deadlines go on from now.',
    next: ({ tenant }) => [`Look at what fell due during the jump: coffre contract timeline ${tenant}.`],
  },
  'notice.deadline': {
    title: 'Last day to give notice, under one reading',
    meaning:
      'One reading of « trois mois ouvrés » has come to its last day. A letter of the client is in time as long as one reading accepts it; ours has to be in time under all.',
    detail: (w) => w.reading,
    next: ({ tenant }) => [
      `Record every letter with its dates, late ones too: coffre contract event ${tenant} notice.received …`,
      `The readings side by side: coffre contract show ${tenant}.`,
    ],
  },
  'notice.decide': {
    title: 'A notice to settle',
    meaning:
      'The dates of the letter do not say whether it is in time, or a party disputes it. The contract is neither renewed over it nor ended until an approver has settled it.',
    detail: (w) => w.id,
    next: ({ tenant, id }) => [
      'Gather the deposit slip, the acknowledgement of receipt and the tracking; ask counsel if doubt is left.',
      `Settle it: coffre contract event ${tenant} notice.dispute-settled --set notice=${id} --set valid=true --set reference="…".`,
    ],
  },
  'notice.informal': {
    title: 'The client wants to leave, without a registered letter',
    meaning:
      'An informal request is noted and gives no notice. The client is told of the form that article 5 asks for.',
    next: ({ tenant }) => [
      'Call the client: agree on the date aimed at, and on the letter to send before the first deadline.',
      `The deadlines: coffre contract show ${tenant}.`,
    ],
  },
  'suspension.decide': {
    title: 'Suspended for more than fifteen days: a decision is possible',
    meaning:
      'The suspension has lasted longer than article 17.1 asks, under every reading in use. Ending the contract becomes possible, never by itself: two persons and a letter. To do nothing is as good a decision.',
    next: ({ tenant }) => [
      'First check that the suspension still has its reason; if not, lift it: suspension.cured.',
      `Propose the termination, with the letter: coffre contract event ${tenant} provider.termination-decided …`,
    ],
  },
  'terms.decide': {
    title: 'New terms: neither refused nor used',
    meaning:
      'The time to refuse is over without a refusal, and no use is recorded after the entry into force. Article 3 does not answer this case: the old text applies until a person settles it.',
    next: ({ tenant }) => ['Get in touch with the client.', `See the file: coffre contract show ${tenant}.`],
  },
  'terms.refused': {
    title: 'New terms refused',
    meaning:
      'The client refused. The old text still applies. The contract does not say what follows: by default the old version goes on to its term; an early end may be offered.',
    next: () => ['Choose, and write to the client: go on under the old text, or agree on an end.'],
  },
  'terms.lead-time': {
    title: 'New terms announced less than thirty days ahead',
    meaning: 'The contract states no lead time; under thirty days somebody should look.',
    detail: (w) => w.until,
    next: () => ['Postpone the entry into force if nothing presses.'],
  },
  'terms.unmailed': {
    title: 'New terms without proof of the mail before',
    meaning:
      'Article 3 asks for a mail beforehand. Without proof dated before the entry into force, this version cannot enter into force for this client.',
    next: ({ tenant }) => [
      `Send the mail, keep the SMTP answer, then coffre contract event ${tenant} terms.offered … --proof smtp-answer:FILE.`,
    ],
  },
  'perform15.due': {
    title: 'Hand-over to deliver: fifteen days',
    meaning:
      'The time of article 17.2 to supply the mailboxes comes to its end and nothing is delivered yet. After that day the breach is ours.',
    detail: (w) => w.reading,
    next: ({ tenant }) => [
      `Where it stands: coffre reversibility status ${tenant}.`,
      `Prepare, then deliver: coffre reversibility prepare ${tenant}, coffre reversibility deliver ${tenant}.`,
      'If the day cannot be kept, write to the client with a date, and keep that on file.',
    ],
  },
  'switch.infeasible': {
    title: 'Switch: last day to call it infeasible',
    meaning:
      'Regulation (EU) 2023/2854, article 25(4), gives fourteen working days to notify, with reasons, that a transition of thirty days is infeasible. After that it is due within them.',
    next: ({ tenant }) => [
      'Decide whether the transition fits into thirty days; if so, nothing is to be done.',
      `Else an approver: coffre contract event ${tenant} switch.infeasible --set reasons="…" --set until=YYYY-MM-DD.`,
    ],
  },
  'switch.transition': {
    title: 'Switch: the transition comes to its last day',
    meaning: 'The transition has to be complete that day; the service goes on until then.',
    next: ({ tenant }) => [
      `What is missing: coffre reversibility status ${tenant}.`,
      'Remind the client of the one extension that is theirs to take (article 25(5)).',
    ],
  },
  'fallback.case': {
    title: 'The client does not answer: a case to look into',
    meaning:
      'The reminders are done and the retrieval period is over. Extend free of charge, put in escrow, or ask counsel: a person chooses. Nothing is erased.',
    next: ({ tenant }) => [
      'Call the client, by another way than mail.',
      `What closing takes: coffre reversibility close ${tenant}. Two persons and counsel’s reference: --fallback REFERENCE.`,
    ],
  },
  'receipt.differs': {
    title: 'The client’s report differs from the package',
    meaning:
      'The verification report does not match the package’s fingerprint, or finds differences. It is kept; it proves no reception.',
    next: ({ tenant }) => [
      'Ask the client for the whole report and the file concerned.',
      `Verify the package on our side: coffre verify --level full, then coffre reversibility status ${tenant}.`,
    ],
  },
  'invoice.disputed': {
    title: 'Invoice disputed',
    meaning: 'The client disputes lines (article 8.2). The hand-over of its data goes on without condition.',
    detail: (w) => w.reason,
    next: ({ tenant }) => [
      `The line and what it rests on: coffre contract show ${tenant} --lines lines.csv.`,
      `Once agreed, an approver: coffre contract event ${tenant} invoice.dispute-settled …`,
    ],
  },
  'sla.claimed': {
    title: 'Availability credit claimed',
    meaning:
      'The client claims the credit of article 11.2 for a month. The line is computed from the recorded downtime.',
    detail: (w) => w.month,
    next: ({ tenant }) => [`Compare with monitoring, then export: coffre contract show ${tenant} --lines lines.csv.`],
  },
  'fees.review': {
    title: 'Billing while we suspend',
    meaning:
      'The suspension is ours (maintenance or emergency). The contract does not say whether the month stays due: the lines concerned need a look.',
    next: ({ tenant }) => [`Decide on a gesture where one is fair: coffre contract show ${tenant}.`],
  },
  'line.held': {
    title: 'Invoice line held',
    meaning:
      'This line covers days after D+30 without the client’s confirmation. It is computed and held: it does not leave without an approver.',
    detail: (w) => w.id,
    next: ({ tenant }) => [`See it with what it rests on: coffre contract show ${tenant} --lines lines.csv.`],
  },
  'renewal.check-information': {
    title: 'Renewal of a non-professional: was the information given?',
    meaning:
      'For a non-professional, article L. 215-1 of the French consumer code asks for information before the renewal; without it the client may leave at any time.',
    next: ({ tenant }) => [`The reminders that were sent, with their proofs: coffre contract timeline ${tenant}.`],
  },
  'approval.asked': {
    title: 'Act proposed: a second person is waited for',
    meaning: 'An act of two persons was proposed. Without approval within seven days it lapses.',
    detail: (w) => `${w.act} (${w.id}), ${w.who}`,
    next: ({ tenant, id }) => [
      'The second person reads the act and its papers; it cannot be the one who proposes.',
      `coffre --as APPROVER contract event ${tenant} --approve ${id}`,
    ],
  },
  'approval.pending': {
    title: 'Act proposed: the approval expires soon',
    meaning: 'Five of the seven days are over. After that the act has to be proposed again.',
    detail: (w) => `${w.act} (${w.id}), ${w.who}`,
    next: ({ tenant, id }) => [`coffre --as APPROVER contract event ${tenant} --approve ${id}`],
  },
  'client.unreachable': {
    title: 'A mail to the client is refused',
    meaning:
      'The mail server refuses the client’s address for good. The message does not count as sent and is tried again at each look.',
    detail: (w) => w.act,
    next: ({ tenant }) => [
      'Reach the client by another way and ask for the address.',
      `Record it: coffre contract event ${tenant} account.address-changed --set email=… --set from=YYYY-MM-DD --proof signed-pdf:FILE (or mail:FILE); another person approves.`,
    ],
  },
} as const satisfies Readonly<Record<string, OperatorDutyText>>;
