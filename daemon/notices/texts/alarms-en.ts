import type { AlarmTexts } from './alarm-texts.ts';

export const alarmsEn: AlarmTexts = {
  describe: {
    'night-failed': (alarm, f) => ({
      title: `Night of ${f.night(alarm.night)} failed: ${f.number(alarm.failed)} of ${f.number(alarm.total)} mailboxes`,
      facts: [
        ['Run', alarm.run],
        ['Failed', f.number(alarm.failed)],
        ['Partial', f.number(alarm.partial)],
        ...(alarm.error === null
          ? []
          : ([['First error', `${f.name(alarm.error.code)}${f.colon} ${f.message(alarm.error.message)}`]] as const)),
      ],
      meaning: 'These mailboxes have no restore point for this night; those of earlier nights remain.',
      steps: [`coffre run ${alarm.run}`, 'coffre doctor all', `coffre backup --night ${alarm.night}`],
    }),
    'night-missed': (alarm, f) => ({
      title: `Night of ${f.night(alarm.night)} missed`,
      facts: [['Expected', f.dateTime(alarm.expectedAt)]],
      meaning: 'The planned backup did not start. The service was stopped, or the machine off.',
      steps: ['coffre status', `coffre backup --night ${alarm.night}`],
    }),
    'no-run': (alarm, f) => ({
      title: `No backup finished for ${f.number(alarm.hours)} h`,
      facts: [['Last one ended', alarm.lastEndedAt === null ? 'never' : f.dateTime(alarm.lastEndedAt)]],
      meaning: 'The contract promises a backup every day. This alarm repeats until one finishes.',
      steps: ['coffre status', 'coffre doctor all', 'coffre backup'],
    }),
    'export-stalled': (alarm, f) => ({
      title: `Export stalled: ${f.name(alarm.mailbox)} (${f.name(alarm.tenant)})`,
      facts: [
        ['No progress since', f.dateTime(alarm.since)],
        ['Step', f.name(alarm.step)],
      ],
      meaning: 'The export of this mailbox has stopped moving. The other mailboxes go on.',
      steps: ['coffre doctor exchange', 'coffre runs'],
    }),
    verdict: (alarm, f) => ({
      title: `Mailbox ${alarm.verdict}: ${f.name(alarm.mailbox)} (${f.name(alarm.tenant)})`,
      facts: [
        ['Night', f.night(alarm.night)],
        ['Backup', alarm.snapshot],
        ...alarm.reasons.slice(0, 3).map((reason) => ['Sign', f.message(reason)] as const),
        [
          'Last clean night',
          alarm.lastClean === null ? 'none known' : `${f.night(alarm.lastClean.night)} (${alarm.lastClean.snapshot})`,
        ],
      ],
      meaning:
        alarm.verdict === 'COMPROMISED'
          ? 'The content of the mailbox was most likely encrypted or destroyed at its source. Recent restore points may be hit too.'
          : 'Signs of encryption or destruction were seen. This is an opinion with reasons, no certainty: a person has to look.',
      steps: [
        `coffre snapshot ${alarm.snapshot}`,
        ...(alarm.lastClean === null
          ? ['coffre snapshots --verdict CLEAN']
          : [`coffre restore ${alarm.lastClean.snapshot} --to pst:FILE`]),
        'Tell the client once the opinion is confirmed; restore doubtful nights only with --acknowledge-risk REASON.',
        'Closing the case takes two persons and a reason.',
      ],
    }),
    'store-unreachable': (alarm, f) => ({
      title: `Store not reachable: ${f.name(alarm.store)}`,
      facts: [
        ['Since', f.dateTime(alarm.since)],
        ['Error', f.name(alarm.code)],
      ],
      meaning: 'Nothing can be backed up or restored until it answers. What it already holds is not affected by this.',
      steps: ['coffre doctor store'],
    }),
    'signs-disagree': (alarm, f) => ({
      title: `Mailbox not backed up, owner uncertain: ${f.name(alarm.subject)}`,
      facts: [
        ['Client', alarm.tenant === null ? 'none' : f.name(alarm.tenant)],
        ['Finding', f.message(alarm.message)],
      ],
      meaning:
        'The signs that say whose mailbox this is contradict each other. It is not backed up, so that it never reaches another client.',
      steps: ['Correct the attribute, organisational unit or domain in Exchange.', 'coffre mailboxes list'],
    }),
    'lease-lost': (alarm, f) => ({
      title: `Work taken over by another process: ${f.name(alarm.resource)}`,
      facts: [['Holder', alarm.holder === null ? 'unknown' : f.name(alarm.holder)]],
      meaning: 'This process stopped that work by itself. Nothing acknowledged is lost.',
      steps: ['Check that one coffre serve runs per machine, and how busy its disk is.', 'coffre status'],
    }),
    'integrity-failure': (alarm, f) => ({
      title: `Backup damaged: ${f.name(alarm.mailbox)} (${f.name(alarm.tenant)})`,
      facts: [
        ['Backup', alarm.snapshot],
        ['Night', f.night(alarm.night)],
        ['Level', alarm.level],
        ['Findings', `${f.number(alarm.findings)}, the gravest ${f.name(alarm.code)}`],
      ],
      meaning: 'Verification found that what is stored no longer equals what was written.',
      steps: [
        `coffre verify ${alarm.snapshot} --level full`,
        `coffre snapshots --tenant ${alarm.tenant}`,
        'coffre doctor store',
        'Run neither gc nor retention apply before the reason is known.',
      ],
    }),
  },
  frozen: {
    'anchor-pinned': 'the last clean restore point is pinned and kept for longer',
    'expiry-stopped': 'no restore point of this mailbox expires any more',
    'case-opened': 'a case is open',
    'exported-again': 'the mailbox was exported a second time to compare',
    'tenant-expiry-stopped': 'no restore point of this client expires any more',
    'deletions-paused': 'work that deletes is suspended for this client',
  },
  subject: (title, others) => `[Coffre] ALARM: ${title}${others > 0 ? ` and ${others} more` : ''}`,
  headline: (count) => (count === 1 ? 'One alarm needs your attention' : `${count} alarms need your attention`),
  noticed: 'Noticed',
  frozenTitle: 'Kept safe',
  stepsTitle: 'What to do',
  again: (since) => `Still so since ${since}.`,
  worse: (since) => `It got worse; first alarm on ${since}.`,
  more: (count) => `… and ${count} more: coffre status shows them all.`,
};
