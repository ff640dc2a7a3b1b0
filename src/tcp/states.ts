// The states of a TCP endpoint, in the kernel's own spelling (include/net/tcp_states.h, RFC 9293 3.3.2).

/** In the kernel's numbering, which starts at 1 with ESTABLISHED; sock_diag(7) and /proc/net/tcp use it. */
export const stateNames = [
  "ESTABLISHED",
  "SYN_SENT",
  "SYN_RECV",
  "FIN_WAIT1",
  "FIN_WAIT2",
  "TIME_WAIT",
  "CLOSE",
  "CLOSE_WAIT",
  "LAST_ACK",
  "LISTEN",
  "CLOSING",
  "NEW_SYN_RECV",
  "BOUND_INACTIVE",
] as const;
export type TcpState = (typeof stateNames)[number];

/** Names the kernel's state number (1 is ESTABLISHED); undefined for a number this table does not know. */
export function nameState(kernelNumber: number): TcpState | undefined {
  return stateNames[kernelNumber - 1];
}

export function numberState(state: TcpState): number {
  return stateNames.indexOf(state) + 1;
}
