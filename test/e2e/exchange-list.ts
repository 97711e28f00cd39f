import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

export interface ExchangeMailbox {
  readonly guid: string;
  readonly address: string;
  readonly archive: boolean;
}

/** Each mailbox part of the client, as Exchange itself lists them. */
export function partsOf(listed: readonly ExchangeMailbox[]): readonly string[] {
  return listed
    .flatMap(({ address, archive }) => [`${address} primary`, ...(archive ? [`${address} archive`] : [])])
    .sort();
}

/** What the lab's Exchange has of this client: the server's own list, not what Coffre found. */
export async function mailboxesOf(
  environment: Readonly<Record<string, string>>,
  tenant: string,
): Promise<readonly ExchangeMailbox[]> {
  const { EXCHANGE_LAB: lab = '', EXCHANGE_SSH_KEY_FILE: key = '' } = environment;
  const env = { ...process.env, LAB_DIR: dirname(dirname(key)) };
  const { stdout } = await promisify(execFile)(lab, ['ctl', 'show'], { env, maxBuffer: 64 * 1024 * 1024 });
  const { mailboxes } = JSON.parse(stdout) as {
    mailboxes: {
      tenant: string | null;
      exchangeGuid: string;
      archiveGuid: string | null;
      primarySmtpAddress: string;
    }[];
  };
  return mailboxes
    .filter((one) => one.tenant === tenant.toUpperCase())
    .map((one) => ({ guid: one.exchangeGuid, address: one.primarySmtpAddress, archive: one.archiveGuid !== null }));
}
