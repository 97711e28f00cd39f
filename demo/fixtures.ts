import { fileURLToPath } from 'node:url';

/** Real PST files under free licences, in a checkout and in the package alike; their README says where each comes from. */
export const FIXTURES = fileURLToPath(new URL('../test/fixtures/pst/', import.meta.url));
