/** What a page answered. Redirects are not followed: where they lead is looked at. */
export interface PageAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A browser without scripts: keeps cookies, sends forms with the hidden fields that the page gave. */
export interface PortalVisitor {
  readonly jar: Map<string, string>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<PageAnswer>;
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<PageAnswer>;
  /** Loads `page`, fills the form whose action is `action`, sends it and follows one redirect. */
  submit(page: string, action: string, fields?: Readonly<Record<string, string>>): Promise<PageAnswer>;
  /** The bytes of a file; an Error where it is not given. */
  bytes(path: string, headers?: Readonly<Record<string, string>>): Promise<Buffer>;
  /** Opens a link as a person does: the page, then its button. */
  open(token: string): Promise<PageAnswer>;
}

/** `origin`: what the browser believes to talk to, where a proxy stands between. */
export function portalVisitor(url: string, origin = url): PortalVisitor {
  const jar = new Map<string, string>();
  const send = async (path: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (jar.size > 0) headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    return fetch(url + path, { ...init, headers, redirect: 'manual' });
  };
  const ask = async (path: string, init: RequestInit): Promise<PageAnswer> => {
    const answer = await send(path, init);
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const name = pair.slice(0, pair.indexOf('='));
      const value = pair.slice(pair.indexOf('=') + 1);
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  const visitor: PortalVisitor = {
    jar,
    get: (path, headers = {}) => ask(path, { headers }),
    post: (path, fields, headers = {}) =>
      ask(path, { method: 'POST', body: new URLSearchParams(fields), headers: { origin, ...headers } }),
    submit: async (page, action, fields = {}) => {
      const { text } = await visitor.get(page);
      const answer = await visitor.post(action, { ...hiddenFields(text, action), ...fields });
      return answer.status === 303 ? visitor.get(answer.headers.get('location') ?? '') : answer;
    },
    bytes: async (path, headers = {}) => {
      const answer = await send(path, { headers });
      if (answer.status !== 200 && answer.status !== 206) throw new Error(`${path} answers ${answer.status}`);
      return Buffer.from(await answer.arrayBuffer());
    },
    open: async (token) => {
      const { text } = await visitor.get(`/l/${token}`);
      return visitor.post(`/l/${token}/open`, hiddenFields(text, `/l/${token}/open`));
    },
  };
  return visitor;
}

/** Hidden fields of the form with this action; an Error where the page has none. */
export function hiddenFields(page: string, action: string): Readonly<Record<string, string>> {
  const form = [...page.matchAll(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)].find(
    ([, to]) => to === action,
  );
  if (form === undefined) throw new Error(`no form to ${action} in:\n${page.slice(0, 3000)}`);
  const fields = [...(form[2] ?? '').matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
  return Object.fromEntries(fields.map(([, name = '', value = '']) => [name, value]));
}
