import { formatBytes } from '../core/index.ts';

/** `bagit.txt`, exactly: nothing else, no byte order mark. */
export const BAGIT_TXT = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';

/** What `bag-info.txt` says besides sizes, which are the bag's own. */
export interface BagInfo {
  readonly provider: {
    readonly organization: string;
    readonly address: string;
    readonly contactName: string;
    readonly contactEmail: string;
  };
  readonly description: { readonly fr: string; readonly en: string };
  readonly contractId: string;
  readonly round: number;
  readonly packageId: string;
  /** Instant of the freeze, ISO 8601. */
  readonly frozenAt: string;
  /** Snapshots whose bytes it holds. */
  readonly snapshots: readonly string[];
  /** `YYYY-MM-DD` in Paris. */
  readonly baggingDate: string;
  /** `number` of `of`: this bag among those of the package. */
  readonly number: number;
  readonly of: number;
}

/** One line, whatever the value holds: a line feed in an address would make a field of its own. */
function oneLine(value: string): string {
  return value
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, 2_000);
}

/** `bag-info.txt` (handover.md § 3), each field once, in a fixed order. */
export function bagInfoText(info: BagInfo, payload: { readonly octets: number; readonly streams: number }): string {
  const { provider, description } = info;
  const fields: readonly (readonly [string, string])[] = [
    ['Source-Organization', provider.organization],
    ['Organization-Address', provider.address],
    ['Contact-Name', provider.contactName],
    ['Contact-Email', provider.contactEmail],
    ['External-Description', `${description.fr} / ${description.en}`],
    ['External-Identifier', `${info.contractId} r${info.round}`],
    ['Internal-Sender-Identifier', info.packageId],
    [
      'Internal-Sender-Description',
      `frozen ${info.frozenAt}; snapshots ${info.snapshots.length === 0 ? 'none' : info.snapshots.join(' ')}`,
    ],
    ['Bagging-Date', info.baggingDate],
    ['Bag-Size', formatBytes(payload.octets)],
    ['Payload-Oxum', `${payload.octets}.${payload.streams}`],
    ['Bag-Group-Identifier', info.packageId],
    ['Bag-Count', `${info.number} of ${info.of}`],
  ];
  return fields.map(([label, value]) => `${label}: ${oneLine(value)}\n`).join('');
}

/** `Payload-Oxum` of a `bag-info.txt`; null where there is none, or more than one. */
export function payloadOxum(text: string): { readonly octets: number; readonly streams: number } | null {
  const found = [...text.matchAll(/^Payload-Oxum: (\d{1,15})\.(\d{1,15})$/gm)];
  const [match] = found;
  if (match === undefined || found.length !== 1) return null;
  return { octets: Number(match[1]), streams: Number(match[2]) };
}
