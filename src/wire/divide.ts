// Divides a large segment into two, as a network interface does that segments for its host (TSO): the first bytes by
// themselves, and the rest.

import { VNET_HEADER } from "../sys/frame-ring.ts";
import { sumWords } from "../tcp/checksum.ts";
import { ETHERNET_HEADER, ETHERTYPE_AT, ETHERTYPE_IPV4, IPV6_HEADER, PROTOCOL_TCP } from "../tcp/headers.ts";

const NEEDS_CHECKSUM = 1;
const FIN_AND_PSH = 0x09;

/**
 * @param bytes a virtio_net_hdr and a frame that carries TCP over IPv4 or IPv6, with more than `at` bytes of payload
 * @returns two of the same, in memory of their own. Their checksums are left to the receiving host, as for any frame
 *   that never left the machine (VIRTIO_NET_HDR_F_NEEDS_CSUM).
 */
export function divideFrame(bytes: Uint8Array, at: number): readonly [Uint8Array, Uint8Array] {
  const ip = VNET_HEADER + ETHERNET_HEADER;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isIPv4 = view.getUint16(VNET_HEADER + ETHERTYPE_AT) === ETHERTYPE_IPV4;
  const tcp = ip + (isIPv4 ? (view.getUint8(ip) & 0x0f) * 4 : IPV6_HEADER);
  const payload = tcp + (view.getUint8(tcp + 12) >> 4) * 4;
  // 0 is a super-segment of 64 KiB or more; else there may be padding behind the end.
  const ipLength = isIPv4
    ? view.getUint16(ip + 2)
    : view.getUint16(ip + 4) && view.getUint16(ip + 4) + IPV6_HEADER;
  const end = ipLength === 0 ? bytes.length : ip + ipLength;
  const piece = (from: number, to: number, isLast: boolean): Uint8Array => {
    const frame = new Uint8Array(new ArrayBuffer(payload + to - from));
    frame.set(bytes.subarray(0, payload));
    frame.set(bytes.subarray(payload + from, payload + to), payload);
    const header = new DataView(frame.buffer);
    header.setUint32(tcp + 4, view.getUint32(tcp + 4) + from);
    if (!isLast) header.setUint8(tcp + 13, header.getUint8(tcp + 13) & ~FIN_AND_PSH);
    writeLengths(frame, header, { ip, tcp, isIPv4 });
    askForChecksum(header, tcp, to - from);
    return frame;
  };
  return [piece(0, at, false), piece(at, end - payload, true)];
}

interface Layout {
  readonly ip: number;
  readonly tcp: number;
  readonly isIPv4: boolean;
}

function writeLengths(frame: Uint8Array, header: DataView, { ip, tcp, isIPv4 }: Layout): void {
  const { length } = frame;
  if (isIPv4) {
    header.setUint16(ip + 2, length - ip);
    header.setUint16(ip + 10, 0);
    header.setUint16(ip + 10, ~sumWords(frame.subarray(ip, tcp)) & 0xffff);
  } else header.setUint16(ip + 4, length - tcp);
  // The sum of the pseudo-header is where the kernel goes on from (RFC 9293 3.1).
  const addresses = isIPv4 ? frame.subarray(ip + 12, ip + 20) : frame.subarray(ip + 8, ip + 40);
  header.setUint16(tcp + 16, sumWords(addresses, PROTOCOL_TCP + (length - tcp)));
}

/**
 * struct virtio_net_hdr: flags, GSO type, header length, GSO size, where the checksum starts, and where it goes. A piece
 * that is longer than a segment of its own is still to be segmented, as the frame was.
 */
function askForChecksum(header: DataView, tcp: number, payloadLength: number): void {
  header.setUint8(0, NEEDS_CHECKSUM);
  if (payloadLength <= header.getUint16(4, true)) {
    header.setUint8(1, 0);
    header.setUint16(2, 0, true);
    header.setUint16(4, 0, true);
  }
  header.setUint16(6, tcp - VNET_HEADER, true);
  header.setUint16(8, 16, true);
}
