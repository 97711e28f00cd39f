import { describe, expect, it } from 'vitest';
import type { DiscoveredMailbox, MailboxSource } from '../connectors/sources/index.ts';
import { mailboxId, sourceId, tenantId } from '../domain/index.ts';
import { type DiscoveredSource, type NightFilter, planNight } from './index.ts';

const acme = tenantId('acme');
const beta = tenantId('beta');

function mailbox(tenant: typeof acme, name: string, estimatedBytes: number | null, archive = false): DiscoveredMailbox {
  const kinds = archive ? (['primary', 'archive'] as const) : (['primary'] as const);
  return { tenant, id: mailboxId(`id-${name}`), name, type: 'user', kinds: [...kinds], estimatedBytes };
}

const finding = { code: 'signs-disagree', tenant: acme, subject: 'ghost', message: 'the signs disagree' } as const;
const discovered: DiscoveredSource = {
  source: { id: sourceId('drop') } as MailboxSource,
  tenants: [acme, beta],
  discovery: {
    mailboxes: [mailbox(acme, 'small', 10), mailbox(acme, 'large', 1_000, true), mailbox(beta, 'unknown', null)],
    findings: [finding],
  },
};

const done = (tenant: typeof acme, name: string, kind: 'primary' | 'archive', status: 'ok' | 'partial' | 'failed') => {
  return { tenant, mailboxId: mailboxId(`id-${name}`), kind, status } as const;
};

function plan(filter: NightFilter, saved: Parameters<typeof planNight>[2] = []): readonly string[] {
  return planNight([discovered], filter, saved).jobs.flatMap((one) =>
    one.job === 'mailbox'
      ? [`${one.mailbox.tenant}/${one.mailbox.name} ${one.kinds.join(' then ')}`]
      : [`${one.tenant} configuration`],
  );
}

describe('the plan of a night', () => {
  it('is every part of every mailbox, the largest first, and the configuration of every tenant', () => {
    expect(plan({})).toEqual([
      'acme/large primary then archive',
      'acme/small primary',
      'beta/unknown primary',
      'acme configuration',
      'beta configuration',
    ]);
    expect(planNight([discovered], {}, []).findings).toEqual([finding]);
  });

  it('leaves out what this run has saved, partial or not, and takes what failed up again', () => {
    const saved = [
      done(acme, 'large', 'primary', 'ok'),
      done(acme, 'small', 'primary', 'failed'),
      done(beta, 'unknown', 'primary', 'partial'),
    ];
    expect(plan({}, saved)).toEqual([
      'acme/large archive',
      'acme/small primary',
      'acme configuration',
      'beta configuration',
    ]);
  });

  it('is one tenant, or one mailbox by name or id and no configuration, where that is asked for', () => {
    expect(plan({ tenant: 'beta' })).toEqual(['beta/unknown primary', 'beta configuration']);
    expect(plan({ mailbox: 'small' })).toEqual(['acme/small primary']);
    expect(plan({ mailbox: 'id-large' })).toEqual(['acme/large primary then archive']);
    expect(plan({ tenant: 'beta', mailbox: 'small' })).toEqual([]);
  });
});
