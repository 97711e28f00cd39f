import type { Config } from '../../config/index.ts';
import { type ContractState, parisDay, signatoryOn } from '../../domain/index.ts';
import type { DocumentHead, DocumentLanguage } from '../../handover/index.ts';

/** Who issues a document to whom, as configuration and contract name them. */
export function documentHead(
  config: Pick<Config, 'organisation' | 'mail' | 'tenants'>,
  state: ContractState,
  {
    id,
    language,
    issuedAtMs,
  }: { readonly id: string; readonly language: DocumentLanguage; readonly issuedAtMs: number },
): DocumentHead {
  const { organisation, mail, tenants } = config;
  const tenant = tenants.find((one) => one.id === state.tenant);
  const signatory = signatoryOn(state, parisDay(issuedAtMs)) ?? state.terms?.signatory ?? null;
  return {
    id,
    language,
    issuedAt: new Date(issuedAtMs).toISOString(),
    issuer: { name: organisation.name, lines: mail === undefined ? [] : [mail.from] },
    client: {
      name: tenant?.name ?? state.tenant,
      lines: signatory === null ? [] : [`${signatory.name}, ${signatory.capacity}`, signatory.email],
    },
    contractId: state.terms?.contractId ?? '–',
  };
}
