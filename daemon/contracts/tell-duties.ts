import type { App } from '../app.ts';
import { tellClient, type Untold } from './tell-client.ts';
import { tellOperators } from './tell-operators.ts';
import type { Tended } from './tend-contract.ts';
import { audienceOf } from './told-duties.ts';

/** Applications that were told already that nobody can be told. */
const silent = new WeakSet<App>();

/**
 * Tells what is not told yet, each duty once: mails to the client at the address valid now, everything else to the operator
 * as one digest of all tenants. That it was told is an act of the ledger, recorded only once the mail server has taken the
 * mail, so that neither another process nor a lost state folder tells it again. A mail that fails is tried at the next call and
 * keeps no other from leaving. A death between the mail and its act sends that mail a second time, under the same id; so may two
 * daemons that look at the same moment: too often is better than never. Without a configured mail server nothing is recorded.
 */
export async function tellDuties(app: App, contracts: readonly Tended[], signal: AbortSignal): Promise<void> {
  const mailer = await app.mailer();
  if (mailer === null || app.config.mail === undefined) {
    if (silent.has(app)) return;
    silent.add(app);
    app.log.warn('no mail is configured: what contracts ask for stands in coffre status and coffre contract show only');
    return;
  }
  const forOperators: Untold[] = [];
  for (const tended of contracts) {
    const untold = tended.duties.filter((duty) => !tended.told.has(duty));
    const client = untold.filter((duty) => audienceOf(duty) === 'client');
    forOperators.push(...untold.filter((duty) => !client.includes(duty)).map((duty) => ({ tended, duty })));
    // What cannot reach the client is told to the operator in this very digest.
    forOperators.push(...(await tellClient(app, mailer, tended, client, signal)));
  }
  await tellOperators(app, mailer, forOperators, signal);
}
