import { base32, defaultRetry, retry } from '../../core/index.ts';
import type { Link } from '../../domain/index.ts';
import type { Declared, Language, PortalOptions } from '../../portal/index.ts';
import { maskAddress } from '../../portal/index.ts';
import { daemonError } from '../errors.ts';
import { bareAddress } from '../tell.ts';
import type { Picture } from './picture.ts';

interface Letter {
  readonly id: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly lines: readonly string[];
}

/** Somebody waits for the page meanwhile; a mail server that is slower is tried again by asking for another code. */
const SEND_WITHIN_MS = 20_000;

/** PORTAL_NO_MAIL where no mail is configured: codes and new links have no other way to a person. */
async function send({ app }: Picture, letter: Letter, signal: AbortSignal): Promise<void> {
  const mailer = await app.mailer();
  if (mailer === null) throw daemonError('PORTAL_NO_MAIL', 'no mail is configured, and the portal has to send some');
  const { id, to, subject, lines } = letter;
  const text = `${lines.join('\n\n')}\n\n${app.config.organisation.name}\n`;
  const message = { id: `${id}-${base32(app.random(8))}`, to, subject, text };
  const limit = app.clock.timeout(SEND_WITHIN_MS);
  try {
    const both = AbortSignal.any([signal, limit.signal]);
    await retry(() => mailer.send(message, both), { policy: defaultRetry, clock: app.clock, signal: both });
  } finally {
    limit.dispose();
  }
}

/** What a code signs, a line each: whoever gives a code away must know for what. */
const declared: Readonly<Record<Language, (what: Declared) => readonly string[]>> = {
  fr: ({ confirm, contest, cutover, conclude }) => [
    ...(confirm > 0 ? [`– confirmer avoir récupéré : ${confirm} élément(s)`] : []),
    ...(contest > 0 ? [`– contester ${contest} élément(s)`] : []),
    ...(cutover === null ? [] : [`– déclarer la bascule de la messagerie, depuis le ${cutover}`]),
    ...(conclude ? ['– déclarer que tout est récupéré, ce qui met fin aux services'] : []),
  ],
  en: ({ confirm, contest, cutover, conclude }) => [
    ...(confirm > 0 ? [`– confirm the recovery of ${confirm} item(s)`] : []),
    ...(contest > 0 ? [`– contest ${contest} item(s)`] : []),
    ...(cutover === null ? [] : [`– declare the cut-over of the mail, since ${cutover}`]),
    ...(conclude ? ['– declare that everything is recovered, which ends the services'] : []),
  ],
};

/** The code of the second factor, to the signatory's own address. */
export function codeSender(picture: Picture): PortalOptions['sendCode'] {
  return async (link, { code, language, minutes, declares }, signal) => {
    const signatory = await picture.signatory(link.tenant);
    if (signatory === null) throw daemonError('CONTRACT_NOT_SIGNED', 'nobody is recorded who signs for the client');
    const { name } = link.recipient;
    const digits = code.reveal().replace(/^(\d{3})/, '$1 ');
    const lines =
      language === 'fr'
        ? [
            `Code : ${digits}`,
            `Il vaut ${minutes} minutes et signe la déclaration que ${printable(name)} vient de préparer sur le portail de réversibilité :`,
            ...declared.fr(declares),
            'Si vous n’attendiez rien, ne le communiquez à personne et prévenez-nous : rien n’est enregistré sans lui.',
          ]
        : [
            `Code: ${digits}`,
            `It is good for ${minutes} minutes and signs the declaration that ${printable(name)} has just prepared on the hand-over portal:`,
            ...declared.en(declares),
            'If you did not expect it, give it to nobody and tell us: nothing is recorded without it.',
          ];
    const subject = language === 'fr' ? 'Votre code de signature' : 'Your signing code';
    await send(picture, { id: 'portal-code', to: [signatory.email], subject, lines }, signal);
    return { to: maskAddress(signatory.email) };
  };
}

/** A new link, to the person it names and nobody else. */
export async function mailLink(
  picture: Picture,
  link: Link,
  url: string,
  language: Language,
  signal: AbortSignal,
): Promise<void> {
  const { email } = link.recipient;
  const until = new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: picture.app.config.organisation.timezone,
  }).format(link.expiresAt);
  const lines =
    language === 'fr'
      ? [
          'Voici votre lien personnel vers l’espace de réversibilité :',
          url,
          `Il s’ouvre une seule fois, jusqu’au ${until}. Les outils de téléchargement et de vérification fournis y sont expressément autorisés (article 6.1).`,
          'Un lien expiré n’éteint aucun droit : vous pouvez en demander un autre.',
        ]
      : [
          'This is your personal link to the hand-over portal:',
          url,
          `It opens once, until ${until}. The download and verification tools supplied there are expressly authorised (article 6.1).`,
          'An expired link ends no right: you may ask for another.',
        ];
  const subject = language === 'fr' ? 'Votre lien vers l’espace de réversibilité' : 'Your link to the hand-over portal';
  await send(picture, { id: `portal-link-${link.id}`, to: [email], subject, lines }, signal);
}

/** Somebody tried a link that was opened before: both sides are told. Nobody waits for it; what cannot be sent is logged. */
export function tellReuse(picture: Picture, link: Link, signal: AbortSignal): void {
  mailReuse(picture, link, signal).catch((error: unknown) =>
    picture.app.log.warn({ err: error, link: link.id }, 'the reuse of a link could not be told by mail'),
  );
}

async function mailReuse(picture: Picture, link: Link, signal: AbortSignal): Promise<void> {
  const { app } = picture;
  app.log.warn({ link: link.id, tenant: link.tenant, refused: link.refused }, 'a link was tried again');
  const operators = (app.config.mail?.to ?? []).map(bareAddress);
  const lines = [
    `Le lien ${link.id}, déjà ouvert, a été présenté une nouvelle fois ; il a été refusé. Si ce n’était pas vous, prévenez-nous.`,
    `The link ${link.id}, opened before, was presented again; it was refused. If this was not you, tell us.`,
  ];
  const subject = 'Lien présenté deux fois / Link presented twice';
  await send(picture, { id: 'portal-reuse', to: [link.recipient.email, ...operators], subject, lines }, signal);
}

/** A name on one line of a mail. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, ' ').slice(0, 120);
}
