import type { ShareOptions } from '../../connectors/exchange/index.ts';

/** The two folders that Exchange reaches as shares and an SSH client by SFTP. */
export const shares: { readonly export: ShareOptions; readonly import: ShareOptions } = {
  export: { unc: '\\\\EXCH01\\PstExport$', sftp: '/D:/PstExport' },
  import: { unc: '\\\\EXCH01\\PstImport$', sftp: '/D:/PstImport' },
};

/** `\\EXCH01\PstExport$\x.pst` -> `/D:/PstExport/x.pst`; null for any other share. */
export function sharedFile(unc: string): string | null {
  for (const share of [shares.export, shares.import]) {
    const start = `${share.unc}\\`;
    if (unc.toLowerCase().startsWith(start.toLowerCase())) {
      return `${share.sftp}/${unc.slice(start.length).replaceAll('\\', '/')}`;
    }
  }
  return null;
}
