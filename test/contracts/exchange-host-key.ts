import ssh2 from 'ssh2';
import { fingerprint } from '../../connectors/exchange/index.ts';

/** A new host key for a server in this process. ssh2 now and then generates an ed25519 pair that it cannot read itself: such a pair is thrown away. */
export function generateHostKey(): {
  readonly privateKey: string;
  readonly publicKey: string;
  readonly fingerprint: string;
} {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519');
    const [open, closed] = [ssh2.utils.parseKey(pair.public), ssh2.utils.parseKey(pair.private)];
    if (open instanceof Error || closed instanceof Error) continue;
    return { privateKey: pair.private, publicKey: pair.public, fingerprint: fingerprint(open.getPublicSSH()) };
  }
}
