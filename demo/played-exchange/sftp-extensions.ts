import type { SFTPWrapper } from 'ssh2';

/** What of the library's SFTP channel is used beyond its types: the one call through which all its packets leave. */
interface Outlet {
  channelData(channel: number, packet: Buffer): void;
}

const VERSION = 2;
const STATUS = 101;
const EXTENDED_REPLY = 201;

export interface SftpExtensions {
  /** Answers an EXTENDED request with these 64-bit numbers. */
  reply(requestId: number, numbers: readonly bigint[]): void;
}

/**
 * ssh2 1.17 announces no extension as a server and has no call for an EXTENDED_REPLY (draft-ietf-secsh-filexfer-02 § 8). Both are done here by
 * exchanging packets on their way out: the VERSION packet for one that announces `names`, and a status packet, sent only to be exchanged and
 * as long as the reply, so that window accounting stays right, for the reply.
 */
export function announceExtensions(sftp: SFTPWrapper, names: readonly string[]): SftpExtensions {
  const channel = sftp as unknown as { _protocol: Outlet };
  const protocol = channel._protocol;
  const exchanges: { readonly instead: Buffer; readonly packet: Buffer }[] = [
    {
      instead: packet(VERSION, [u32(3)]),
      packet: packet(VERSION, [u32(3), ...names.flatMap((name) => [text(name), text('2')])]),
    },
  ];
  const channelData = (id: number, bytes: Buffer): void => {
    const at = exchanges.findIndex((one) => one.instead.equals(bytes));
    const found = at < 0 ? undefined : exchanges.splice(at, 1)[0];
    protocol.channelData(id, found?.packet ?? bytes);
  };
  channel._protocol = new Proxy(protocol, {
    get(target, name) {
      if (name === 'channelData') return channelData;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return {
    reply(requestId, numbers) {
      const reply = packet(EXTENDED_REPLY, [u32(requestId), ...numbers.map(u64)]);
      const empty = packet(STATUS, [u32(requestId), u32(0), text(''), text('')]);
      const message = ' '.repeat(reply.length - empty.length);
      exchanges.push({ instead: packet(STATUS, [u32(requestId), u32(0), text(message), text('')]), packet: reply });
      sftp.status(requestId, 0, message);
    },
  };
}

function packet(type: number, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from([type]), ...parts]);
  return Buffer.concat([u32(body.length), body]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([u32(bytes.length), bytes]);
}
