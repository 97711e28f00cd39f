import type { Config } from '../../config/index.ts';
import type { ContractTerms, LocalDate } from '../../domain/index.ts';
import { daemonError } from '../errors.ts';

export interface SignedText {
  /** SHA-256 of the contract's text. */
  readonly textSha256: string;
  readonly subscriptionDate: LocalDate;
  readonly signatureDate: LocalDate;
  readonly serviceStart: LocalDate;
  readonly packs: readonly string[];
}

/**
 * What `contract.signed` pins for a client: the readings of the configuration as they are now, and the client's own terms.
 * CONTRACT_NOT_CONFIGURED where the tenant has no `contract` section: who signs, at which price, and whether the Data Act covers
 * the service are nothing to guess.
 */
export function configuredTerms(config: Config, tenant: string, signed: SignedText): ContractTerms {
  const found = config.tenants.find((one) => one.id === tenant);
  if (found === undefined) throw daemonError('TENANT_UNKNOWN', `no tenant ${tenant} is configured`);
  const { contract } = found;
  if (contract === undefined) {
    throw daemonError('CONTRACT_NOT_CONFIGURED', `tenants: ${tenant} has no contract section`);
  }
  const { readings, vatRateBp, currency } = config.contract;
  return {
    ...signed,
    contractId: contract.id,
    signatory: contract.signatory,
    monthlyPriceCents: contract.monthlyPriceCents,
    currency,
    vatRateBp,
    dataAct: {
      scope: contract.dataActScope,
      reason: contract.dataActReason,
      reviewer: contract.dataActReviewer,
    },
    profile: contract.profile,
    restore: contract.restore,
    readings,
  };
}
