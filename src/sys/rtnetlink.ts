// Requests to rtnetlink(7): a message of a type, its fixed part, and attributes.

import { close } from "./io.ts";
import { systemError } from "./libc.ts";
import { NLMSG_HEADER, NLM_F_ACK, NLM_F_REQUEST, openNetlink, requestAcknowledged } from "./netlink.ts";

export const NETLINK_ROUTE = 0;

/** What it is called, its number, and NLM_F_CREATE with NLM_F_EXCL where it makes something. */
interface RequestType {
  readonly name: string;
  readonly number: number;
  readonly makes: boolean;
}

const NLM_F_CREATE_EXCLUSIVE = 0x600;

/** Sends one request in the calling thread's network namespace and waits for its acknowledgment; throws the error in it. */
export function requestRoute(type: RequestType, ...parts: readonly Uint8Array[]): void {
  const message = Buffer.concat([new Uint8Array(NLMSG_HEADER), ...parts]);
  message.writeUInt32LE(message.length, 0);
  message.writeUInt16LE(type.number, 4);
  message.writeUInt16LE(NLM_F_REQUEST | NLM_F_ACK | (type.makes ? NLM_F_CREATE_EXCLUSIVE : 0), 6);
  const fd = openNetlink(NETLINK_ROUTE);
  try {
    const error = requestAcknowledged(fd, message);
    if (error !== 0) throw systemError(error, type.name);
  } finally {
    close(fd);
  }
}

/** struct rtattr: length and type, 16 bits each, then the value, padded to 4 bytes. */
export function attribute(type: number, ...values: readonly Uint8Array[]): Uint8Array {
  const value = Buffer.concat(values);
  const bytes = new Uint8Array((4 + value.length + 3) & ~3);
  new DataView(bytes.buffer).setUint16(0, 4 + value.length, true);
  new DataView(bytes.buffer).setUint16(2, type, true);
  bytes.set(value, 4);
  return bytes;
}

export const text = (value: string): Uint8Array => new TextEncoder().encode(`${value}\0`);

export const words = (...values: readonly number[]): Uint8Array =>
  new Uint8Array(Uint32Array.from(values).buffer);
