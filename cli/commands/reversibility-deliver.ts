import type { Command } from 'commander';
import { type App, deliverHandover, type LinkMailed, parisDay, sendLink } from '../../daemon/index.ts';
import { line } from '../command.ts';
import { handoverNames, openContract, proofOf } from '../contract/index.ts';
import { cliError } from '../errors.ts';
import type { Register } from '../register.ts';

interface Options {
  readonly name?: string;
  readonly email?: string;
  readonly receipt?: string;
}

/** `reversibility deliver TENANT`: a link to a named person, or a medium against its signed receipt. */
export const registerReversibilityDeliver: Register = (reversibility: Command, run) => {
  reversibility
    .command('deliver')
    .argument('<tenant>', 'id of the tenant')
    .description('hand the verified package over: a link to a named person, or a medium against a signed receipt')
    .option('--name <name>', 'who receives; the signatory where absent')
    .option('--email <address>', 'address of that person; the signatory’s where absent')
    .option('--receipt <file>', 'a medium was handed over: the receipt that was signed')
    .action(
      run<Options>(async (context, options, tenant = '') => {
        const { app, actor, state } = await openContract(context, tenant);
        const today = parisDay(app.clock.now());
        const known = state.signatories.findLast(({ from }) => from === null || from <= today)?.signatory;
        const name = options.name ?? known?.name;
        const email = options.email ?? known?.email;
        if (name === undefined || email === undefined) throw cliError('USAGE', 'say who receives: --name and --email');
        const receipt = options.receipt === undefined ? null : await proofOf('receipt', options.receipt, context);
        const { link, handover, ...done } = await deliverHandover(app, {
          tenant,
          actor,
          to: { name, email },
          receipt,
          signal: context.signal,
        });
        const mailed =
          link === null || done.url === null
            ? null
            : await sendLink(app, link, done.url, languageOf(app, tenant), context.signal);
        return {
          document: {
            delivery: {
              ...done,
              mailed,
              linkId: link?.id ?? null,
              expiresAt: link === null ? null : new Date(link.expiresAt).toISOString(),
            },
            handover,
          },
          blocks: [
            done.url === null
              ? line(`support remis à ${name}, reçu enregistré`, `medium handed to ${name}, receipt recorded`)
              : line(
                  `lien pour ${name} <${email}> (montré une seule fois) :`,
                  `link for ${name} <${email}> (shown this once):`,
                ),
            ...(done.url === null ? [] : [line(`  ${done.url}`, `  ${done.url}`)]),
            ...(mailed === null ? [] : [mailedLine(mailed, email)]),
            ...(link === null
              ? []
              : [
                  line(
                    `valable jusqu’au ${parisDay(link.expiresAt)} ; un lien expiré se renouvelle, le droit reste`,
                    `valid until ${parisDay(link.expiresAt)}; an expired link is renewed, the right remains`,
                  ),
                ]),
            line(`remise : ${handoverNames[handover].fr}`, `hand-over: ${handoverNames[handover].en}`),
          ],
          exit: 'done',
        };
      }),
    );
};

/** The client reads its own language, whatever whoever types reads. */
function languageOf({ config }: App, tenant: string): 'fr' | 'en' {
  return config.tenants.find((one) => one.id === tenant)?.language ?? 'fr';
}

function mailedLine(mailed: LinkMailed, email: string) {
  switch (mailed) {
    case 'sent':
      return line(`envoyé à ${email}`, `mailed to ${email}`);
    case 'no-mail':
      return line(
        'aucun courriel n’est configuré : remettez-le vous-même',
        'no mail is configured: hand it over yourself',
      );
    case 'failed':
      return line(
        'le courriel n’est pas parti : remettez-le vous-même',
        'the mail did not leave: hand it over yourself',
      );
  }
}
