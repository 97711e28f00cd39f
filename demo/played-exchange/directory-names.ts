import { createHash } from 'node:crypto';

/** The same Guid for the same words, in the form of a random one (RFC 9562 § 5.4), so that a world has the same identities every time. */
export function guidOf(...words: readonly string[]): string {
  const hex = createHash('sha256').update(words.join('\n')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** `hosting.test/Clients/Acme` -> `OU=Acme,OU=Clients,DC=hosting,DC=test`; with a common name, that of an object in the unit. */
export function distinguishedName(canonicalName: string, commonName?: string): string {
  const [forest = '', ...units] = canonicalName.split('/');
  return [
    ...(commonName === undefined ? [] : [`CN=${escaped(commonName)}`]),
    ...units.toReversed().map((unit) => `OU=${escaped(unit)}`),
    ...forest.split('.').map((label) => `DC=${label}`),
  ].join(',');
}

/** RFC 4514 § 2.4. */
function escaped(name: string): string {
  return name.replace(/[,+"\\<>;=]/g, '\\$&');
}

export function localPart(address: string): string {
  return address.slice(0, address.lastIndexOf('@'));
}
