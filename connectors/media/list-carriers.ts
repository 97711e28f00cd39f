import { hasCode } from '../../core/index.ts';
import { findCarrier, type IdentifyOptions, readMounts, volumeFacts } from './identify-volume.ts';
import type { VolumeFacts } from './volume.ts';

/** The carriers that are mounted now, so that whoever is to type a serial number sees which one it is. */
export async function listCarriers(options: IdentifyOptions): Promise<readonly VolumeFacts[]> {
  const found: VolumeFacts[] = [];
  for (const mount of await readMounts()) {
    if (!mount.source.startsWith('/dev/')) continue;
    try {
      found.push(await volumeFacts(await findCarrier(mount.mountPoint, options)));
    } catch (error) {
      const refused = ['MEDIA_SYSTEM', 'MEDIA_UNSUPPORTED', 'MEDIA_NOT_MOUNTED'].some((code) => hasCode(error, code));
      if (!refused) throw error;
    }
  }
  return found;
}
