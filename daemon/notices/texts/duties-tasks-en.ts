import type { OperatorDutyText } from './duties-texts.ts';

/** What somebody prepares, sends, does or only has to know. */
export const tasksEn = {
  'act.kept': {
    title: 'Act kept without effect',
    meaning: 'An act came too late or without the form that is asked for. It is kept with its date; an answer is due.',
    detail: (w) => w.act,
    next: ({ tenant }) => [`Read it and answer: coffre contract timeline ${tenant}.`],
  },
  'backups.start': {
    title: 'Contract signed: back up from the first day',
    meaning: 'Article 4 promises a daily backup off the site, from the signature on.',
    next: ({ tenant }) => [
      'Check that the mailboxes of this client are recognised: coffre mailboxes list.',
      `The first night can be run at once: coffre backup --tenant ${tenant}.`,
    ],
  },
  'billing.stop': {
    title: 'Effective termination: stop billing',
    meaning: 'No day after the last billed day may be invoiced; the credit of the month paid in advance is computed.',
    detail: (w) => w.billedUntil,
    next: ({ tenant }) => [`Export the last lines: coffre contract show ${tenant} --lines lines.csv.`],
  },
  'certificate.first': {
    title: 'Erased: first certificate to hand over',
    meaning:
      'Keys are destroyed and copies removed. The certificate lists the versions that are still locked, with dates.',
    next: ({ tenant }) => [
      `Write it: coffre keys erase ${tenant} --certificate certificate-1.json. Give it to the client.`,
    ],
  },
  'certificate.second': {
    title: 'Last lock over: second certificate to hand over',
    meaning: 'The absence of every version was verified at the store. The file is closed.',
    next: ({ tenant }) => [
      `Write it: coffre keys erase ${tenant} --certificate certificate-2.json. Give it to the client.`,
    ],
  },
  'confirm.reminder': {
    title: 'Thirty days without an answer: registered letter to post',
    meaning:
      'The reminders by mail had no answer. The letter says what waits, how to confirm, what is still billed, and that nothing is erased.',
    next: ({ tenant }) => [
      'Post the letter (LRAR or qualified LRE) on the day shown and keep the slip.',
      `Record it: coffre contract event ${tenant} reminder.sent --set kind=confirm --set step=30 --set letter=true --proof slip:FILE.`,
    ],
  },
  'contest.rework': {
    title: 'Contested items to make again',
    meaning: 'Only these items are open again. It is free where the defect is ours.',
    detail: (w) => `${w.count} · ${w.reason}`,
    next: ({ tenant }) => [
      `Which, and why: coffre reversibility status ${tenant}.`,
      `Compare with the source, make again, deliver: coffre reversibility prepare ${tenant} --item ID, coffre reversibility deliver ${tenant}.`,
    ],
  },
  'delta.freeze': {
    title: 'Mail came after the freeze: a complement to prepare',
    meaning: 'Completeness cannot be confirmed without it. Confirmations already given stay.',
    detail: (w) => w.reason,
    next: ({ tenant }) => [`coffre reversibility prepare ${tenant}, then coffre reversibility deliver ${tenant}.`],
  },
  'erase.execute': {
    title: 'Erasure approved: to be carried out',
    meaning:
      'Two persons approved the plan. Carrying it out checks both approvals, the delay and the absence of holds once more.',
    next: ({ tenant }) => [
      `Read the plan: coffre keys erase ${tenant} --dry-run. Carry it out: coffre keys erase ${tenant}.`,
    ],
  },
  'erase.propose': {
    title: 'Retrieval over: erasure to propose',
    meaning:
      'The client is asked. Erasure takes its instruction and two persons; without an instruction the data stay.',
    next: ({ tenant }) => [`See what still stands against it: coffre keys erase ${tenant} --dry-run.`],
  },
  'escrow.seal': {
    title: 'Closed without an answer: escrow copy to seal',
    meaning: 'The package stays sealed and kept; nothing is billed any more, not even the escrow.',
    next: ({ tenant }) => [`Verify the package: coffre verify --level full. The file: coffre contract show ${tenant}.`],
  },
  'fallback.letter': {
    title: 'Closed without an answer: registered letter to send',
    meaning: 'The letter says that the contract is closed, that the data stay in escrow, and how to obtain them.',
    next: ({ tenant }) => [
      'Send it and keep the slip.',
      `A day of erasure is announced later only, by another letter (sixty days at least): coffre contract event ${tenant} erase.announced …`,
    ],
  },
  'hold.released': {
    title: 'Hold released',
    meaning: 'Two persons released the hold: it no longer keeps data from erasure.',
    detail: (w) => w.id,
    next: ({ tenant }) => [`What still holds: coffre contract show ${tenant}.`],
  },
  'hold.set': {
    title: 'Data on hold',
    meaning: 'No erasure is possible while the hold stands; the hand-over goes on.',
    detail: (w) => `${w.id} · ${w.reason}`,
    next: ({ tenant, id }) => [
      `Releasing it takes two persons: coffre contract event ${tenant} hold.released --set holdId=${id}.`,
    ],
  },
  'lock.verify': {
    title: 'Last lock over: verify that nothing is left',
    meaning: 'Locked versions may go now. Their absence is verified at the store, then the second certificate follows.',
    next: ({ tenant }) => [`coffre keys erase ${tenant} --certificate certificate-2.json`],
  },
  'notice.late': {
    title: 'Late notice: written answer to send',
    meaning:
      'The letter is late under every reading: it counts for the next end, and the client may withdraw it within thirty days. The client has to read that from us.',
    detail: (w) => w.end,
    next: ({ tenant }) => [
      `The table of readings to enclose: coffre contract show ${tenant}.`,
      'Send the letter and keep the slip on file.',
    ],
  },
  'pv.draft': {
    title: 'Package verified: draft minutes to read',
    meaning: 'The minutes are ready as a draft; they complete themselves as items are confirmed.',
    next: ({ tenant }) => [
      `coffre reversibility receipt ${tenant} --minutes --pdf minutes.pdf`,
      `Then deliver: coffre reversibility deliver ${tenant}.`,
    ],
  },
  'pv.sign': {
    title: 'Effective termination: minutes to sign',
    meaning: 'The minutes, dated and signed by both parties, close the hand-over.',
    next: ({ tenant }) => [
      `coffre reversibility receipt ${tenant} --minutes --pdf minutes.pdf, to sign and hand over.`,
    ],
  },
  'quote.prepare': {
    title: 'Hand-over requested: quote to present',
    meaning:
      'The online route, free of charge, comes first in it. Preparing does not wait for the quote to be accepted.',
    next: ({ tenant }) => [
      `coffre reversibility quote ${tenant} --issue`,
      `Freeze and prepare without waiting: coffre reversibility prepare ${tenant}.`,
    ],
  },
  'services.restore': {
    title: 'Suspension lifted: restore the services',
    meaning: 'Article 7 asks for the services to be restored as soon as it is remedied.',
    next: () => ['Open the client’s access again now, and check it with them.'],
  },
  'switch.prepare': {
    title: 'Switch requested (Data Act)',
    meaning:
      'The service goes on, assistance is logged. A transition of thirty days at most, or infeasibility notified within fourteen working days; the kinder way for the client wins.',
    next: ({ tenant }) => [
      `The dates: coffre contract show ${tenant}. The charges allowed: coffre reversibility quote ${tenant}.`,
    ],
  },
} as const satisfies Readonly<Record<string, OperatorDutyText>>;
