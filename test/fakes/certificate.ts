import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A self-signed certificate that is its own authority, made on the spot so that no private key lies in the project. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

export interface TestCertificateOptions {
  readonly dnsNames: readonly string[];
  /** Years around 2026 in which it is valid; a past `until` gives an expired one. */
  readonly from?: number;
  readonly until?: number;
}

const tlv = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  const length = content.length;
  const head =
    length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from(head), content]);
};
const sequence = (...parts: readonly Uint8Array[]): Buffer => tlv(0x30, ...parts);
const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const year = (value: number): Buffer => tlv(0x18, Buffer.from(`${value}0101000000Z`, 'ascii'));

const ECDSA_WITH_SHA256 = sequence(tlv(0x06, hex('2a8648ce3d040302')));
const COMMON_NAME = tlv(0x06, hex('550403'));
const SUBJECT_ALT_NAME = tlv(0x06, hex('551d11'));
const BASIC_CONSTRAINTS = tlv(0x06, hex('551d13'));
const TRUE = hex('0101ff');

/** ECDSA P-256, X.509 v3 with subjectAltName and CA:TRUE (RFC 5280 § 4.1). */
export function makeCertificate(options: TestCertificateOptions): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(tlv(0x31, sequence(COMMON_NAME, tlv(0x0c, Buffer.from('coffre test')))));
  const names = options.dnsNames.map((one) => tlv(0x82, Buffer.from(one, 'ascii')));
  const extensions = sequence(
    sequence(SUBJECT_ALT_NAME, tlv(0x04, sequence(...names))),
    sequence(BASIC_CONSTRAINTS, TRUE, tlv(0x04, sequence(TRUE))),
  );
  const serial = randomBytes(15);
  const body = sequence(
    tlv(0xa0, hex('020102')),
    tlv(0x02, Buffer.concat([Buffer.from([1]), serial])),
    ECDSA_WITH_SHA256,
    name,
    sequence(year(options.from ?? 2020), year(options.until ?? 2090)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, extensions),
  );
  const signature = sign('sha256', body, privateKey);
  const der = sequence(body, ECDSA_WITH_SHA256, tlv(0x03, Buffer.from([0]), signature));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
