// A relayed connection from its beginning to its end: both lanes in one thread that blocks in poll(2).
//
// Each side's FIN becomes a FIN on the other side, and its RST an RST, at once. What is done to the client's socket
// here, in the server's name (the faults), is not an ending of the client's and is not passed on as one.

import { POLLIN } from "../sys/io.ts";
import { addressOf } from "../sys/libc.ts";
import { createPages } from "../sys/memory.ts";
import { createPollSet, receiveNow, sendNow, shutdownNow } from "../sys/stream.ts";
import { createByteLimit } from "./byte-limit.ts";
import { type Lane, createLane } from "./lane.ts";
import { createOrderReader } from "./order-reader.ts";
import { type LaneName, type RelayOrder, describeHold } from "./orders.ts";
import { type Lookout, createLookout } from "./lookout.ts";
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
/**
 * So much of a held request is read and kept: what a killed process has read makes no RST (RFC 2525 2.17). Of a reply, a
 * piece.
 */
const REQUEST_CAPACITY = 1024 * 1024;

/** Returns when both directions have ended, however they ended. */
export function passOn({ client, upstream, control, report }: Relayed): void {
  const lookout = createLookout((name) => lanes[name].limit, report);
  const request = openLane("request", client, upstream, lookout, report);
  const reply = openLane("reply", upstream, client, lookout, report);
  const lanes = { request, reply };
  const poll = createPollSet(3);
  const orders = createOrderReader(control);
  const clientSide = createSide(client, poll, 1, request, reply);
  const upstreamSide = createSide(upstream, poll, 2, reply, request);
  poll.watch(0, control, POLLIN);

  while (!(request.isOver() && reply.isOver())) {
    const [isClientDue, isUpstreamDue] = [clientSide.watch(), upstreamSide.watch()];
    poll.wait(isClientDue || isUpstreamDue ? 0 : -1);
    if (poll.ready(0) !== 0) {
      for (const order of orders.read()) obey(order, lanes, lookout, report);
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

function openLane(
  name: LaneName,
  source: number,
  destination: number,
  lookout: Lookout,
  report: Report,
): Lane {
  const capacity = name === "request" ? REQUEST_CAPACITY : PIECE;
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
      limit: createByteLimit(
        (what) => report(`holding ${what}`),
        (bytes, what) => report(`${bytes} bytes are there, and held: ${what}`),
      ),
      capacity,
      piece: PIECE,
      readsOn: true,
      came: (at, count, waiting) => lookout.came(name, buffer.subarray(at, at + count), waiting),
    },
  );
}

function obey(
  order: RelayOrder,
  lanes: Readonly<Record<LaneName, Lane>>,
  lookout: Lookout,
  report: Report,
): void {
  if (order.do !== "release") report(`will hold ${describeHold(order)}`);
  if (order.do === "hold") return lanes[order.lane].limit.set(order.bytes, describeHold(order));
  if (order.do === "hold-once") return lookout.lookFor(order);
  lookout.stop();
  lanes.request.limit.lift();
  lanes.reply.limit.lift();
  report("released");
}
