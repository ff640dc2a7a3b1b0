// What a client has asked on a connection of HTTP/2, stream by stream.

import { type Stream, streamsIn } from "../../timeline/http2-answers.ts";
import { type Flow, newIn } from "./flows.ts";
import { isHttp2 } from "./spoken.ts";

const known = new WeakMap<Flow, readonly Stream[] | "unknown">();

/** Undefined where the connection is another one, or not each frame's header was kept. */
export function streamsOn(flow: Flow | undefined): readonly Stream[] | undefined {
  if (flow === undefined) return undefined;
  const streams = known.get(flow) ?? (isHttp2(flow) ? findStreams(flow) : undefined) ?? "unknown";
  known.set(flow, streams);
  return streams === "unknown" ? undefined : streams;
}

function findStreams({ toClient, toServer }: Flow): readonly Stream[] | undefined {
  const arrived = newIn(toClient.segments).filter(({ arrivedAtNs }) => arrivedAtNs !== undefined);
  return streamsIn(arrived, newIn(toServer.segments));
}
