import { CodedError } from '../../core/index.ts';
import type { Link } from '../../domain/index.ts';
import type { Language } from '../../portal/index.ts';
import type { App } from '../app.ts';
import { mailLink } from './client-mails.ts';
import { openPicture } from './picture.ts';

export type LinkMailed = 'sent' | 'no-mail' | 'failed';

/** Mails a link to the person it names. The link stands whatever becomes of the mail: whoever made it can hand it over. */
export async function sendLink(
  app: App,
  link: Link,
  url: string,
  language: Language,
  signal: AbortSignal,
): Promise<LinkMailed> {
  if ((await app.mailer()) === null) return 'no-mail';
  try {
    await mailLink(openPicture(app), link, url, language, signal);
    return 'sent';
  } catch (error) {
    if (signal.aborted || !(error instanceof CodedError)) throw error;
    app.log.warn({ err: error, link: link.id }, 'the link could not be mailed');
    return 'failed';
  }
}
