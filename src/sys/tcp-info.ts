// struct tcp_info of include/uapi/linux/tcp.h, as far as it says how a connection fares. It has grown with each kernel: what
// is missing at its end is 0.

export interface TcpInfo {
  /** Unanswered transmissions of the oldest segment in a row, and unanswered probes. */
  readonly retransmits: number;
  readonly probes: number;
  /** The retransmission time-out of now, doubled as often as it has run out. */
  readonly rtoMs: number;
  /** Segments sent and not acknowledged. */
  readonly unacked: number;
  /** Milliseconds since data was last sent, data last came, and an acknowledgment last came. */
  readonly lastDataSentMs: number;
  readonly lastDataRecvMs: number;
  readonly lastAckRecvMs: number;
  /** Bytes of data that have come in all, read or not. */
  readonly bytesReceived: number;
}

/** The `length` bytes at `begin`. */
export function decodeTcpInfo(view: DataView, begin: number, length: number): TcpInfo {
  const word = (at: number): number => (at + 4 <= length ? view.getUint32(begin + at, true) : 0);
  const byte = (at: number): number => (at < length ? view.getUint8(begin + at) : 0);
  return {
    retransmits: byte(2),
    probes: byte(3),
    rtoMs: Math.round(word(8) / 1000),
    unacked: word(24),
    lastDataSentMs: word(44),
    lastDataRecvMs: word(52),
    lastAckRecvMs: word(56),
    bytesReceived: word(128) + word(132) * 2 ** 32,
  };
}
