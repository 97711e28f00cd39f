import { afterEach, describe, expect, test } from 'vitest';
import { hiddenFields, type PortalVisitor, portalVisitor } from '../test/harness/portal-visitor.ts';
import { closePortals, inside, startPortal } from './testing/started-portal.ts';

afterEach(closePortals);

describe('a declaration', () => {
  /** Marks the first item as recovered and asks for the code. */
  async function marked(visitor: PortalVisitor) {
    const page = await visitor.get('/confirm');
    const [field = ''] = /name="(i[0-9a-f]{12})"/.exec(page.text)?.slice(1) ?? [];
    await visitor.submit('/confirm', '/confirm/items', { [field]: 'y' });
    return visitor.submit('/confirm/check', '/confirm/check');
  }

  test('needs the code: five tries, ten minutes, this very declaration, once', async () => {
    const { portal, clock } = await startPortal();
    const { visitor } = await inside(portal);
    const say = (code: string) => visitor.submit('/confirm/code', '/confirm/code', { code });
    const wrong = () => (portal.codes.at(-1) === '111111' ? '222222' : '111111');

    await marked(visitor);
    for (let time = 0; time < 4; time++) expect((await say(wrong())).text).toContain('Ce code n’est pas le bon');
    expect((await say(wrong())).text).toContain('Cinq essais');
    expect((await say(portal.codes.at(-1) ?? '')).status).toBe(422);
    clock.advance(15 * 60_000);

    await marked(visitor);
    clock.advance(10 * 60_000);
    expect((await say(portal.codes.at(-1) ?? '')).text).toContain('ne vaut plus');
    expect(portal.declared).toEqual([]);

    await marked(visitor);
    const code = portal.codes.at(-1) ?? '';
    const form = hiddenFields((await visitor.get('/confirm/code')).text, '/confirm/code');
    const both = await Promise.all([1, 2].map(() => visitor.post('/confirm/code', { ...form, code })));
    expect(both.map(({ status }) => status)).toEqual([303, 303]);
    expect(portal.declared).toHaveLength(1);
    expect(portal.declared[0]).toMatchObject({ type: 'items.confirmed', body: { items: ['mbx-1'], statement: null } });
  });

  test('that changed after its code was sent needs another', async () => {
    const { portal } = await startPortal();
    const { visitor } = await inside(portal);
    await marked(visitor);
    const code = portal.codes.at(-1) ?? '';
    const form = hiddenFields((await visitor.get('/confirm/code')).text, '/confirm/code');
    await visitor.submit('/confirm', '/confirm/cutover', { how: 'mx-moved', on: '2027-07-01' });
    expect((await visitor.post('/confirm/code', { ...form, code })).status).toBe(303);
    expect(portal.declared).toEqual([]);
  });

  test('gets no code by another’s form before its sentence is typed', async () => {
    const { portal } = await startPortal();
    const { visitor } = await inside(portal);
    await marked(visitor);
    const again = hiddenFields((await visitor.get('/confirm/code')).text, '/confirm/again');
    for (const begin of [
      () => visitor.submit('/confirm', '/confirm/items', { everything: '1' }),
      () => visitor.submit('/confirm', '/confirm/conclude'),
    ]) {
      await begin();
      await visitor.post('/confirm/again', again);
      expect(portal.codes).toHaveLength(1);
    }
  });

  test('is of the package that was shown: another round, package or signatory needs another look', async () => {
    const signatory = { name: 'Jeanne Durand', capacity: 'gérante' };
    let delivered = { round: 1, root: 'a'.repeat(128), signatory };
    const { portal } = await startPortal({
      change: (options) => ({
        ...options,
        items: async (link, signal) => {
          const view = await options.items(link, signal);
          return view === null ? null : { ...view, ...delivered };
        },
      }),
    });
    const { visitor } = await inside(portal);
    const later = [
      { round: 1, root: 'b'.repeat(128), signatory },
      { round: 2, root: 'b'.repeat(128), signatory },
      { round: 2, root: 'b'.repeat(128), signatory: { ...signatory, name: 'Paul Durand' } },
    ];
    for (const next of later) {
      await marked(visitor);
      delivered = next;
      const said = await visitor.submit('/confirm/code', '/confirm/code', { code: portal.codes.at(-1) ?? '' });
      expect(said.text).toContain('a changé entre-temps');
    }
    expect(portal.declared).toEqual([]);
    // shown before, signed after: as little
    await marked(visitor);
    await visitor.get('/confirm/check');
    delivered = { round: 3, root: 'c'.repeat(128), signatory };
    const codes = portal.codes.length;
    expect((await visitor.submit('/confirm/code', '/confirm/again')).text).toContain('a changé entre-temps');
    expect(portal.codes).toHaveLength(codes);
  });

  test('is not guessed through many links of one client, nor is the signatory flooded through them', async () => {
    const { portal } = await startPortal();
    const visitors: PortalVisitor[] = [];
    for (let number = 0; number < 5; number++) {
      const { visitor } = await inside(portal);
      const { text } = await marked(visitor);
      if (number < 4) visitors.push(visitor);
      else expect(text).toContain('Trop de codes');
    }
    expect(portal.codes).toHaveLength(4);
    let guesses = 0;
    for (const visitor of visitors) {
      for (let time = 0; time < 3; time++) {
        const code =
          ['111111', '222222', '333333', '444444', '555555'].find((one) => !portal.codes.includes(one)) ?? '';
        const { text } = await visitor.submit('/confirm/code', '/confirm/code', { code });
        if (text.includes('Ce code n’est pas le bon')) guesses++;
        else expect(text).toContain('attendez quinze minutes');
      }
    }
    expect(guesses).toBe(5);
    expect(portal.declared).toEqual([]);
  });

  test('is not kept from anybody by strangers who try the link’s name as a token', async () => {
    const { portal } = await startPortal();
    const { visitor, link } = await inside(portal);
    await marked(visitor);
    const stranger = portalVisitor(portal.url);
    for (let time = 0; time < 6; time++) await stranger.open(link.id);
    await visitor.submit('/confirm/code', '/confirm/code', { code: portal.codes.at(-1) ?? '' });
    expect(portal.declared).toHaveLength(1);
  });

  test('floods nobody with codes', async () => {
    const { portal } = await startPortal();
    const { visitor } = await inside(portal);
    await marked(visitor);
    for (let time = 0; time < 10; time++) await visitor.submit('/confirm/code', '/confirm/again');
    expect(portal.codes).toHaveLength(4);
  });

  test('of everything needs the sentence; of nothing, of both, or of unknown items is none', async () => {
    const { portal } = await startPortal();
    const { visitor } = await inside(portal);
    const items = async (fields: Record<string, string>) =>
      (await visitor.submit('/confirm', '/confirm/items', fields)).text;
    const [, field = ''] = /name="(i[0-9a-f]{12})"/.exec((await visitor.get('/confirm')).text) ?? [];
    expect(await items({})).toContain('Vous n’avez rien marqué');
    expect(await items({ everything: '1', [field]: 'n' })).toContain('choisissez l’un ou l’autre');
    expect(await items({ i000000000000: 'y' })).toContain('a changé entre-temps');
    expect(await items({ everything: '1' })).toContain('recopiez cette phrase');
    expect((await visitor.submit('/confirm/check', '/confirm/check', { sentence: 'oui' })).status).toBe(422);
    expect(portal.codes).toEqual([]);
    const typed = "j'ai récupéré  L’INTÉGRALITÉ de mes donnees et configurations.";
    expect((await visitor.submit('/confirm/check', '/confirm/check', { sentence: typed })).status).toBe(200);
    await visitor.submit('/confirm/code', '/confirm/code', { code: portal.codes[0] ?? '' });
    expect(portal.declared[0]?.body).toMatchObject({
      items: ['mbx-1', 'mbx-2', 'mbx-2-archive', 'cfg-1'],
      statement: 'J’ai récupéré l’intégralité de mes données et configurations',
    });
  });

  test('that a rule is against is told with what unlocks it', async () => {
    const { portal } = await startPortal();
    const { visitor } = await inside(portal);
    await visitor.submit('/confirm', '/confirm/conclude');
    await visitor.submit('/confirm/check', '/confirm/check', {
      sentence: 'J’ai récupéré l’intégralité de mes données et configurations',
    });
    const done = await visitor.submit('/confirm/code', '/confirm/code', { code: portal.codes[0] ?? '' });
    expect(done.text).toContain('Tout n’est pas encore confirmé');
    expect(done.text).toContain('confirmez chaque élément');
    expect(portal.declared).toEqual([]);
  });

  test('is not made by a form from elsewhere, with another form’s token, or of another session', async () => {
    const { portal } = await startPortal();
    const { visitor } = await inside(portal);
    const { visitor: other } = await inside(portal);
    const page = (await visitor.get('/confirm')).text;
    const items = hiddenFields(page, '/confirm/items');
    const cutover = { how: 'mx-moved', on: '2027-07-01' };
    const attempts = [
      visitor.post('/confirm/cutover', { ...items, ...cutover }),
      visitor.post('/confirm/cutover', cutover),
      visitor.post('/confirm/items', items, { origin: 'https://evil.example' }),
      other.post('/confirm/items', items),
    ];
    for (const { status } of await Promise.all(attempts)) expect(status).toBe(403);
    expect((await visitor.get('/confirm/check')).status).toBe(303);
  });

  test('in hostile words stands in the page as words', async () => {
    const { portal } = await startPortal({
      items: [
        {
          id: '"><script>',
          label: { fr: '<img src=x onerror=alert(1)>', en: 'x' },
          detail: null,
          status: 'open',
          reason: null,
        },
      ],
    });
    const { visitor } = await inside(portal);
    const [, field = ''] = /name="(i[0-9a-f]{12})"/.exec((await visitor.get('/confirm')).text) ?? [];
    const grounds = await visitor.submit('/confirm', '/confirm/items', { [field]: 'n' });
    expect(grounds.text).toContain('&lt;img src=x onerror=alert(1)&gt;');
    const text = '</textarea><script>alert(1)</script>\u202e';
    const check = await visitor.submit('/confirm/grounds', '/confirm/grounds', { reason: 'other', text });
    expect(check.text).not.toMatch(/<script|onerror=alert\(1\)>|\u202e/);
    expect(
      (await visitor.submit('/confirm/grounds', '/confirm/grounds', { reason: 'other', text: 'x'.repeat(2001) }))
        .status,
    ).toBe(422);
    expect((await visitor.submit('/confirm/grounds', '/confirm/grounds', { reason: 'rage', text: 'x' })).status).toBe(
      422,
    );
  });
});
