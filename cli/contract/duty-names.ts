import type { Name } from './names.ts';

const name = (fr: string, en: string): Name => ({ fr, en });

/** What the domain asks of people, in words; the texts of the mails themselves are the daemon's. */
const duties: Readonly<Record<string, Name>> = {
  'backups.start': name('sauvegarder dès la première nuit', 'save from the first night on'),
  'contract.dates': name('communiquer les dates au client', 'tell the client the dates'),
  'term.renewed': name('annoncer la reconduction', 'tell of the renewal'),
  'term.reminder': name('rappeler la fin de la période', 'remind of the end of the term'),
  'notice.deadline': name('dernier jour pour dénoncer', 'last day to give notice'),
  'notice.acknowledge': name('accuser réception de la dénonciation', 'acknowledge the notice'),
  'notice.how-to': name('dire comment dénoncer valablement', 'say how to give valid notice'),
  'notice.decide': name('trancher la dénonciation contestée', 'decide on the disputed notice'),
  'handover.offer': name('proposer la remise', 'offer the hand-over'),
  'reversibility.receipt': name('accuser réception de la demande', 'acknowledge the request'),
  'reversibility.ask': name('rappeler le droit à la remise', 'remind of the right to the hand-over'),
  'perform15.due': name('remettre dans les quinze jours', 'deliver within fifteen days'),
  'quote.prepare': name('préparer le devis', 'prepare the quote'),
  'quote.sent': name('envoyer le devis', 'send the quote'),
  'delivery.notice': name('annoncer la remise', 'tell of the delivery'),
  'confirm.receipt': name('envoyer l’accusé de la confirmation', 'send the receipt of the confirmation'),
  'confirm.reminder': name('rappeler de confirmer', 'remind to confirm'),
  'confirm.letter': name('envoyer la lettre recommandée', 'send the registered letter'),
  'contest.receipt': name('envoyer l’accusé de la contestation', 'send the receipt of the contest'),
  'contest.rework': name('refaire les éléments contestés', 'rework the contested items'),
  'cutover.ask': name('demander la bascule', 'ask for the cut-over'),
  'recovery.ask': name('demander la confirmation intégrale', 'ask for the complete confirmation'),
  'recovery.receipt': name(
    'envoyer l’accusé de la confirmation intégrale',
    'send the receipt of the complete confirmation',
  ),
  'delta.freeze': name('geler le complément', 'freeze the delta'),
  'fallback.case': name('ouvrir le cas sans réponse', 'open the case without an answer'),
  'erase.ask-instruction': name('demander l’instruction d’effacement', 'ask for the instruction to erase'),
  'erase.propose': name('proposer l’effacement', 'propose the erasure'),
  'erase.execute': name('exécuter l’effacement', 'carry the erasure out'),
  'lock.verify': name('vérifier le dernier verrou', 'verify the last lock'),
  'suspension.notice': name('annoncer la suspension', 'tell of the suspension'),
  'suspension.decide': name('décider après la suspension', 'decide after the suspension'),
  'services.restore': name('rétablir les services', 'restore the services'),
  'approval.asked': name('faire approuver par une autre personne', 'have another person approve'),
  'approval.pending': name('une approbation attend', 'an approval is pending'),
  'line.held': name('décider des lignes retenues', 'decide on lines held'),
  'clock.jump': name('vérifier l’horloge', 'check the clock'),
};

/** A duty by its name; the name itself where it has no words here. */
export function dutyName(what: string): Name {
  return duties[what] ?? name(what, what);
}
