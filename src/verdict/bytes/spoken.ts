// What the two programs said to each other on a connection: all of it, but the frames by which WebSocket keeps itself alive.

import type { SeenSegment } from "../../timeline/conversation.ts";
import { isWebSocket } from "../../timeline/http-answers.ts";
import { type Flow, newIn } from "./flows.ts";

export interface Spoken {
  /** With bytes that had not been sent before. */
  readonly sent: readonly SeenSegment[];
  readonly came: readonly SeenSegment[];
}

export function spokenOn({ toServer, toClient }: Flow): Spoken {
  const [sent, came] = [newIn(toServer.segments), toClient.segments.filter(({ length }) => length > 0)];
  if (!isWebSocket(came)) return { sent, came };
  return { sent: withoutControl(sent), came: withoutControl(came) };
}

/** The first one is the handshake's. */
function withoutControl(segments: readonly SeenSegment[]): SeenSegment[] {
  return segments.filter((segment, i) => i === 0 || !isControlFrame(segment));
}

/** A ping, a pong, a close: a client masks each with other bytes, and so it is never the same (RFC 6455 5.2, 5.5). */
function isControlFrame({ payload }: SeenSegment): boolean {
  return (atob(payload).charCodeAt(0) & 0x08) !== 0;
}
