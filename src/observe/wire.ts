// Observer of segments between two hosts: the wire itself, which sees every frame exactly once, in order.

import type { Zero } from "../sys/frame-stamps.ts";
import type { LoggedFrame } from "../wire/log.ts";
import type { Found } from "../wire/trigger.ts";
import { type PreparedWire, type Wire, openWire } from "../wire/wire.ts";
import { HEADERS_LENGTH } from "../sys/packet-socket.ts";
import { decodeNeighbour } from "../tcp/neighbour.ts";
import { type SegmentHeader, decodeHeader } from "../tcp/segment.ts";
import {
  type AtNs,
  type DeliveredFact,
  type NarrowedFact,
  type NeighbourFact,
  type OnWire,
  type OtherPortFact,
  PAYLOAD_LIMIT,
  type SegmentFact,
  type WireFact,
} from "../timeline/observation.ts";
import { createNarrowing } from "./narrowing.ts";
import { otherPort } from "./other-port.ts";
import { createSegmentRecorder } from "./segment-recorder.ts";

type WireRecorder = (
  fact: SegmentFact | OtherPortFact | DeliveredFact | NeighbourFact | WireFact | NarrowedFact,
  atNs: AtNs,
) => void;

export interface ObservedWire extends Wire {
  /**
   * The connection under test, by its client's port, 0 where there are several: once there is a flood of segments, only SYN,
   * FIN and RST are recorded of all others, while the kernel passes frames on.
   */
  focus(clientPort: number): void;
}

/**
 * Joins the two hosts and records what passes: TCP from or to `port`, requests for link addresses, and that the client's
 * host has connected to another port.
 *
 * @param failed is called when the wire has broken down: nothing passes any more
 */
export async function observeWire(
  prepared: PreparedWire,
  port: number,
  zero: Zero,
  record: WireRecorder,
  failed: (error: Error) => void,
): Promise<ObservedWire> {
  // Once no more payload is to be kept, the wire need not copy it either; one that is being closed will not.
  const recordSegment = createSegmentRecorder(
    record,
    () => void wire.keep(HEADERS_LENGTH).catch(() => undefined),
  );

  const narrowing = createNarrowing(
    (clientPort) => void wire.narrow(port, clientPort).catch(() => undefined), // as `keep`
  );

  function frame(logged: LoggedFrame): void {
    const { atNs, bytes, wireLength } = logged;
    const memory = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const view = new DataView(memory.buffer, memory.byteOffset, memory.length);
    const segment = decodeHeader(view, { at: 0, captured: memory.length, wireLength });
    if (segment) {
      if (segment.source.port === port || segment.destination.port === port)
        recordSegment(memory, segment, atNs, onWire(logged));
      else if (isAnswerToClient(logged, segment)) record(otherPort(segment), atNs);
      return;
    }
    const neighbour = decodeNeighbour(logged.bytes);
    const from = logged.direction === "client->server" ? "client" : "server";
    if (neighbour) record({ kind: "neighbour", from, ...neighbour, wire: onWire(logged) }, atNs);
  }

  const wire = await openWire(prepared, HEADERS_LENGTH + PAYLOAD_LIMIT, zero, {
    frame,
    reported: (frames) => narrowing.count(frames),
    narrowed: (atNs) => record({ kind: "narrowed" }, atNs),
    delivered: (number, atNs) => record({ kind: "delivered", frame: number }, atNs),
    operated: (operation, atNs) => record({ kind: "wire", ...operation }, atNs),
    found: (found, atNs) => record(foundFact(found), atNs),
    failed,
  });
  return { ...wire, focus: (clientPort) => narrowing.focus(clientPort) };
}

/** A SYN-ACK that gets to the client's host. */
function isAnswerToClient({ direction, fate }: LoggedFrame, { flags }: SegmentHeader): boolean {
  const arrives = fate === "passed" || fate === "delayed";
  return arrives && direction === "server->client" && flags.syn && flags.ack;
}

function foundFact({ rule, clientPort, seq }: Found): WireFact {
  const text = "what was waited for has come";
  return { kind: "wire", operation: "found", rule, text, found: { clientPort, seq } };
}

function onWire({ frame, fate, rule, deliveredNs }: LoggedFrame): OnWire {
  const stopped = fate === "held" || fate === "dropped";
  return {
    frame,
    fate,
    ...(stopped && { rule }),
    ...((fate === "passed" || fate === "made") && { deliveredNs }),
  };
}
