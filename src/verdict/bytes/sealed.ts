// Of what connection nobody can read what is asked, one thing after the other: TLS, HTTP/2, and WebSocket where it is
// compressed. (Without, what its client has masked is read: src/timeline/websocket.ts.)

import type { SeenSegment } from "../../timeline/conversation.ts";
import { isTlsRecord, offersHttp } from "../../timeline/tls.ts";
import { isCompressed } from "../../timeline/websocket.ts";
import type { Flow, Way } from "./flows.ts";
import { isHttp2 } from "./spoken.ts";

export function isSealed(flow: Flow): boolean {
  return isTls(flow) || isHttp2(flow) || isCompressedSocket(flow);
}

/** What its client sends first is a record of TLS. */
export function isTls({ toServer }: Flow): boolean {
  return isTlsRecord(firstData(toServer)?.payload ?? "");
}

/** It is TLS, and what its client sends first says that it speaks HTTP/1.1, or may. */
export function offersHttpOn({ toServer }: Flow): boolean {
  return offersHttp(firstData(toServer)?.payload ?? "");
}

/** A connection of WebSocket whose frames are compressed. */
export function isCompressedSocket({ toClient }: Flow): boolean {
  return isCompressed(firstData(toClient));
}

function firstData({ segments }: Way): SeenSegment | undefined {
  return segments.find(({ length }) => length > 0);
}
