import ssh2 from 'ssh2';

export interface SshKeyPair {
  /** In OpenSSH form. */
  readonly private: string;
  /** The key blob (RFC 4253 § 6.6), as a fingerprint is made of and as a client sends it. */
  readonly blob: Buffer;
}

/** A new Ed25519 key. ssh2 1.17 writes about one in 700 so that it cannot read it again: such a one is made anew. */
export function newKeyPair(): SshKeyPair {
  for (;;) {
    const made = ssh2.utils.generateKeyPairSync('ed25519');
    const parsed = ssh2.utils.parseKey(made.private);
    if (!(parsed instanceof Error)) return { private: made.private, blob: parsed.getPublicSSH() };
  }
}
