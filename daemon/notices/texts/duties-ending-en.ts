import { onPortal } from './duties-portal.ts';
import type { ClientDutyText } from './duties-texts.ts';

/** Switch under the Data Act, end, erasure. */
export const endingEn = {
  'switch.acknowledge': {
    subject: () => 'your switching request is recorded',
    said: (w) => [
      `Your switching request (regulation EU 2023/2854, article 25) was recorded on ${w.day}. The notice period ends on ${w.end} at the latest.`,
      'The service goes on during the transition, and so does the hand-over of your data.',
    ],
    next: (w) => [
      'Should the transition prove infeasible within the legal time, we tell you within fourteen working days, with reasons.',
      'You may extend the transition once, for the time that suits you.',
      onPortal('en', 'home', w),
    ],
  },
  'switch.infeasible': {
    subject: () => 'the transition needs more time',
    tone: 'warning',
    said: (w) => [
      `The transition is technically not feasible within thirty days. Reasons: ${w.reason}.`,
      `The alternative period runs until ${w.until}; the service goes on until then.`,
    ],
    next: () => ['If these reasons do not convince you, answer this message: a person goes through them with you.'],
  },
  'switch.extended': {
    subject: (w) => `the transition is extended until ${w.until}`,
    said: (w) => [
      `As you asked, the transition is extended until ${w.until}. The service and the hand-over of your data go on until then.`,
    ],
    next: (w) => [onPortal('en', 'home', w)],
  },
  'transition.cancelled': {
    subject: () => 'the contract resumes',
    said: (w) => [
      `By agreement of both parties, the end of the contract was cancelled on ${w.day}. Nothing was erased; the contract resumes and the running term ends on ${w.end}.`,
    ],
    next: () => ['You need not do anything. If this agreement is not what you wanted, answer this message.'],
  },
  terminated: {
    subject: (w) => `effective termination on ${w.effective}`,
    tone: 'good',
    quote: 'billing',
    said: (w) => [
      `The termination of the services took effect on ${w.effective}. The last day that is billed is ${w.billedUntil}; what was paid in advance beyond it is credited to you.`,
      `Your data stay at your disposal until ${w.retrieval} at least. Erasing them takes your written instruction.`,
    ],
    next: (w) => [
      onPortal('en', 'receipts', w),
      'If an item proves defective until then, tell us: it is made again free of charge where the defect is ours.',
    ],
  },
  'erase.ask-instruction': {
    subject: () => 'what would you like for your data?',
    quote: 'controller',
    said: (w) => [
      `The retrieval period ended on ${w.retrieval}. You are the controller: it is for you to say what becomes of the data that we still keep.`,
      'Without an instruction of yours they stay in place.',
    ],
    next: (w) => [
      onPortal('en', 'home', w),
      'Choose: erase, or hand over one last time and then erase. Two persons then approve the plan of the erasure, and a certificate is given to you.',
    ],
  },
  'erase.instruction-receipt': {
    subject: () => 'your instruction to erase is recorded',
    quote: 'controller',
    said: (w) => [
      `Your instruction was recorded on ${w.day} (reference: ${w.reason}). A plan of the erasure is made; two persons have to approve it before anything is done.`,
    ],
    next: () => [
      'You then receive a certificate, which also lists the copies that are still locked and the date on which they go.',
      'To change your mind, answer this message without delay: a key that is destroyed cannot be made again.',
    ],
  },
  'erase.announced': {
    subject: (w) => `registered letter about your data: date of ${w.until}`,
    tone: 'warning',
    quote: 'controller',
    said: (w) => [
      `A registered letter was sent to you on ${w.day}. It says that an erasure of your data is considered for ${w.until} at the earliest, and asks for your instruction.`,
      'This message repeats it by mail, so that it does not get lost.',
    ],
    next: (w) => [
      'If you wish to keep, recover or contest anything, tell us before that day, in the way you like.',
      onPortal('en', 'download', w),
    ],
  },
} as const satisfies Readonly<Record<string, ClientDutyText>>;
