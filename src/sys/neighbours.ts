// The kernel's neighbour tables (ARP and IPv6 neighbour discovery): which hosts of its own links reply (ip-neighbour(8)).

import { formatAddress } from "../tcp/endpoint.ts";
import { close } from "./io.ts";
import { NLMSG_HEADER, NLM_F_DUMP, NLM_F_REQUEST, dump, findAttribute, openNetlink } from "./netlink.ts";
import { NETLINK_ROUTE } from "./rtnetlink.ts";

const RTM_GETNEIGH = 30;
const NDA_DST = 1;
/** The length of struct ndmsg. */
const NDMSG = 12;
const NUD_INCOMPLETE = 0x01;
const NUD_FAILED = 0x20;

/** The addresses that the kernel has looked for on its links, and from which nothing has come back. */
export function readUnreachable(): ReadonlySet<string> {
  const fd = openNetlink(NETLINK_ROUTE);
  try {
    return new Set(dump(fd, encodeRequest(), new Uint8Array(64 * 1024), decodeUnreachable));
  } finally {
    close(fd);
  }
}

/** struct nlmsghdr, then struct ndmsg of zeros: all families, all links. */
function encodeRequest(): Uint8Array {
  const request = new Uint8Array(NLMSG_HEADER + NDMSG);
  const view = new DataView(request.buffer);
  view.setUint32(0, request.length, true);
  view.setUint16(4, RTM_GETNEIGH, true);
  view.setUint16(6, NLM_F_REQUEST | NLM_F_DUMP, true);
  return request;
}

function decodeUnreachable(view: DataView, begin: number, length: number): string | undefined {
  if ((view.getUint16(begin + 8, true) & (NUD_INCOMPLETE | NUD_FAILED)) === 0) return undefined;
  const found = findAttribute(view, begin + NDMSG, begin + length, NDA_DST);
  return found && formatAddress(new Uint8Array(view.buffer, view.byteOffset + found.at, found.length));
}
