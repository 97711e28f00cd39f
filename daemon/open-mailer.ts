import { readFile } from 'node:fs/promises';
import type { LoadedConfig } from '../config/index.ts';
import { createSmtpMailer, type Mailer } from '../connectors/mail/index.ts';
import type { Clock } from '../core/index.ts';

/** The configured mailer, or null where none is: then reports and alarms only stand in the log and in `status`. */
export async function openConfiguredMailer(loaded: LoadedConfig, clock: Clock): Promise<Mailer | null> {
  const { mail } = loaded.config;
  if (mail === undefined) return null;
  const password = mail.password === null ? null : await loaded.secret(mail.password);
  return createSmtpMailer({
    host: mail.host,
    port: mail.port,
    security: mail.secure ? 'tls' : mail.requireTls ? 'starttls' : 'none',
    from: parseSender(mail.from),
    ...(mail.user === undefined || password === null ? {} : { auth: { user: mail.user, password } }),
    ...(mail.caFile === undefined ? {} : { ca: await readFile(mail.caFile, 'utf8') }),
    clock,
  });
}

/** `Coffre <alerts@example.org>` or a bare address; the schema has checked the form. */
function parseSender(text: string): { readonly name: string; readonly address: string } {
  const match = /^(.*)<([^<>]+)>$/.exec(text);
  return match === null
    ? { name: 'Coffre', address: text }
    : { name: (match[1] ?? '').trim(), address: match[2] ?? '' };
}
