export interface OffsiteFacts {
  readonly storeSite: string;
  readonly storeCountry: string;
  readonly sourceSites: readonly string[];
  readonly allowedCountries: readonly string[];
}

export interface OffsiteProblem {
  readonly code: 'OBJECTS_NOT_OFFSITE' | 'OBJECTS_COUNTRY';
  readonly message: string;
}

/**
 * Why this store may not hold backups of these sources, or null: its site must be named and be none of theirs, its
 * country must be allowed. Names are compared without regard to case, accents' encoding or surrounding space.
 */
export function offsiteProblem(facts: OffsiteFacts): OffsiteProblem | null {
  const site = normal(facts.storeSite);
  const country = normal(facts.storeCountry);
  if (site === '') return { code: 'OBJECTS_NOT_OFFSITE', message: 'the store does not say at which site it is' };
  if (facts.sourceSites.some((one) => normal(one) === site)) {
    return { code: 'OBJECTS_NOT_OFFSITE', message: `the store and a source are both at the site ${facts.storeSite}` };
  }
  if (!facts.allowedCountries.some((one) => normal(one) === country)) {
    const allowed = facts.allowedCountries.join(', ') || 'no country';
    return { code: 'OBJECTS_COUNTRY', message: `the store is in ${facts.storeCountry}; allowed is ${allowed}` };
  }
  return null;
}

function normal(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}
