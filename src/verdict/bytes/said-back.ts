// What the server's program had read when it sent something that never got to the client's program: the answer was held, or
// lost, or refused. A kernel acknowledges what nobody reads; it does not answer.

import type { SeenSegment } from "../../timeline/conversation.ts";
import { isControlOnly } from "../../timeline/http2.ts";
import { type Flow, endOf, newIn } from "./flows.ts";
import { isHttp2 } from "./spoken.ts";

interface SaidBack {
  readonly answer: SeenSegment;
  /** The number behind the last byte that it answers. */
  readonly to: number;
}

/** The first data of the server's that did not come, if the client had all that was sent before it when it spoke. */
export function saidBack(flow: Flow): SaidBack | undefined {
  const { toServer, toClient } = flow;
  const answer = newIn(toClient.segments).find(({ arrivedAtNs }) => arrivedAtNs === undefined);
  if (answer === undefined || (isHttp2(flow) && isControlOnly(answer))) return undefined;
  const { unreadFrom = Number.POSITIVE_INFINITY } = toServer.queue;
  const asked = newIn(toServer.segments).findLast(
    (segment) =>
      endOf(segment) <= Math.min(answer.relativeAck, unreadFrom) && segment.relativeAck >= answer.relativeSeq,
  );
  return asked && { answer, to: endOf(asked) };
}
