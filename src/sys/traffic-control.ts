// Makes the kernel itself pass frames on from one interface to another: a filter where an interface receives, which takes
// every frame and sends it out of the other (tc(8), tc-u32(8), tc-mirred(8); linux/pkt_sched.h, linux/pkt_cls.h).
//
// Where that is in a frame's way (net/core/dev.c, __netif_receive_skb_core): sockets of all protocols (ETH_P_ALL) come
// before it, sockets of one protocol after it. So a frame is either sent on or received by those, and never both.
//
// And limits how fast an interface sends.

import { interfaceIndex } from "./interface.ts";
import { close } from "./io.ts";
import { ETH_P_ALL, encodeLinkAddress } from "./open-ring.ts";
import { isSystemError } from "./libc.ts";
import { bindMount, unmount } from "./namespace.ts";
import { attribute, requestRoute, text, words } from "./rtnetlink.ts";
import { bindAddress, openSocket } from "./socket.ts";

const NEW_QDISC = { name: "RTM_NEWQDISC", number: 36, makes: true };
const NEW_FILTER = { name: "RTM_NEWTFILTER", number: 44, makes: true };
const DELETE_FILTER = { name: "RTM_DELTFILTER", number: 45, makes: false };
const TCA_KIND = 1;
const TCA_OPTIONS = 2;
const TC_H_INGRESS = 0xfffffff1;
const INGRESS_HANDLE = 0xffff0000;
const TCA_U32_SEL = 5;
const TCA_U32_ACT = 7;
const TC_U32_TERMINAL = 1;
const TCA_ACT_KIND = 1;
const TCA_ACT_OPTIONS = 2;
const TCA_MIRRED_PARMS = 2;
const TC_ACT_STOLEN = 4;
const TCA_EGRESS_REDIR = 1;

/**
 * Gives the interface a place for a filter. It stays: what the interface sends while it is made, or taken away, is lost
 * (net/sched/sch_api.c, qdisc_graft: dev_deactivate). Throws where the kernel has no such thing.
 */
export function admitFilter(interfaceName: string): void {
  const message = controlMessage(interfaceName, INGRESS_HANDLE, TC_H_INGRESS, 0);
  requestRoute(NEW_QDISC, message, attribute(TCA_KIND, text("ingress")));
}

/** From now on what `from` receives is sent out of `to`. Both have been prepared with `admitFilter`. */
export function redirectFrames(from: string, to: string): void {
  const options = attribute(TCA_OPTIONS, everyFrame(), attribute(TCA_U32_ACT, sendOutOf(to)));
  requestRoute(NEW_FILTER, filterMessage(from), attribute(TCA_KIND, text("u32")), options);
}

/** From now on what `from` receives goes where it would. What was on its way still is: see `waitForFramesOnTheirWay`. */
export function endRedirection(from: string): void {
  requestRoute(DELETE_FILTER, filterMessage(from), attribute(TCA_KIND, text("u32")));
}

const TC_H_ROOT = 0xffffffff;
const TCA_TBF_PARMS = 1;
const TCA_TBF_BURST = 6;
const TC_LINKLAYER_ETHERNET = 1;
/** More than the window of a connection: nothing is dropped for want of room. */
const WAITING_BYTES = 16 * 1024 * 1024;

/**
 * From now on the interface sends no more than that: a token bucket (tc-tbf(8)). What a segment's socket has sent, and waits
 * here, counts as in its own host, and is not sent again. Throws where the kernel has no such thing.
 *
 * @param burst the bucket's size, in bytes: at least one frame
 */
export function limitSpeed(interfaceName: string, bytesPerSecond: number, burst: number): void {
  const speed = new Uint8Array(12); // struct tc_ratespec
  const view = new DataView(speed.buffer);
  view.setUint8(1, TC_LINKLAYER_ETHERNET);
  view.setUint32(8, bytesPerSecond, true);
  // struct tc_tbf_qopt: rate, peak rate, limit, buffer, MTU
  const parameters = attribute(TCA_TBF_PARMS, speed, new Uint8Array(12), words(WAITING_BYTES, 0, 0));
  const options = attribute(TCA_OPTIONS, parameters, attribute(TCA_TBF_BURST, words(burst)));
  const message = controlMessage(interfaceName, 0x10000, TC_H_ROOT, 0);
  requestRoute(NEW_QDISC, message, attribute(TCA_KIND, text("tbf")), options);
}

/**
 * Returns once every processor is done with the frames that it was passing on when this was called. For that the end of a
 * mount waits, in the quick way (fs/namespace.c, namespace_unlock: synchronize_rcu_expedited). Where nothing may be mounted
 * it is the end of a packet socket, which takes ten times as long (net/packet/af_packet.c, packet_release:
 * synchronize_net): frames that come meanwhile are lost.
 */
export function waitForFramesOnTheirWay(interfaceName: string): void {
  try {
    bindMount(MOUNTABLE, MOUNTABLE);
    unmount(MOUNTABLE);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const fd = openSocket(AF_PACKET, SOCK_RAW, 0);
    try {
      bindAddress(fd, encodeLinkAddress(interfaceIndex(interfaceName), LOCAL_EXPERIMENTAL));
    } finally {
      close(fd);
    }
  }
}

/** It always exists and is hardly ever opened; mounted over itself it stays what it was. */
const MOUNTABLE = "/proc/version";
const AF_PACKET = 17;
const SOCK_RAW = 3;
/** Nobody sends frames of this protocol (IEEE 802, ETH_P_802_EX1). */
const LOCAL_EXPERIMENTAL = 0x88b5;

/** A filter for all protocols (in network order), at priority 1. */
function filterMessage(interfaceName: string): Uint8Array {
  return controlMessage(interfaceName, 0, INGRESS_HANDLE, 0x10000 | swapped(ETH_P_ALL));
}

/** struct tcmsg: family, interface index, handle, parent, info. */
function controlMessage(interfaceName: string, handle: number, parent: number, info: number): Uint8Array {
  return words(0, interfaceIndex(interfaceName), handle, parent, info);
}

/** struct tc_u32_sel, and one key, whose mask is 0: it matches everything. */
function everyFrame(): Uint8Array {
  const selector = new Uint8Array(16);
  selector.set([TC_U32_TERMINAL, 0, 1]); // flags, offset shift, number of keys
  return attribute(TCA_U32_SEL, selector, new Uint8Array(16));
}

/** struct tc_mirred: index, capabilities, what becomes of the frame, two counters, which way, interface index. */
function sendOutOf(to: string): Uint8Array {
  const parameters = words(0, 0, TC_ACT_STOLEN, 0, 0, TCA_EGRESS_REDIR, interfaceIndex(to));
  const options = attribute(TCA_ACT_OPTIONS, attribute(TCA_MIRRED_PARMS, parameters));
  return attribute(FIRST_ACTION, attribute(TCA_ACT_KIND, text("mirred")), options);
}

const FIRST_ACTION = 1;

const swapped = (half: number): number => ((half & 0xff) << 8) | (half >> 8);
