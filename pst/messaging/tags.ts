/** Property ids ([MS-OXPROPS]) and node ids ([MS-PST] 2.4.1) this reader uses. */
export const prop = {
  messageClass: 0x001a,
  subject: 0x0037,
  clientSubmitTime: 0x0039,
  sentRepresentingName: 0x0042,
  sentRepresentingAddressType: 0x0064,
  sentRepresentingAddress: 0x0065,
  recipientType: 0x0c15,
  senderName: 0x0c1a,
  senderAddressType: 0x0c1e,
  senderAddress: 0x0c1f,
  deliveryTime: 0x0e06,
  messageFlags: 0x0e07,
  messageSize: 0x0e08,
  attachSize: 0x0e20,
  bodyText: 0x1000,
  bodyRtf: 0x1009,
  bodyHtml: 0x1013,
  internetMessageId: 0x1035,
  displayName: 0x3001,
  addressType: 0x3002,
  address: 0x3003,
  lastModified: 0x3008,
  searchKey: 0x300b,
  ipmSubtree: 0x35e0,
  containerClass: 0x3613,
  contentCount: 0x3602,
  hasSubfolders: 0x360a,
  attachData: 0x3701,
  attachShortName: 0x3704,
  attachMethod: 0x3705,
  attachLongName: 0x3707,
  attachMimeType: 0x370e,
  attachContentId: 0x3712,
  smtpAddress: 0x39fe,
  internetCodePage: 0x3fde,
  messageLocale: 0x3ff1,
  messageCodePage: 0x3ffd,
  senderSmtpAddress: 0x5d01,
  sentRepresentingSmtpAddress: 0x5d02,
  password: 0x67ff,
  storeRecordKey: 0x0ff9,
} as const;

export const nodeId = {
  store: 0x21,
  nameMap: 0x61,
  rootFolder: 0x122,
  recipientTable: 0x692,
  attachmentTable: 0x671,
} as const;

/** NID types: the low 5 bits of a NID. */
export const nodeType = {
  folder: 2,
  searchFolder: 3,
  message: 4,
  attachment: 5,
  associated: 8,
  hierarchyTable: 0xd,
  contentsTable: 0xe,
  associatedTable: 0xf,
} as const;

export function typeOf(nid: number): number {
  return nid & 0x1f;
}

/** The NID with the same index and another type: a folder's tables ([MS-PST] 2.4.4). */
export function siblingNode(nid: number, type: number): number {
  return ((nid & ~0x1f) | type) >>> 0;
}

/** PidTagAttachMethod. */
export const attachMethod = { byValue: 1, embedded: 5, ole: 6 } as const;
