// A relayed connection from its beginning to its end: both lanes in one thread that blocks in poll(2).
//
// Each side's FIN becomes a FIN on the other side, and its RST an RST, at once. What is done to the client's socket in
// this place, in the server's name (the faults), is not an ending of the client's and is not passed on as one.

import { POLLIN } from "../sys/io.ts";
import { addressOf } from "../sys/libc.ts";
import { createPages } from "../sys/memory.ts";
import { createPollSet, receiveNow, sendNow, shutdownNow } from "../sys/stream.ts";
import { createHold } from "./hold.ts";
import { type Lane, createLane } from "./lane.ts";
import { createOrderReader } from "./order-reader.ts";
import type { LaneName, Order } from "./orders.ts";
import { abort, createSide, wasEndedByPeer } from "./side.ts";

export interface Relayed {
  readonly client: number;
  readonly upstream: number;
  /** Orders are read from here, a line each. */
  readonly control: number;
  readonly report: (line: string) => void;
}

type Report = Relayed["report"];

const PIECE = 256 * 1024;
/** So much of a held request is read and kept: what a killed process has read makes no RST (RFC 2525 2.17). */
const REQUEST_CAPACITY = 1024 * 1024;

/** Returns when both directions have ended, however they ended. */
export function passOn({ client, upstream, control, report }: Relayed): void {
  const request = openLane("request", client, upstream, report);
  const reply = openLane("reply", upstream, client, report);
  const poll = createPollSet(3);
  const orders = createOrderReader(control);
  const clientSide = createSide(client, poll, 1, request, reply);
  const upstreamSide = createSide(upstream, poll, 2, reply, request);
  poll.watch(0, control, POLLIN);

  while (!(request.isOver() && reply.isOver())) {
    const [isClientDue, isUpstreamDue] = [clientSide.watch(), upstreamSide.watch()];
    poll.wait(isClientDue || isUpstreamDue ? 0 : -1);
    if (poll.ready(0) !== 0) {
      for (const order of orders.read()) obey(order, { request, reply }, report);
      if (orders.isOver()) poll.watch(0, -1, 0);
    }
    const [fromClient, fromUpstream] = [clientSide.look(), upstreamSide.look()];
    if (!clientSide.hasFailed() && !upstreamSide.hasFailed()) {
      const there = request.step(fromClient);
      clientSide.failedBy(there.source);
      upstreamSide.failedBy(there.destination);
      const back = reply.step(fromUpstream);
      upstreamSide.failedBy(back.source);
      clientSide.failedBy(back.destination);
    }
    if (upstreamSide.hasFailed()) return endAfter(reply, client);
    if (clientSide.hasFailed()) return wasEndedByPeer(client) ? endAfter(request, upstream) : undefined;
  }
}

/** The lane's source was reset: so is its destination, behind what came before. */
function endAfter(lane: Lane, destination: number): void {
  lane.flush();
  abort(destination);
}

function openLane(name: LaneName, source: number, destination: number, report: Report): Lane {
  const isRequest = name === "request";
  const capacity = isRequest ? REQUEST_CAPACITY : PIECE;
  const buffer = createPages(capacity);
  const base = addressOf(buffer);
  return createLane(
    {
      receive: (at, length) => receiveNow(source, base + at, length),
      send: (at, length) => sendNow(destination, base + at, length),
      finish: () => shutdownNow(destination),
      compact: (from, to) => void buffer.copyWithin(0, from, to),
    },
    {
      hold: createHold((bytes) => report(`holding ${name} after ${bytes} bytes`)),
      capacity,
      piece: PIECE,
      readsOn: isRequest,
    },
  );
}

function obey(order: Order, lanes: Readonly<Record<LaneName, Lane>>, report: Report): void {
  if (order.do === "hold") {
    report(`will hold ${order.lane} after ${order.bytes} bytes`);
    lanes[order.lane].hold.set(order.bytes);
    return;
  }
  lanes.request.hold.release();
  lanes.reply.hold.release();
  report("released");
}
