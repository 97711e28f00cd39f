/**
 * What an erasure destroys, what it leaves, and what may be said of it (handover.md § 11). Plans and certificates are plain
 * values with canonical JSON: `pipelines` fills them in, `handover` prints them, the ledger holds their hashes.
 */

/** A text that people read, in both languages. */
export interface ErasureText {
  readonly fr: string;
  readonly en: string;
}

/** Where copies of a tenant's data lie, one class a line of plan and certificate. */
export type CopyKind =
  // in the store
  | 'keys'
  | 'manifests'
  | 'notes'
  | 'packs'
  | 'segments'
  | 'strays'
  // on this machine
  | 'catalogue'
  | 'spool'
  | 'restores'
  | 'work-files'
  | 'process-memory';

/** NIST SP 800-88r2, § 3.1. `none`: removed through an interface, which is no sanitization of the medium below it. */
export type SanitizationMethod = 'clear' | 'purge' | 'destroy' | 'none';

export interface CopyMethod {
  readonly term: SanitizationMethod;
  /** e.g. `cryptographic erase`, `delete by version id`. */
  readonly technique: string;
  /** What the method does not reach. */
  readonly truth: ErasureText;
}

/** `versions` counts delete markers as well; equal to `objects` where the place has no versions. */
export interface CopyCount {
  readonly objects: number;
  readonly versions: number;
  readonly bytes: number;
}

export interface PlannedCopy {
  readonly kind: CopyKind;
  /** Prefix in the store, or path on this machine. */
  readonly where: string;
  readonly count: CopyCount;
  readonly method: CopyMethod;
}

/** A version that the store refuses to delete before a date. */
export interface LockedVersion {
  readonly kind: CopyKind;
  readonly key: string;
  readonly versionId: string | null;
  readonly bytes: number;
  readonly mode: 'compliance' | 'governance';
  /** ISO 8601; with a legal hold there may be no date. */
  readonly retainUntil: string;
  readonly legalHold: boolean;
}

/** A key object of the tenant, one line for each of its versions. */
export interface KeyVersion {
  readonly key: string;
  readonly versionId: string | null;
  readonly bytes: number;
  readonly deleteMarker: boolean;
}

/** Kept on purpose: what, why, until when. */
export interface KeptRecord {
  readonly what: ErasureText;
  readonly where: string;
  readonly count: number;
  readonly why: ErasureText;
  /** LocalDate, or null where it is kept with no end. */
  readonly until: string | null;
}

/** What one tenant's erasure is about: the part of a plan that two persons approve. Its SHA-256 is the plan's. */
export interface ErasureScope {
  readonly format: 1;
  readonly tenant: string;
  readonly vaultId: string;
  /** Pseudonyms of the tenant in the store, sorted. */
  readonly tenantRefs: readonly string[];
  readonly mailboxes: number;
  readonly snapshots: number;
  /** SHA-256 over the sorted ids of the snapshots, one a line. */
  readonly snapshotsSha256: string;
  /** Sorted by key, then version. */
  readonly keys: readonly KeyVersion[];
}

/** A dry run: every copy there is, none touched. */
export interface ErasurePlan {
  readonly format: 1;
  readonly madeAt: string;
  readonly scope: ErasureScope;
  /** SHA-256 of the canonical JSON of `scope`: what `erase.approved` names. */
  readonly sha256: string;
  readonly copies: readonly PlannedCopy[];
  readonly locked: readonly LockedVersion[];
  readonly kept: readonly KeptRecord[];
  /** Places this program cannot look into; each is a residual of the certificate as well. */
  readonly unseen: readonly Unseen[];
}

/** A place where a copy may lie and that nobody can look into from here. */
export interface Unseen {
  readonly place:
    | 'store-media'
    | 'bucket-copies'
    | 'catalogue-backups'
    | 'process-memory'
    | 'logs'
    | 'source'
    | 'deliveries';
  readonly what: ErasureText;
  /** Whether what lies there opens with the master key or the kit; null: it was never sealed by us. */
  readonly opens: boolean | null;
}

/** A copy before and after, as it was counted by listing it again. */
export interface ErasedCopy extends PlannedCopy {
  /** `count` of the plan is the count right before the first destruction. */
  readonly after: CopyCount;
}

export interface ErasureCheck {
  readonly what: ErasureText;
  readonly result: 'passed' | 'failed';
  readonly looked: number;
}

/**
 * What was done, by whom, and what is left. `number` 1 is issued with the erasure; while versions are locked, another one
 * follows after the last of them has gone.
 */
export interface ErasureCertificate {
  readonly format: 1;
  readonly number: number;
  readonly tenant: string;
  readonly vaultId: string;
  readonly store: string;
  readonly scope: ErasureScope;
  readonly planSha256: string;
  readonly instruction: { readonly by: string; readonly on: string; readonly reference: string };
  readonly operator: string;
  readonly requester: string;
  readonly approver: string;
  /** ISO 8601. `firstDestruction` of all runs, when one was cut off and continued. */
  readonly instants: {
    readonly planned: string;
    readonly firstDestruction: string;
    readonly keysDestroyed: string;
    readonly verified: string;
    readonly issued: string;
  };
  readonly copies: readonly ErasedCopy[];
  /** Still in the store: ciphertext whose keys are destroyed. */
  readonly locked: readonly LockedVersion[];
  readonly kept: readonly KeptRecord[];
  readonly unseen: readonly Unseen[];
  readonly verification: {
    readonly method: ErasureText;
    readonly result: 'passed' | 'failed';
    readonly checks: readonly ErasureCheck[];
  };
  /** When the next certificate is due: the day after the last lock; null where nothing is locked. */
  readonly next: { readonly due: string; readonly why: ErasureText } | null;
  readonly statement: ErasureText;
}

/** How each kind is destroyed, and what that does not reach. Words for people; the terms are those of SP 800-88r2. */
export const erasureMethods: Readonly<Record<CopyKind, CopyMethod>> = {
  keys: {
    term: 'purge',
    technique: 'cryptographic erase: every version of every wrapped key deleted by version id',
    truth: {
      fr: 'Vaut pour tout ce que ces clés scellaient, tant qu’aucune autre copie des objets de clés ne subsiste.',
      en: 'Holds for all that these keys sealed, as long as no other copy of the key objects exists.',
    },
  },
  manifests: removed('delete by version id'),
  notes: removed('delete by version id'),
  packs: removed('delete by version id'),
  segments: removed('delete by version id'),
  strays: removed('delete by version id'),
  catalogue: {
    term: 'clear',
    technique: 'rows deleted with secure_delete, file rewritten, write-ahead log truncated',
    truth: {
      fr: 'Le système de fichiers et le disque peuvent garder d’anciens blocs du fichier.',
      en: 'The file system and the disk may keep earlier blocks of the file.',
    },
  },
  spool: unlinked(),
  restores: unlinked(),
  'work-files': unlinked(),
  'process-memory': {
    term: 'none',
    technique: 'keys dropped at the next use of the tenant, gone at the latest when the process ends',
    truth: {
      fr: 'Un autre processus qui tourne encore peut garder les clés en mémoire : redémarrer le service.',
      en: 'Another process still running may hold the keys in memory: restart the service.',
    },
  },
};

function removed(technique: string): CopyMethod {
  return {
    term: 'none',
    technique,
    truth: {
      fr: 'Texte chiffré ; les supports de l’hébergeur du stockage ne sont pas effacés par cette suppression.',
      en: 'Ciphertext; the media of the store’s operator are not sanitized by this deletion.',
    },
  };
}

function unlinked(): CopyMethod {
  return {
    term: 'none',
    technique: 'files removed',
    truth: {
      fr: 'Fichiers en clair retirés du système de fichiers ; leurs anciens blocs ne sont pas réécrits.',
      en: 'Files in clear removed from the file system; their former blocks are not overwritten.',
    },
  };
}

/** What a certificate may say in one sentence: never more than was seen, and what is left before anything else. */
export function erasureStatement(
  certificate: Pick<ErasureCertificate, 'tenant' | 'locked' | 'verification' | 'unseen' | 'next' | 'copies'>,
): ErasureText {
  const { tenant, locked, verification, unseen, next, copies } = certificate;
  if (verification.result === 'failed') {
    return {
      fr: `L’effacement des données de ${tenant} n’est pas terminé : la vérification a échoué, voir les contrôles.`,
      en: `The erasure of ${tenant} is not complete: its verification failed, see the checks.`,
    };
  }
  const said: ErasureText[] = [];
  if (locked.length > 0) {
    const bytes = locked.reduce((sum, one) => sum + one.bytes, 0);
    const due = next?.due.slice(0, 10) ?? '–';
    said.push({
      fr: `${locked.length} version(s) chiffrée(s) (${bytes} octets) restent dans le stockage, verrouillées jusqu’au ${due} au moins ; leurs clés sont détruites.`,
      en: `${locked.length} encrypted version(s) (${bytes} bytes) are left in the store, locked at least until ${due}; their keys are destroyed.`,
    });
  }
  const local = copies.filter((one) => localKinds.has(one.kind) && one.after.objects > 0);
  if (local.length > 0) {
    const files = local.reduce((sum, one) => sum + one.after.objects, 0);
    const where = local.map((one) => one.where).join(', ');
    said.push({
      fr: `${files} fichier(s) dont rien ne dit à qui ils sont restent sur cette machine (${where}) : une personne doit les regarder.`,
      en: `${files} file(s) that do not say whose they are, are left on this machine (${where}): a person has to look at them.`,
    });
  }
  said.push({
    fr: `Toute version des clés du client ${tenant} que le stockage montre a été supprimée, et les autres copies l’ont été comme leurs lignes le disent ; ${unseen.length} lieu(x) que ce programme ne voit pas sont énumérés.`,
    en: `Every version of the keys of ${tenant} that the store shows was removed, and the other copies as their lines say; ${unseen.length} place(s) that this program cannot see are listed.`,
  });
  return { fr: said.map(({ fr }) => fr).join(' '), en: said.map(({ en }) => en).join(' ') };
}

/** Kinds that lie on the machine of the daemon. */
const localKinds: ReadonlySet<CopyKind> = new Set<CopyKind>(['spool', 'restores', 'work-files', 'process-memory']);
