// The states of both ends, derived from the segments that pass between them (RFC 9293 3.3.2, 3.6, 3.10.7).
//
// What is derived is the state that a correct TCP must be in once a segment has arrived. The kernel's own account is
// sock_diag.

import {
  type Numbered,
  type ReceiveOrder,
  acknowledged,
  arrived,
  endOf,
  hasEnded,
  isBelieved,
  nothingSent,
  sent,
} from "./receive-order.ts";
import type { TcpState } from "./states.ts";

export type End = "client" | "server";

export interface ConnectionStates {
  readonly client: TcpState;
  readonly server: TcpState;
  /** Relative number that acknowledges each end's FIN; undefined while it has sent none. */
  readonly finAck: { readonly client: number | undefined; readonly server: number | undefined };
  /** What has arrived of what each end has sent. */
  readonly order: { readonly client: ReceiveOrder; readonly server: ReceiveOrder };
}

/** Before the first segment: the server listens, the client has no connection. */
export const beforeTheFirst: ConnectionStates = {
  client: "CLOSE",
  server: "LISTEN",
  finAck: { client: undefined, server: undefined },
  order: { client: nothingSent, server: nothingSent },
};

export interface FollowedSegment {
  readonly from: End;
  /** tcpdump's letters. */
  readonly flags: string;
  /** Relative numbers. */
  readonly seq: number;
  readonly ack: number;
  readonly length: number;
}

/** The states after `segment` has left its sender and reached the other end. */
export function follow(states: ConnectionStates, segment: FollowedSegment): ConnectionStates {
  return arrive(leave(states, segment), segment);
}

/** The states after `segment` has left its sender: it may yet be held, or lost. */
export function leave(states: ConnectionStates, segment: FollowedSegment): ConnectionStates {
  const { from, flags, ack } = segment;
  if (flags.includes("R")) return { ...states, [from]: "CLOSE" };
  if (flags.includes("S")) return leaveSyn(states, segment);
  const acks = flags.includes(".")
    ? readInOrder(states, otherEnd(from), acknowledged(states.order[otherEnd(from)], ack))
    : states;
  const left = withOrder(acks, from, sent(acks.order[from], numbered(segment)));
  if (!flags.includes("F")) return left;
  const finAck = { ...left.finAck, [from]: endOf(numbered(segment)) };
  const sender = crosses(left, segment) ? "CLOSING" : (afterSendingFin[left[from]] ?? left[from]);
  return { ...left, finAck, [from]: sender };
}

/** The states after `segment` has reached the other end. */
export function arrive(states: ConnectionStates, segment: FollowedSegment): ConnectionStates {
  const { from, flags, ack, seq } = segment;
  const to = otherEnd(from);
  const before = states.order[from];
  if (flags.includes("R")) return isBelieved(before, seq) ? { ...states, [to]: "CLOSE" } : states;
  if (flags.includes("S")) return arriveSyn(states, segment);
  let receiver = states[to];
  const fin = states.finAck[to];
  if (receiver === "SYN_RECV") receiver = "ESTABLISHED"; // the ACK of its SYN
  if (flags.includes(".") && fin !== undefined && ack >= fin) receiver = afterAckOfFin[receiver] ?? receiver;
  const reached = receiver === states[to] ? states : { ...states, [to]: receiver };
  return readInOrder(reached, from, arrived(before, numbered(segment)));
}

/** What `from` has sent has arrived so far: a FIN before which nothing is missing is an end of file for the other end. */
function readInOrder(states: ConnectionStates, from: End, order: ReceiveOrder): ConnectionStates {
  const next = withOrder(states, from, order);
  if (!hasEnded(order) || hasEnded(states.order[from])) return next;
  const to = otherEnd(from);
  return { ...next, [to]: afterReceivingFin[next[to]] ?? next[to] };
}

function withOrder(states: ConnectionStates, from: End, order: ReceiveOrder): ConnectionStates {
  return order === states.order[from] ? states : { ...states, order: { ...states.order, [from]: order } };
}

function otherEnd(end: End): End {
  return end === "client" ? "server" : "client";
}

function numbered({ seq, length, flags }: FollowedSegment): Numbered {
  return { seq, length, hasFin: flags.includes("F") };
}

/** A FIN that does not acknowledge the other's was sent before that one came: RFC 9293 3.6, case 3. */
function crosses(states: ConnectionStates, { from, ack }: FollowedSegment): boolean {
  const others = states.finAck[otherEnd(from)];
  return states[from] === "CLOSE_WAIT" && others !== undefined && ack < others;
}

function leaveSyn(states: ConnectionStates, { flags, from }: FollowedSegment): ConnectionStates {
  if (flags.includes(".") || from !== "client") return states;
  return { ...beforeTheFirst, client: "SYN_SENT" };
}

function arriveSyn(states: ConnectionStates, { flags, from }: FollowedSegment): ConnectionStates {
  if (flags.includes(".")) return { ...states, client: "ESTABLISHED", server: "SYN_RECV" };
  return from === "client" ? { ...states, server: "SYN_RECV" } : states;
}

type Transitions = Readonly<Partial<Record<TcpState, TcpState>>>;

const afterSendingFin: Transitions = { ESTABLISHED: "FIN_WAIT1", CLOSE_WAIT: "LAST_ACK" };
const afterReceivingFin: Transitions = {
  ESTABLISHED: "CLOSE_WAIT",
  FIN_WAIT1: "CLOSING",
  FIN_WAIT2: "TIME_WAIT",
};
const afterAckOfFin: Transitions = { FIN_WAIT1: "FIN_WAIT2", CLOSING: "TIME_WAIT", LAST_ACK: "CLOSE" };
