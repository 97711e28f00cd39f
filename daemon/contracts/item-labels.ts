import { exportableClasses, type ItemId } from '../../domain/index.ts';
import { classOfItem, mailboxItem } from '../../handover/index.ts';
import type { KnownPackage } from '../../pipelines/index.ts';

type Language = 'fr' | 'en';

/** Names of items as people know them: mailbox and part, or class of the register; the id itself where nobody knows it. */
export function itemLabels(packages: readonly KnownPackage[], language: Language): (item: ItemId) => string {
  const archive = language === 'fr' ? 'archive' : 'archive';
  const names = new Map<string, string>();
  for (const { freeze } of packages) {
    for (const one of freeze.parts) {
      names.set(
        mailboxItem(one.mailboxId, one.kind),
        one.kind === 'archive' ? `${one.mailbox} – ${archive}` : one.mailbox,
      );
    }
  }
  return (item) => {
    const number = classOfItem(item);
    const entry = exportableClasses.find((one) => one.number === number);
    return names.get(item) ?? entry?.name[language] ?? item;
  };
}
