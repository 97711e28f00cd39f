import type { ContractEventType, ContractState, Name, Role } from '../../daemon/index.ts';

export { type Name, readingName, timerName } from '../../daemon/index.ts';

const name = (fr: string, en: string): Name => ({ fr, en });

export const lifecycleNames: Readonly<Record<ContractState['lifecycle']['kind'], Name>> = {
  draft: name('non signé', 'not signed'),
  active: name('en cours', 'running'),
  notice: name('dénoncé, en préavis', 'under notice'),
  'switch-notice': name('changement demandé, en préavis', 'switch requested, under notice'),
  transition: name('terminé, remise en cours', 'over, hand-over under way'),
  terminated: name('effectivement résilié', 'effectively terminated'),
  erasable: name('effectivement résilié, effacement possible', 'effectively terminated, may be erased'),
  erasing: name('effacement en cours', 'being erased'),
  erased: name('effacé', 'erased'),
  closed: name('clos', 'closed'),
};

export const handoverNames: Readonly<Record<ContractState['handover']['kind'], Name>> = {
  none: name('pas demandée', 'not requested'),
  requested: name('demandée', 'requested'),
  quoted: name('voie choisie', 'route chosen'),
  frozen: name('inventaire gelé', 'inventory frozen'),
  prepared: name('paquet vérifié', 'package verified'),
  delivered: name('remise, en attente du client', 'delivered, waiting for the client'),
  acknowledged: name('tout est confirmé', 'all confirmed'),
  contested: name('contestée en partie', 'contested in part'),
  final: name('tout est confirmé, bascule déclarée', 'all confirmed, cut-over declared'),
  rework: name('à refaire en partie', 'to be reworked in part'),
};

export const roleNames: Readonly<Record<Role, Name>> = {
  'client-admin': name('client', 'client'),
  technician: name('technicien', 'technician'),
  approver: name('approbateur', 'approver'),
  auditor: name('auditeur', 'auditor'),
  system: name('service', 'service'),
};

const events: Readonly<Record<ContractEventType, Name>> = {
  'contract.signed': name('contrat signé', 'contract signed'),
  'contract.amended': name('avenant', 'contract amended'),
  'account.address-changed': name('adresse du compte changée', 'account address changed'),
  'signatory.changed': name('signataire changé', 'signatory changed'),
  'term.renewed': name('reconduction', 'renewed'),
  'change.notified': name('changement notifié', 'change notified'),
  'notice.received': name('dénonciation reçue', 'notice received'),
  'notice.informal': name('dénonciation sans forme', 'informal notice'),
  'notice.disputed': name('dénonciation contestée', 'notice disputed'),
  'notice.dispute-settled': name('contestation tranchée', 'dispute settled'),
  'notice.withdrawn': name('dénonciation retirée', 'notice withdrawn'),
  'notice.ended': name('fin du préavis', 'notice over'),
  'switch.requested': name('changement demandé', 'switch requested'),
  'switch.infeasible': name('transition infaisable dans le délai', 'transition infeasible in time'),
  'switch.extended': name('transition prolongée', 'transition extended'),
  'switch-notice.ended': name('fin du préavis de changement', 'switch notice over'),
  'provider.termination-decided': name('résiliation par le prestataire', 'termination by the provider'),
  'transition.cancelled': name('remise annulée d’un commun accord', 'hand-over cancelled by agreement'),
  'recovery.confirmed': name('récupération intégrale confirmée', 'complete recovery confirmed'),
  'fallback.opened': name('cas sans réponse ouvert', 'case without an answer opened'),
  'fallback.closed': name('cas sans réponse clos', 'case without an answer closed'),
  'retrieval.ended': name('fin du délai de récupération', 'retrieval over'),
  'erase.instructed': name('effacement demandé', 'erasure instructed'),
  'erase.announced': name('effacement annoncé par lettre', 'erasure announced by letter'),
  'erase.approved': name('effacement approuvé', 'erasure approved'),
  'keys.destroyed': name('clés détruites', 'keys destroyed'),
  'versions.purged': name('versions supprimées', 'versions purged'),
  'last-lock.expired': name('dernier verrou expiré', 'last lock expired'),
  'reversibility.requested': name('réversibilité demandée', 'hand-over requested'),
  'quote.issued': name('devis établi', 'quote issued'),
  'quote.accepted': name('devis accepté', 'quote accepted'),
  'route.free-chosen': name('remise en ligne choisie', 'online route chosen'),
  'inventory.frozen': name('inventaire gelé', 'inventory frozen'),
  'package.verified': name('paquet vérifié', 'package verified'),
  'package.delivered': name('paquet remis', 'package delivered'),
  'items.confirmed': name('éléments confirmés', 'items confirmed'),
  'items.contested': name('éléments contestés', 'items contested'),
  'items.waived': name('éléments abandonnés', 'items waived'),
  'rework.delivered': name('éléments refaits remis', 'rework delivered'),
  'receipt.verified': name('rapport de vérification reçu', 'verification report received'),
  'bytes.covered': name('tous les octets servis', 'all bytes served'),
  'delta.needed': name('complément nécessaire', 'delta needed'),
  'cutover.declared': name('bascule déclarée', 'cut-over declared'),
  'items.claimed-late': name('réclamation tardive', 'late claim'),
  'reminder.sent': name('rappel envoyé', 'reminder sent'),
  'suspension.started': name('suspension', 'suspended'),
  'suspension.cured': name('suspension levée', 'suspension cured'),
  'terms.offered': name('nouvelles conditions proposées', 'new terms offered'),
  'terms.entered-into-force': name('nouvelles conditions en vigueur', 'new terms in force'),
  'terms.refused': name('nouvelles conditions refusées', 'new terms refused'),
  'terms.used': name('services utilisés après les nouvelles conditions', 'services used after new terms'),
  'terms.deadline-passed': name('délai de refus écoulé', 'time to refuse is over'),
  'hold.set': name('gel des données', 'hold set'),
  'hold.released': name('gel levé', 'hold released'),
  'invoice.disputed': name('facture contestée', 'invoice disputed'),
  'invoice.dispute-settled': name('contestation de facture réglée', 'invoice dispute settled'),
  'cost-sheet.recorded': name('fiche de coûts enregistrée', 'cost sheet recorded'),
  'fee.waived': name('frais abandonnés', 'fee waived'),
  'medium.purchased': name('support acheté', 'medium purchased'),
  'restore.charged': name('restauration facturée', 'restore charged'),
  'penalty.recorded': name('indemnité enregistrée', 'penalty recorded'),
  'sla.claimed': name('avoir de disponibilité demandé', 'availability credit claimed'),
  'clock.witnessed': name('horloge constatée', 'clock witnessed'),
  'clock.acknowledged': name('horloge vérifiée par une personne', 'clock checked by a person'),
  'line.exported': name('lignes exportées', 'lines exported'),
  'act.proposed': name('acte proposé', 'act proposed'),
  'act.approved': name('acte approuvé', 'act approved'),
};

/** An event by its type. */
export function eventName(type: ContractEventType): Name {
  return events[type];
}
