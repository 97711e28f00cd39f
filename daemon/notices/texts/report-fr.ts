import type { NightReport } from '../types.ts';
import type { ReportTexts } from './report-texts.ts';

const total = ({ counts }: NightReport): number => counts.ok + counts.partial + counts.failed;
const s = (count: number): string => (count > 1 ? 's' : '');

function figures(report: NightReport): string {
  const { ok, partial, failed } = report.counts;
  const parts = [`${ok} sur ${total(report)} sauvegardée${s(ok)}`];
  if (partial > 0) parts.push(`${partial} partielle${s(partial)}`);
  if (failed > 0) parts.push(`${failed} en échec`);
  if (report.compromised > 0) parts.push(`${report.compromised} compromise${s(report.compromised)}`);
  if (report.suspect > 0) parts.push(`${report.suspect} suspecte${s(report.suspect)}`);
  return parts.join(', ');
}

export const reportFr: ReportTexts = {
  subject: (night, report) => {
    if (report.run === null) return `[Coffre] Nuit du ${night} : aucune sauvegarde`;
    if (total(report) === 0) return `[Coffre] Nuit du ${night} : aucune boîte trouvée`;
    return `[Coffre] Nuit du ${night} : ${figures(report)}`;
  },
  title: (night) => `Nuit du ${night}`,
  noRun: "La sauvegarde n'a pas eu lieu. Les points de restauration des nuits précédentes sont intacts.",
  stillRunning: 'La sauvegarde est encore en cours ; ce rapport ne dit que ce qui est terminé.',
  interrupted: 'La sauvegarde a été interrompue avant la fin ; elle reprend au prochain démarrage.',
  summary: (report) => {
    if (total(report) === 0) return "Aucune boîte aux lettres n'a été trouvée à sauvegarder.";
    return `Boîtes aux lettres : ${figures(report)}.`;
  },
  labels: {
    started: 'Début',
    ended: 'Fin',
    volume: 'Volume lu',
    stored: 'Volume ajouté au coffre',
    nextRun: 'Prochaine sauvegarde',
    noNextRun: 'aucune prévue',
  },
  byTenant: 'Par client',
  columns: {
    tenant: 'Client',
    ok: 'OK',
    partial: 'Partiel',
    failed: 'Échec',
    volume: 'Lu',
    stored: 'Ajouté',
    proven: 'Vérifié il y a',
  },
  total: 'Total',
  neverProven: 'jamais',
  noSnapshot: 'rien à vérifier',
  alarms: 'Alarmes',
  troubles: 'Ce qui manque ou diffère',
  findings: 'Boîtes non sauvegardées, client incertain',
  verdicts: 'Signes de compromission',
  unscanned: (count, shown) => `${shown} sauvegarde${s(count)} pas encore examinée${s(count)} : état inconnu.`,
  more: (count) => `… et d'autres, au nombre de ${count} : coffre run montre tout.`,
  status: { ok: 'complète', partial: 'partielle', failed: 'en échec' },
  verdict: {
    UNSCANNED: 'non examinée',
    CLEAN: 'aucun signe',
    NOTICE: 'à noter',
    SUSPECT: 'suspecte',
    COMPROMISED: 'compromise',
  },
  exceptionClass: {
    hidden: (count, shown) => `${shown} élément${s(count)} masqué${s(count)}`,
    'arrived-after-freeze': (count, shown) => `${shown} arrivé${s(count)} après le début de l'export`,
    'corrupt-at-source': (count, shown) => `${shown} illisible${s(count)} sur le serveur d'origine`,
    'too-large': (_count, shown) => `${shown} trop volumineux`,
    'not-captured': (count, shown) => `${shown} non exporté${s(count)}`,
    unexplained: (count, shown) => `${shown} différence${s(count)} inexpliquée${s(count)}`,
    damaged: (count, shown) => `export endommagé, ${shown} constat${s(count)}`,
  },
  wholeMailbox: 'boîte entière',
  next: 'Le détail de cette nuit',
  footer: (organisation) => `${organisation}, service de sauvegarde. Message automatique de Coffre.`,
};
