// Which host asks for a link address: ARP (RFC 826) and ICMPv6 Neighbor Discovery (RFC 4861 4.3, 4.4), decoded from a frame.

import { formatAddress } from "./endpoint.ts";
import {
  ETHERNET_HEADER,
  ETHERTYPE_ARP,
  ETHERTYPE_AT,
  ETHERTYPE_IPV6,
  IPV6_HEADER,
  PROTOCOL_ICMPV6,
} from "./headers.ts";

export interface Neighbour {
  /** Whether it is a request; otherwise it is a reply. */
  readonly asks: boolean;
  /** The address that is resolved. */
  readonly address: string;
}

const NEIGHBOR_SOLICITATION = 135;
const NEIGHBOR_ADVERTISEMENT = 136;

/** Undefined for any other frame. */
export function decodeNeighbour(frame: Uint8Array): Neighbour | undefined {
  if (frame.length < ETHERNET_HEADER + 28) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const etherType = view.getUint16(ETHERTYPE_AT);
  if (etherType === ETHERTYPE_ARP) {
    const asks = view.getUint16(ETHERNET_HEADER + 6) === 1;
    // The target's address in a request, the sender's in a reply.
    const at = ETHERNET_HEADER + (asks ? 24 : 14);
    return { asks, address: formatAddress(frame.subarray(at, at + 4)) };
  }
  const icmp = ETHERNET_HEADER + IPV6_HEADER;
  if (etherType !== ETHERTYPE_IPV6 || frame.length < icmp + 24) return undefined;
  if (view.getUint8(ETHERNET_HEADER + 6) !== PROTOCOL_ICMPV6) return undefined;
  const type = view.getUint8(icmp);
  if (type !== NEIGHBOR_SOLICITATION && type !== NEIGHBOR_ADVERTISEMENT) return undefined;
  return {
    asks: type === NEIGHBOR_SOLICITATION,
    address: formatAddress(frame.subarray(icmp + 8, icmp + 24)),
  };
}
