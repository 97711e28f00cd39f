import { html } from '../html.ts';
import { type PageContext, page } from '../layout.ts';
import type { OpenPackage } from '../views.ts';

const TEXT = {
  fr: {
    title: 'Vérifier',
    lead: 'Vérifiez vous-même, avec des outils qui ne viennent pas de nous, que ce que vous avez reçu est ce qui a été préparé.',
    one: '1. Chaque fichier est entier',
    oneHow: 'Dans le dossier du téléchargement, avec SHA256SUMS à côté :',
    windows: 'Windows (PowerShell)',
    silent: 'Aucune ligne : tout est identique.',
    two: '2. Chaque sac est complet',
    twoHow: 'Un sac est un dossier au format public BagIt. Dans chacun :',
    three: '3. Le paquet est bien celui-ci',
    threeHow: 'Cette empreinte scelle tous les sacs. Elle figure sur vos reçus ; calculez-la dans le sac d’index :',
    noRoot: 'L’empreinte du paquet sera affichée ici quand il aura été vérifié.',
    after: 'Ensuite',
    afterHow: 'Si tout concorde, confirmez ; sinon contestez, élément par élément.',
    go: 'Confirmer ou contester',
    sums: 'Fichiers d’empreintes :',
  },
  en: {
    title: 'Verify',
    lead: 'Check for yourself, with tools that do not come from us, that what you received is what was prepared.',
    one: '1. Every file is whole',
    oneHow: 'In the folder of the download, with SHA256SUMS beside it:',
    windows: 'Windows (PowerShell)',
    silent: 'No line: everything is the same.',
    two: '2. Every bag is complete',
    twoHow: 'A bag is a folder in the public format BagIt. In each of them:',
    three: '3. The package is this very one',
    threeHow: 'This hash seals all the bags. It stands on your receipts; compute it in the index bag:',
    noRoot: 'The hash of the package will be shown here once it was verified.',
    after: 'Then',
    afterHow: 'If everything agrees, confirm; otherwise contest, item by item.',
    go: 'Confirm or contest',
    sums: 'Files of hashes:',
  },
} as const;

const POWERSHELL = [
  'Get-Content SHA256SUMS | ForEach-Object {',
  "  $sum, $file = $_ -split '  ', 2",
  '  if ((Get-FileHash $file -Algorithm SHA256).Hash -ne $sum) { "DIFFERENT $file" }',
  '}',
].join('\n');

export function verifyPage(context: PageContext, found: OpenPackage | null): string {
  const text = TEXT[context.language];
  return page(context, text.title, [
    html`<p class="lead">${text.lead}</p>`,
    html`<section class="card"><h2>${text.one}</h2><p>${text.oneHow}</p>
<h3>Linux</h3><pre class="command"><code>sha256sum --quiet -c SHA256SUMS</code></pre>
<h3>macOS</h3><pre class="command"><code>shasum -a 256 -c SHA256SUMS</code></pre>
<h3>${text.windows}</h3><pre class="command"><code>${POWERSHELL}</code></pre><p class="small">${text.silent}</p>
<p>${text.sums} <a href="/download/SHA256SUMS" download>SHA256SUMS</a> · <a href="/download/SHA512SUMS" download>SHA512SUMS</a></p></section>`,
    html`<section class="card"><h2>${text.two}</h2><p>${text.twoHow}</p><pre class="command"><code>sha512sum --quiet -c manifest-sha512.txt
sha512sum --quiet -c tagmanifest-sha512.txt</code></pre></section>`,
    html`<section class="card"><h2>${text.three}</h2>${
      found?.root === null || found === null
        ? html`<p>${text.noRoot}</p>`
        : html`<p>${text.threeHow}</p><pre class="command"><code>sha512sum tagmanifest-sha512.txt</code></pre><p><code class="root">${found.root}</code></p>`
    }</section>`,
    html`<section class="card"><h2>${text.after}</h2><p>${text.afterHow}</p><p><a class="button" href="/confirm">${text.go}</a></p></section>`,
  ]);
}
