/** What the two leaflets of the index bag name. */
export interface LeafletFacts {
  readonly name: string;
  readonly contractId: string;
  readonly round: number;
  readonly frozenAt: string;
  readonly bags: readonly string[];
}

/** `LISEZ-MOI.txt`: what this is, how to check it and open it without us. UTF-8, LF. */
export function leafletInFrench({ name, contractId, round, frozenAt, bags }: LeafletFacts): string {
  return `REMISE DE VOS DONNÉES — contrat ${plain(contractId)}, lot ${round}
Inventaire arrêté le ${frozenAt} (temps universel).

CE QUE VOUS AVEZ
${bags.length} dossiers, chacun un « bag » au format BagIt 1.0 (norme ouverte RFC 8493) :
${list(bags, name, { mailbox: 'une boîte aux lettres', cfg: 'la configuration', evd: 'les preuves', index: 'ce dossier-ci' })}
Dans chaque dossier, data/ contient vos données ; les autres fichiers en donnent les empreintes.

VÉRIFIER À LA MAIN, SANS NOUS
Dans chaque dossier, l'un après l'autre :
  Linux    sha512sum -c manifest-sha512.txt
           sha512sum -c tagmanifest-sha512.txt
           (de même sha256sum -c manifest-sha256.txt et tagmanifest-sha256.txt)
  macOS    shasum -a 512 -c manifest-sha512.txt
           shasum -a 512 -c tagmanifest-sha512.txt
  Windows  certutil -hashfile data\\mail.pst SHA512
           puis comparer à la ligne de manifest-sha512.txt
Chaque ligne doit finir par OK. Puis, dans ${name} :
  sha512sum tagmanifest-sha512.txt
Le résultat est l'empreinte du lot entier : elle doit être celle du portail et du reçu.
data/bags.json donne pour chaque autre dossier l'empreinte de son tagmanifest-sha512.txt.

OUVRIR
  *.pst          Outlook (Fichier > Ouvrir > Fichier de données), ou tout lecteur de PST
  items.jsonl    un élément par ligne (JSON) : dossier, pièces jointes et leurs empreintes
  folders.json   tous les dossiers, vides compris, avec leurs comptes
  config/*.json  réglages et droits ; les *.csv s'ouvrent dans un tableur
  register.json  chaque catégorie : remise, ou pourquoi elle ne l'est pas
  reconciliation.json, .csv   ce qu'Exchange comptait, ce que le PST contient, ce qui est remis

AVANT DE CONFIRMER
Lisez dans register.json les catégories « not-captured » et « partial », et dans
reconciliation.json les écarts. Une différence se conteste élément par élément.
`;
}

/** `README.txt`: the same in English. */
export function leafletInEnglish({ name, contractId, round, frozenAt, bags }: LeafletFacts): string {
  return `HAND-OVER OF YOUR DATA - contract ${plain(contractId)}, round ${round}
Inventory frozen at ${frozenAt} (UTC).

WHAT YOU HAVE
${bags.length} folders, each a bag of BagIt 1.0 (open standard RFC 8493):
${list(bags, name, { mailbox: 'one mailbox', cfg: 'the configuration', evd: 'the evidence', index: 'this folder' })}
In each folder, data/ holds your data; the other files hold its hashes.

CHECK BY HAND, WITHOUT US
In each folder, one after the other:
  Linux    sha512sum -c manifest-sha512.txt
           sha512sum -c tagmanifest-sha512.txt
           (likewise sha256sum -c manifest-sha256.txt and tagmanifest-sha256.txt)
  macOS    shasum -a 512 -c manifest-sha512.txt
           shasum -a 512 -c tagmanifest-sha512.txt
  Windows  certutil -hashfile data\\mail.pst SHA512
           then compare with the line of manifest-sha512.txt
Every line must end in OK. Then, in ${name}:
  sha512sum tagmanifest-sha512.txt
The result is the hash of the whole package: it must be the one on the portal and the receipt.
data/bags.json holds, for each other folder, the hash of its tagmanifest-sha512.txt.

OPEN
  *.pst          Outlook (File > Open > Outlook Data File), or any PST reader
  items.jsonl    one item a line (JSON): folder, attachments and their hashes
  folders.json   all folders, empty ones too, with their counts
  config/*.json  settings and rights; *.csv open in a spreadsheet
  register.json  each class: handed over, or why it is not
  reconciliation.json, .csv   what Exchange counted, what the PST holds, what is handed over

BEFORE YOU CONFIRM
Read in register.json the classes "not-captured" and "partial", and in
reconciliation.json the differences. A difference is contested item by item.
`;
}

/** Bags are named by kind; a long list of mailboxes is summed up. */
function list(
  bags: readonly string[],
  name: string,
  words: { readonly mailbox: string; readonly cfg: string; readonly evd: string; readonly index: string },
): string {
  const mailboxes = bags.filter((one) => one.startsWith(`${name}-mbx-`));
  const rows: string[] = mailboxes.length === 0 ? [] : [`  ${name}-mbx-…  ${words.mailbox} (${mailboxes.length})`];
  if (bags.includes(`${name}-cfg`)) rows.push(`  ${name}-cfg  ${words.cfg}`);
  if (bags.includes(`${name}-evd`)) rows.push(`  ${name}-evd  ${words.evd}`);
  rows.push(`  ${name}  ${words.index}`);
  return rows.join('\n');
}

const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 200);
