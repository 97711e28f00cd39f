import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Papers that somebody would have scanned: what the ledger keeps of them is name and hash. */
const PAPERS = {
  'contrat.txt': 'Conditions Spécifiques de Vente, Exchange mutualisé. Exemplaire de démonstration.',
  'preavis.txt':
    'Lettre recommandée avec accusé de réception : dénonciation à l’échéance. Exemplaire de démonstration.',
  'depot.txt': 'Preuve de dépôt de la lettre recommandée, 20 août 2026. Exemplaire de démonstration.',
  'demande.txt': 'Demande de restitution des boîtes et des configurations. Exemplaire de démonstration.',
  'instruction.txt': 'Instruction du responsable du traitement : effacer. Exemplaire de démonstration.',
} as const;

export async function writePapers(folder: string): Promise<void> {
  await mkdir(join(folder, 'papers'), { recursive: true });
  for (const [name, text] of Object.entries(PAPERS)) await writeFile(join(folder, 'papers', name), `${text}\n`);
}

/** `--proof KIND:FILE`, from the folder of the story. */
export const proof = (kind: string, name: keyof typeof PAPERS): readonly string[] => [
  '--proof',
  `${kind}:papers/${name}`,
];
export const paper = (name: keyof typeof PAPERS): string => `papers/${name}`;
