// The states of both ends, derived from the segments that pass between them (RFC 9293 3.3.2, 3.6, 3.10.7).
//
// What is derived is the state that a correct TCP must be in once a segment has arrived. The kernel's own account is
// sock_diag.

import type { TcpState } from "./states.ts";

export type End = "client" | "server";

export interface ConnectionStates {
  readonly client: TcpState;
  readonly server: TcpState;
  /** Relative number that acknowledges each end's FIN; undefined while it has sent none. */
  readonly finAck: { readonly client: number | undefined; readonly server: number | undefined };
}

/** Before the first segment: the server listens, the client has no connection. */
export const beforeTheFirst: ConnectionStates = {
  client: "CLOSE",
  server: "LISTEN",
  finAck: { client: undefined, server: undefined },
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
  const { from, flags, seq, length } = segment;
  if (flags.includes("R")) return { ...states, [from]: "CLOSE" };
  if (flags.includes("S")) return leaveSyn(states, segment);
  if (!flags.includes("F")) return states;
  const finAck = { ...states.finAck, [from]: seq + length + 1 };
  const sender = crosses(states, segment) ? "CLOSING" : (afterSendingFin[states[from]] ?? states[from]);
  return { ...states, finAck, [from]: sender };
}

/** The states after `segment` has reached the other end. */
export function arrive(states: ConnectionStates, segment: FollowedSegment): ConnectionStates {
  const { from, flags, ack } = segment;
  const to: End = from === "client" ? "server" : "client";
  if (flags.includes("R")) return { ...states, [to]: "CLOSE" };
  if (flags.includes("S")) return arriveSyn(states, segment);
  let receiver = states[to];
  const fin = states.finAck[to];
  if (receiver === "SYN_RECV") receiver = "ESTABLISHED"; // the ACK of its SYN
  if (flags.includes(".") && fin !== undefined && ack >= fin) receiver = afterAckOfFin[receiver] ?? receiver;
  if (flags.includes("F")) receiver = afterReceivingFin[receiver] ?? receiver;
  return receiver === states[to] ? states : { ...states, [to]: receiver };
}

/** A FIN that does not acknowledge the other's was sent before that one came: RFC 9293 3.6, case 3. */
function crosses(states: ConnectionStates, { from, ack }: FollowedSegment): boolean {
  const others = states.finAck[from === "client" ? "server" : "client"];
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
