import { errorTable } from '../../core/index.ts';

export const mediaError = errorTable({
  MEDIA_NOT_MOUNTED: {
    kind: 'refused',
    hint: 'Mount the volume and name its mount point: coffre media list shows what is mounted.',
  },
  MEDIA_SYSTEM: { kind: 'refused', hint: 'Name the mount point of a carrier that is for the client and nothing else.' },
  MEDIA_UNSUPPORTED: { kind: 'refused', hint: 'Use a disk or stick of its own with exFAT, NTFS or ext4, on Linux.' },
  MEDIA_UNENCRYPTED: {
    kind: 'refused',
    hint: 'Use the online route, or add --unencrypted --reason TEXT, which is recorded with your name.',
  },
  MEDIA_WRONG_SERIAL: {
    kind: 'refused',
    hint: 'Read the serial number on the carrier and compare it with coffre media list.',
  },
  MEDIA_WRONG_VOLUME: {
    kind: 'refused',
    hint: 'The file system is not the one that was written: attach the right carrier.',
  },
  MEDIA_NOT_EMPTY: {
    kind: 'refused',
    hint: 'Use a new carrier, or wipe this one and make a new file system on it; Coffre never formats.',
  },
  MEDIA_NOT_WIPED: {
    kind: 'refused',
    hint: 'Wipe what it held before (coffre media wipe LABEL), or use another carrier.',
  },
  MEDIA_DISCARDED: { kind: 'refused', hint: 'Destroy this carrier and use another one.' },
  MEDIA_STATE: { kind: 'refused', hint: 'coffre media list shows where each medium stands.' },
  MEDIA_READ_ONLY: { kind: 'refused', hint: 'Remove the write protection or mount the volume for writing.' },
  MEDIA_WRITABLE: {
    kind: 'refused',
    hint: 'Attach the carrier again and mount it with -o ro, or add --remount.',
  },
  MEDIA_CACHED: {
    kind: 'refused',
    hint: 'Run coffre media verify with --remount as root, so that the carrier itself is read.',
  },
  MEDIA_ROLE: { kind: 'refused', hint: 'Name a technician or approver with --as.' },
  MEDIA_UNVERIFIED: {
    kind: 'refused',
    hint: 'Prepare and verify the package first: coffre reversibility prepare TENANT.',
  },
  MEDIA_UNKNOWN: { kind: 'not-found', hint: 'coffre media list shows the labels.' },
  MEDIA_NOT_OURS: {
    kind: 'refused',
    hint: 'Something else lies where the package goes: look at the carrier, and use an empty one.',
  },
  MEDIA_LABEL: { kind: 'usage', hint: 'Use up to 32 letters, digits and dashes, and nothing of the client’s name.' },
  MEDIA_NAME_REFUSED: { kind: 'failed', hint: 'This is a defect of the package or of Coffre; keep the log.' },
  MEDIA_TOO_LARGE: {
    kind: 'refused',
    hint: 'Use a carrier with exFAT, NTFS or ext4, or split the package over several media.',
  },
  MEDIA_FULL: { kind: 'failed', hint: 'Use a larger carrier; what was written is taken up if it is the same one.' },
  MEDIA_GONE: {
    kind: 'temporary',
    hint: 'Attach and mount the carrier again, then run the command again: it goes on where it stopped.',
  },
  MEDIA_IO: {
    kind: 'failed',
    hint: 'Try another port and cable; where it fails again, discard the carrier and use another one.',
  },
  MEDIA_SOURCE_CHANGED: {
    kind: 'integrity',
    hint: 'The package is not what it says: run coffre verify, then prepare it again.',
  },
  MEDIA_PROGRAM: {
    kind: 'failed',
    hint: 'Run the command as root, and close whatever still uses the volume (lsof MOUNTPOINT).',
  },
});
