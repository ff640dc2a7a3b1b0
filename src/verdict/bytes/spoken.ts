// What the two programs said to each other on a connection: all of it, but the frames by which WebSocket keeps itself alive,
// and those of HTTP/2 about the connection alone.

import type { SeenSegment } from "../../timeline/conversation.ts";
import { isWebSocket } from "../../timeline/http-answers.ts";
import { isControlOnly, isHttp2Preface } from "../../timeline/http2.ts";
import { type Flow, newIn } from "./flows.ts";

export interface Spoken {
  /** With bytes that had not been sent before. */
  readonly sent: readonly SeenSegment[];
  readonly came: readonly SeenSegment[];
}

export function spokenOn(flow: Flow): Spoken {
  const [sent, came] = [newIn(flow.toServer.segments), dataIn(flow.toClient.segments)];
  if (isHttp2(flow)) return { sent: withoutFrames(sent), came: withoutFrames(came) };
  if (!isWebSocket(came)) return { sent, came };
  return { sent: withoutControl(sent), came: withoutControl(came) };
}

/** All that may ask something, also once more. */
export function askingOn(flow: Flow): readonly SeenSegment[] {
  const sent = dataIn(flow.toServer.segments);
  return isHttp2(flow) ? withoutFrames(sent) : sent;
}

export function isHttp2({ toServer }: Flow): boolean {
  return isHttp2Preface(toServer.segments.find(({ length }) => length > 0)?.payload ?? "");
}

function dataIn(segments: readonly SeenSegment[]): readonly SeenSegment[] {
  return segments.filter(({ length }) => length > 0);
}

function withoutFrames(segments: readonly SeenSegment[]): readonly SeenSegment[] {
  return segments.filter((segment) => !isControlOnly(segment));
}

/** The first one is the handshake's. */
function withoutControl(segments: readonly SeenSegment[]): SeenSegment[] {
  return segments.filter((segment, i) => i === 0 || !isControlFrame(segment));
}

/** A ping, a pong, a close: a client masks each with other bytes, and so it is never the same (RFC 6455 5.2, 5.5). */
function isControlFrame({ payload }: SeenSegment): boolean {
  return (atob(payload).charCodeAt(0) & 0x08) !== 0;
}
