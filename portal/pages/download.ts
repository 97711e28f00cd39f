import { type Html, html } from '../html.ts';
import { notice, type PageContext, page } from '../layout.ts';
import type { OpenPackage, PackageFile } from '../views.ts';

const TEXT = {
  fr: {
    title: 'Télécharger',
    none: 'Aucun paquet n’est encore prêt pour ce lien. Vous serez prévenu par courriel.',
    lead: (files: string, size: string) =>
      `${files} fichiers, ${size} en tout. Le paquet reste ici : prenez-le en plusieurs fois si vous le voulez.`,
    how: 'Tout prendre, et reprendre après une coupure',
    steps: [
      'Enregistrez dans un dossier vide ces deux fichiers. Le premier ouvre vos téléchargements pendant douze heures : ne le donnez à personne.',
      'Dans ce dossier, lancez la commande ci-dessous. Après une coupure, lancez-la de nouveau : chaque fichier reprend là où il en était, rien n’est repris de zéro.',
      'Vérifiez ensuite avec SHA256SUMS (page « Vérifier »).',
    ],
    access: 'Clé de téléchargement (coffre-acces.txt)',
    list: 'Liste pour curl (coffre-curl.txt)',
    sums: 'Empreintes',
    bags: 'Les sacs du paquet',
    bag: (files: string, size: string) => `${files} fichiers, ${size}`,
    show: 'Montrer les fichiers de ce sac',
    resume: 'Reprise en ligne de commande',
    curl: 'curl est fourni avec Windows 10 et 11, macOS et la plupart des Linux. « 416 » veut dire que ce fichier est déjà complet.',
  },
  en: {
    title: 'Download',
    none: 'No package is ready for this link yet. You will be told by mail.',
    lead: (files: string, size: string) =>
      `${files} files, ${size} in all. The package stays here: fetch it in several goes if you like.`,
    how: 'Fetch everything, and go on after a cut',
    steps: [
      'Save these two files in an empty folder. The first one opens your downloads for twelve hours: give it to nobody.',
      'In that folder run the command below. After a cut run it again: each file goes on where it was, nothing starts from zero.',
      'Then check with SHA256SUMS (page “Verify”).',
    ],
    access: 'Download key (coffre-acces.txt)',
    list: 'List for curl (coffre-curl.txt)',
    sums: 'Hashes',
    bags: 'The bags of the package',
    bag: (files: string, size: string) => `${files} files, ${size}`,
    show: 'Show the files of this bag',
    resume: 'Resume on the command line',
    curl: 'curl comes with Windows 10 and 11, macOS and most kinds of Linux. “416” means that this file is complete already.',
  },
} as const;

/** Above this the bags' files stand on pages of their own. */
const FILES_ON_ONE_PAGE = 300;
export const ACCESS_FILE = 'coffre-acces.txt';
export const CURL_FILE = 'coffre-curl.txt';

/** `bag`: show the files of this one. */
export function downloadPage(
  context: PageContext,
  found: OpenPackage | null,
  origin: string,
  bag: string | null,
): string {
  const text = TEXT[context.language];
  if (found === null) return page(context, text.title, html`<div class="card">${notice('info', text.none)}</div>`);
  const { format } = context;
  const bags = Map.groupBy(found.files, (one) => one.bag);
  const inline = found.files.length <= FILES_ON_ONE_PAGE;
  const total = (files: readonly PackageFile[]): string => format.size(files.reduce((sum, one) => sum + one.bytes, 0));
  const sections = [...bags].map(([name, files]) => {
    const about = text.bag(format.count(files.length), total(files));
    const open = bag === name;
    const body =
      inline || open
        ? html`<details${open ? html` open` : null}><summary>${text.show}</summary><ul class="files">${files.map((one) => fileEntry(context, one, origin))}</ul></details>`
        : html`<p><a href="/download?bag=${encodeURIComponent(name)}">${text.show}</a></p>`;
    return html`<section class="bag"><h3><code>${name}</code></h3><p>${about}</p>${body}</section>`;
  });
  return page(context, text.title, [
    html`<p class="lead">${text.lead(format.count(found.files.length), total(found.files))}</p>`,
    html`<section class="card"><h2>${text.how}</h2><ol>
<li>${text.steps[0]}<p class="row"><a class="button" href="/download/${ACCESS_FILE}" download>${text.access}</a> <a class="button" href="/download/${CURL_FILE}" download>${text.list}</a></p></li>
<li>${text.steps[1]}<pre class="command"><code>curl --config ${CURL_FILE}</code></pre><p class="small">${text.curl}</p></li>
<li>${text.steps[2]}<p class="row"><a href="/download/SHA256SUMS" download>SHA256SUMS</a> <a href="/download/SHA512SUMS" download>SHA512SUMS</a></p></li>
</ol></section>`,
    html`<section class="card"><h2>${text.bags}</h2>${sections}</section>`,
  ]);
}

function fileEntry(context: PageContext, file: PackageFile, origin: string): Html {
  const text = TEXT[context.language];
  return html`<li><p><a href="/f/${file.id}" download>${file.path}</a> <span class="size">${context.format.size(file.bytes)}</span></p>
<dl class="hash"><div><dt>SHA-256</dt><dd><code>${file.sha256}</code></dd></div></dl>
<details><summary>${text.resume}</summary><pre class="command"><code>${resumeLine(file, origin)}</code></pre></details></li>`;
}

/** One line that fetches a file or goes on with it; the secret stays in a file, out of the shell's history. */
export function resumeLine(file: PackageFile, origin: string): string {
  return `curl -f -C - --create-dirs -H "@${ACCESS_FILE}" -o "${localName(file)}" ${origin}/f/${file.id}`;
}

/** Every file of the package for `curl --config`; safe to run again after a cut. */
export function curlConfig(found: OpenPackage, origin: string): string {
  return found.files
    .map((file) =>
      [
        `url = "${origin}/f/${file.id}"`,
        `output = "${localName(file)}"`,
        `header = "@${ACCESS_FILE}"`,
        'create-dirs',
        'fail',
        'continue-at = "-"',
      ].join('\n'),
    )
    .join('\nnext\n')
    .concat('\n');
}

/** Names in bags are ours; one that is not is made harmless for shells and file systems all the same. */
export function localName(file: Pick<PackageFile, 'bag' | 'path'>): string {
  return `${file.bag}/${file.path}`
    .split('/')
    .map((part) => part.replace(/[^A-Za-z0-9._ -]/g, '_').replace(/^\.+$/, '_'))
    .filter((part) => part !== '')
    .join('/');
}

/** The lines that `sha256sum -c` and `sha512sum -c` read. */
export function sums(found: OpenPackage, algorithm: 'sha256' | 'sha512'): string {
  return found.files.map((file) => `${file[algorithm]}  ${localName(file)}\n`).join('');
}
