// The states of both ends, derived from the segments that pass between them (RFC 9293 3.3.2, 3.6, 3.10.7).
//
// What is derived is what a correct TCP must be in once a segment has arrived. The kernel's own word is sock_diag.

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
  const to: End = segment.from === "client" ? "server" : "client";
  if (segment.flags.includes("R")) return { ...states, client: "CLOSE", server: "CLOSE" };
  if (segment.flags.includes("S")) return followSyn(states, segment);
  const finAck = segment.flags.includes("F")
    ? { ...states.finAck, [segment.from]: segment.seq + segment.length + 1 }
    : states.finAck;
  const acksFin = segment.flags.includes(".") && finAck[to] !== undefined && segment.ack >= finAck[to];
  let sender = states[segment.from];
  let receiver = states[to];
  if (receiver === "SYN_RECV") receiver = "ESTABLISHED"; // the ACK of its SYN
  if (acksFin) receiver = afterAckOfFin[receiver] ?? receiver;
  if (segment.flags.includes("F")) {
    sender = crosses(states, segment) ? "CLOSING" : (afterSendingFin[sender] ?? sender);
    receiver = afterReceivingFin[receiver] ?? receiver;
  }
  return { ...states, finAck, [segment.from]: sender, [to]: receiver };
}

/** A FIN that does not acknowledge the other's was sent before that one came: RFC 9293 3.6, case 3. */
function crosses(states: ConnectionStates, { from, ack }: FollowedSegment): boolean {
  const others = states.finAck[from === "client" ? "server" : "client"];
  return states[from] === "CLOSE_WAIT" && others !== undefined && ack < others;
}

function followSyn(states: ConnectionStates, { flags, from }: FollowedSegment): ConnectionStates {
  if (flags.includes(".")) return { ...states, client: "ESTABLISHED", server: "SYN_RECV" };
  return from === "client" ? { ...beforeTheFirst, client: "SYN_SENT", server: "SYN_RECV" } : states;
}

type Step = Readonly<Partial<Record<TcpState, TcpState>>>;

const afterSendingFin: Step = { ESTABLISHED: "FIN_WAIT1", CLOSE_WAIT: "LAST_ACK" };
const afterReceivingFin: Step = { ESTABLISHED: "CLOSE_WAIT", FIN_WAIT1: "CLOSING", FIN_WAIT2: "TIME_WAIT" };
const afterAckOfFin: Step = { FIN_WAIT1: "FIN_WAIT2", CLOSING: "TIME_WAIT", LAST_ACK: "CLOSE" };
