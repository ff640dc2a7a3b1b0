// One of the two sockets of a relayed connection: what to wait for, and how it has ended.

import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLRDHUP } from "../sys/io.ts";
import { abortConnection } from "../sys/socket.ts";
import { type PollSet, createPollSet, isConnectionGone } from "../sys/stream.ts";
import type { Lane } from "./lane.ts";

export interface Side {
  /** Sets what this side waits for. Returns whether there is something to do without waiting. */
  watch(): boolean;
  /** Notes what was ready. Returns whether there may be something to read. */
  look(): boolean;
  /** A call on the socket failed, with a negative errno. */
  failedBy(errno: number): void;
  hasFailed(): boolean;
}

const EPIPE = 32;

/** @param incoming the lane that reads this socket, @param outgoing the one that writes to it */
export function createSide(fd: number, poll: PollSet, at: number, incoming: Lane, outgoing: Lane): Side {
  let hasFailed = false;
  let isShut = false;
  return {
    watch() {
      const isDone = isShut || (incoming.sawEnd() && outgoing.isOver());
      const events = (incoming.wantsToRead() ? POLLIN : 0) | (outgoing.wantsToWrite() ? POLLOUT : 0);
      poll.watch(at, isDone ? -1 : fd, events);
      return isShut && incoming.wantsToRead();
    },
    look() {
      const ready = poll.ready(at);
      if (ready & POLLERR) hasFailed = true;
      else if (ready & POLLHUP && !isShut) {
        // Both directions are shut, by FINs or by shutdown(2) here: what has come is still to be read, no more is sent.
        isShut = true;
        outgoing.discard();
      }
      return isShut || (ready & POLLIN) !== 0;
    },
    failedBy(errno) {
      // EPIPE and still connected: somebody has shut our sending half, in the server's name. The client is still connected.
      if (errno === -EPIPE && !isConnectionGone(fd)) outgoing.discard();
      else if (errno < 0) hasFailed = true;
    },
    hasFailed: () => hasFailed,
  };
}

/**
 * Whether a connection that has failed was ended by its peer or the network, and not by a connect(AF_UNSPEC) on this end:
 * an RST that is received shuts both directions, and a disconnected socket is as new (Linux: tcp_done, tcp_disconnect).
 */
export function wasEndedByPeer(fd: number): boolean {
  const poll = createPollSet(1);
  poll.watch(0, fd, POLLRDHUP);
  poll.wait(0);
  return (poll.ready(0) & POLLRDHUP) !== 0;
}

/** Ends it with an RST, unless it is over already. */
export function abort(fd: number): void {
  if (!isConnectionGone(fd)) abortConnection(fd);
}
