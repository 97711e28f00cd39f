import { type SqliteFault, sqliteFault } from '../database/index.ts';
import { catalogError } from './errors.ts';

const codes: Readonly<Record<SqliteFault, 'CATALOG_UNAVAILABLE' | 'CATALOG_CORRUPT' | null>> = {
  busy: 'CATALOG_UNAVAILABLE',
  full: 'CATALOG_UNAVAILABLE',
  corrupt: 'CATALOG_CORRUPT',
  other: null,
};

/** What SQLite or the file system said about `path`, in this folder's codes; a refused statement stays as it is: a defect of ours. */
export function catalogFault(path: string): (error: unknown) => unknown {
  return (error) => {
    const fault = sqliteFault(error);
    const code = fault === null ? null : codes[fault];
    if (code === null) return error;
    const what = code === 'CATALOG_CORRUPT' ? 'is damaged' : fault === 'busy' ? 'is busy' : 'cannot be read or written';
    return catalogError(code, `the catalogue ${path} ${what}`, { cause: error });
  };
}
