// The RST with which a host without such a connection answers a segment (RFC 9293 3.10.7.1), made from that segment: a
// router that has forgotten a connection sends it in the other host's name.

import { VNET_HEADER } from "../sys/frame-ring.ts";
import { sumWords } from "../tcp/checksum.ts";
import { ETHERNET_HEADER, ETHERTYPE_AT, ETHERTYPE_IPV4, IPV6_HEADER, PROTOCOL_TCP } from "../tcp/headers.ts";
import { decodeFrame } from "../tcp/segment.ts";

const IPV4_HEADER = 20;
const TCP_HEADER = 20;
const HOPS = 64;
const RST = 0x04;
const ACK = 0x10;

/**
 * @param bytes a virtio_net_hdr and a frame that carries TCP over IPv4 or IPv6
 * @returns the same of the answer, in memory of its own; undefined for an RST, which is never answered, and for what is not
 *   TCP
 */
export function makeReset(bytes: Uint8Array): Uint8Array | undefined {
  const frame = bytes.subarray(VNET_HEADER);
  const segment = decodeFrame(frame);
  if (segment === undefined || segment.flags.rst) return undefined;
  const isIPv4 = new DataView(frame.buffer, frame.byteOffset).getUint16(ETHERTYPE_AT) === ETHERTYPE_IPV4;
  const tcp = ETHERNET_HEADER + (isIPv4 ? IPV4_HEADER : IPV6_HEADER);
  const answer = new Uint8Array(new ArrayBuffer(VNET_HEADER + tcp + TCP_HEADER)); // virtio_net_hdr: all is done
  const made = answer.subarray(VNET_HEADER);
  const view = new DataView(answer.buffer, VNET_HEADER);
  made.set(frame.subarray(6, 12), 0);
  made.set(frame.subarray(0, 6), 6);
  made.set(frame.subarray(ETHERTYPE_AT, ETHERNET_HEADER), ETHERTYPE_AT);
  (isIPv4 ? answerIPv4 : answerIPv6)(frame, made, view);
  view.setUint16(tcp, segment.destination.port);
  view.setUint16(tcp + 2, segment.source.port);
  view.setUint8(tcp + 12, (TCP_HEADER / 4) << 4);
  if (segment.flags.ack) {
    view.setUint32(tcp + 4, segment.ack);
    view.setUint8(tcp + 13, RST);
  } else {
    view.setUint32(
      tcp + 8,
      segment.seq + segment.length + Number(segment.flags.syn) + Number(segment.flags.fin),
    );
    view.setUint8(tcp + 13, RST | ACK);
  }
  const addresses = isIPv4 ? made.subarray(tcp - 8, tcp) : made.subarray(tcp - 32, tcp);
  const sum = sumWords(made.subarray(tcp), sumWords(addresses, PROTOCOL_TCP + TCP_HEADER));
  view.setUint16(tcp + 16, ~sum & 0xffff);
  return answer;
}

function answerIPv4(frame: Uint8Array, made: Uint8Array, view: DataView): void {
  const ip = ETHERNET_HEADER;
  view.setUint8(ip, 0x45);
  view.setUint16(ip + 2, IPV4_HEADER + TCP_HEADER);
  view.setUint16(ip + 6, 0x4000); // not to be divided
  view.setUint8(ip + 8, HOPS);
  view.setUint8(ip + 9, PROTOCOL_TCP);
  made.set(frame.subarray(ip + 16, ip + 20), ip + 12);
  made.set(frame.subarray(ip + 12, ip + 16), ip + 16);
  view.setUint16(ip + 10, ~sumWords(made.subarray(ip, ip + IPV4_HEADER)) & 0xffff);
}

function answerIPv6(frame: Uint8Array, made: Uint8Array, view: DataView): void {
  const ip = ETHERNET_HEADER;
  view.setUint8(ip, 0x60);
  view.setUint16(ip + 4, TCP_HEADER);
  view.setUint8(ip + 6, PROTOCOL_TCP);
  view.setUint8(ip + 7, HOPS);
  made.set(frame.subarray(ip + 24, ip + 40), ip + 8);
  made.set(frame.subarray(ip + 8, ip + 24), ip + 24);
}
