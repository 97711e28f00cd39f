import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type PlayedPortal, playedPortal } from '../harness/played-portal.ts';
import { describeWith } from './need.ts';

const CHROMIUM = '/usr/bin/chromium';
/** A folder for pictures of every page, to be looked at by a person; none are made without it. */
const PICTURES = process.env['COFFRE_SCREENSHOTS'];

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let profile: string;
let context: BrowserContext;
let portal: PlayedPortal;

async function browser(javaScriptEnabled: boolean, width = 1280): Promise<Page> {
  profile = await mkdtemp(join(tmpdir(), 'coffre-chromium-'));
  context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    args: FLAGS,
    javaScriptEnabled,
    viewport: { width, height: 900 },
    locale: 'fr-FR',
    acceptDownloads: true,
  });
  return context.pages()[0] ?? (await context.newPage());
}

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES === undefined) return;
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}

async function open(page: Page, language: 'fr' | 'en' = 'fr'): Promise<void> {
  const { token } = await portal.link();
  await page.goto(`${portal.url}/l/${token}${language === 'en' ? '?lang=en' : ''}`);
  await picture(page, `${language}-${page.viewportSize()?.width}-link`);
  await page.getByRole('button', { name: language === 'fr' ? 'Ouvrir mon espace' : 'Open my space' }).click();
  await page.waitForURL(`${portal.url}/`);
}

/** Presses Tab until what has the focus answers to this, as somebody without a mouse does. */
async function tabTo(page: Page, wanted: RegExp): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab');
    const focused = String(await page.evaluate(FOCUSED));
    if (wanted.test(focused)) return;
  }
  throw new Error(`nothing that can be reached by Tab answers to ${wanted}`);
}

const describeBrowser = describeWith(existsSync(CHROMIUM), 'needs chromium: apt-get install chromium');

describeBrowser('the portal in a real browser', () => {
  beforeEach(async () => {
    portal = await playedPortal();
  });
  afterEach(async () => {
    await context.close();
    await portal.close();
    await rm(profile, { recursive: true, force: true });
  });

  const pages = ['/', '/inventory', '/download', '/verify', '/confirm', '/receipts', '/evidence', '/restore'];

  test.each([
    ['fr', 1280],
    ['en', 1280],
    ['fr', 390],
    ['en', 390],
  ] as const)('shows every page in %s at %i px without complaint of its own rules', async (language, width) => {
    const page = await browser(true, width);
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(portal.url)) complaints.push(`asked elsewhere: ${request.url()}`);
    });
    await open(page, language);
    for (const path of pages) {
      await page.goto(portal.url + path);
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
      // nothing makes a page wider than its screen
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
      await picture(page, `${language}-${width}-${path === '/' ? 'home' : path.slice(1)}`);
    }
    expect(complaints).toEqual([]);
  });

  test('is read by a screen reader: every field has a name, every page its landmarks', async () => {
    const page = await browser(true);
    await open(page);
    for (const path of pages) {
      await page.goto(portal.url + path);
      expect(await page.getByRole('main').count()).toBe(1);
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
      const nameless = await page.evaluate(
        `[...document.querySelectorAll('input:not([type=hidden]), textarea, select')].filter((one) => one.labels.length === 0).length`,
      );
      expect(nameless).toBe(0);
      const ids = await page.locator('[id]').evaluateAll((all) => all.map(({ id }) => id));
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  test('is read by people who see little: text has a contrast of 4.5 to 1 at least', async () => {
    const page = await browser(true);
    await open(page);
    for (const path of pages) {
      await page.goto(portal.url + path);
      expect(await page.evaluate(LOW_CONTRAST)).toEqual([]);
    }
  });

  test('confirms and contests by keyboard alone, without scripts', async () => {
    const page = await browser(false);
    await open(page);
    await page.goto(`${portal.url}/confirm`);
    // nothing is ticked beforehand
    expect(await page.locator('input:checked').count()).toBe(0);
    await tabTo(page, /Élodie Martin/);
    await page.keyboard.press('Space');
    await tabTo(page, /Accueil \(boîte partagée\)/);
    await page.keyboard.press('ArrowDown');
    await tabTo(page, /Continuer/);
    await picture(page, 'fr-1280-confirm-marked');
    await page.keyboard.press('Enter');

    await page.waitForURL('**/confirm/grounds');
    await tabTo(page, /Motif/);
    await page.keyboard.press('ArrowDown');
    await tabTo(page, /Décrivez/);
    await page.keyboard.type('Il manque le dossier « Factures 2026 ».');
    await picture(page, 'fr-1280-confirm-grounds');
    await tabTo(page, /Continuer/);
    await page.keyboard.press('Enter');

    await page.waitForURL('**/confirm/check');
    await picture(page, 'fr-1280-confirm-check');
    await tabTo(page, /M’envoyer le code/);
    await page.keyboard.press('Enter');

    await page.waitForURL('**/confirm/code');
    await picture(page, 'fr-1280-confirm-code');
    await page.locator('#code').focus();
    await page.keyboard.type('000 000');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('Ce code n’est pas le bon');
    expect(portal.declared).toEqual([]);
    await page.locator('#code').focus();
    await page.keyboard.type(portal.codes.at(-1) ?? '');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/confirm/done');
    await picture(page, 'fr-1280-confirm-done');
    expect(portal.declared.map(({ type }) => type)).toEqual(['items.contested', 'items.confirmed']);
    expect(portal.declared[0]?.body).toMatchObject({
      items: ['mbx-2'],
      text: 'Il manque le dossier « Factures 2026 ».',
    });
    expect(portal.declared[1]?.body).toMatchObject({ items: ['mbx-1'], statement: null });
  });

  test('ends the hand-over: all confirmed with a typed sentence, the cut-over, the last word', async () => {
    const page = await browser(true, 390);
    await open(page, 'en');
    const sign = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Send me the code' }).click();
      await page.getByLabel('Code of six digits').fill(portal.codes.at(-1) ?? '');
      await page.getByRole('button', { name: 'Sign and record' }).click();
      await page.waitForURL('**/confirm/done');
    };
    await page.goto(`${portal.url}/confirm`);
    await page.getByLabel('I recovered all items that are still open').check();
    await page.getByRole('button', { name: 'Continue' }).first().click();
    await picture(page, 'en-390-confirm-check-all');
    await page.getByLabel('Your sentence').fill('I want my mail');
    await page.getByRole('button', { name: 'Send me the code' }).click();
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('not the one asked for');
    await page.getByLabel('Your sentence').fill('i have recovered the whole of my data and configurations.');
    await sign();

    await page.goto(`${portal.url}/confirm`);
    await page.getByLabel('The MX records point elsewhere').check();
    await page.getByLabel('Since').fill('2027-07-07');
    await page.getByRole('button', { name: 'Continue' }).last().click();
    await sign();

    await page.goto(`${portal.url}/confirm`);
    await page.getByRole('button', { name: 'Declare that I recovered everything' }).click();
    await page.getByLabel('Your sentence').fill('I have recovered the whole of my data and configurations');
    await sign();
    await picture(page, 'en-390-confirm-done');
    await page.goto(portal.url);
    await picture(page, 'en-390-home-ended');
    await expect.poll(() => page.textContent('main')).toContain('Services terminated');
    expect(portal.declared.map(({ type }) => type).slice(-3)).toEqual([
      'items.confirmed',
      'cutover.declared',
      'recovery.confirmed',
    ]);
    await page.goto(`${portal.url}/receipts`);
    await picture(page, 'en-390-receipts-full');
    await page.goto(`${portal.url}/evidence`);
    await picture(page, 'en-390-evidence-full');
  });

  test('downloads a file and leaves', async () => {
    const page = await browser(false);
    await open(page);
    await page.goto(`${portal.url}/download`);
    await page.getByText('Montrer les fichiers de ce sac').nth(1).click();
    await picture(page, 'fr-1280-download-open');
    const arriving = page.waitForEvent('download');
    await page.getByRole('link', { name: 'data/mail.pst' }).first().click();
    const download = await arriving;
    expect(download.suggestedFilename()).toBe('mail.pst');
    const { createHash } = await import('node:crypto');
    const { readFile } = await import('node:fs/promises');
    const bytes = await readFile(await download.path());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(portal.pack.files[3]?.sha256);
    await page.getByRole('button', { name: 'Quitter' }).click();
    await page.waitForURL('**/left');
    await page.goto(portal.url);
    expect(await page.textContent('h1')).toBe('Aucun espace ouvert');
    await picture(page, 'fr-1280-no-session');
  });

  test('says what a spent link is, and sends a new one', async () => {
    const page = await browser(false, 390);
    const { token } = await portal.link();
    for (const _ of [1, 2]) {
      await page.goto(`${portal.url}/l/${token}`);
      await page.getByRole('button', { name: 'Ouvrir mon espace' }).click();
    }
    expect(await page.textContent('h1')).toBe('Ce lien ne s’ouvre pas');
    await picture(page, 'fr-390-spent');
    await page.getByRole('button', { name: 'Demander un nouveau lien' }).click();
    await expect.poll(() => portal.renewed.length).toBe(1);
    await picture(page, 'fr-390-renewed');
  });
});

/** Runs in the page: what has the focus, in the words that belong to it. */
const FOCUSED = `(() => {
  const node = document.activeElement;
  const labels = [...(node.labels ?? [])].map((one) => one.textContent);
  return [node.closest('fieldset')?.querySelector('legend')?.textContent, ...labels, node.textContent].join(' | ');
})()`;

/** Runs in the page: elements whose own text stands out too little from what is behind it (WCAG 2.2, 1.4.3). */
const LOW_CONTRAST = `(() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const part = (c) => { const v = c / 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
  const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  const behind = (node) => {
    for (let one = node; one !== null; one = one.parentElement) {
      const colour = rgb(getComputedStyle(one).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll('body *')].filter((node) => {
    const own = [...node.childNodes].some((one) => one.nodeType === 3 && one.textContent.trim() !== '');
    if (!own || node.getClientRects().length === 0) return false;
    const [a, b] = [light(rgb(getComputedStyle(node).color)), light(behind(node))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
  }).map((node) => node.outerHTML.slice(0, 120));
})()`;
