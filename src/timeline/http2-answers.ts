// Whether what was asked over HTTP/2 was answered as a whole: each stream says itself where it ends (RFC 9113 4.1, 5.1).

import type { SeenSegment } from "./conversation.ts";

const [DATA, HEADERS, RST_STREAM] = [0, 1, 3];
const END_STREAM = 1;
const FRAME_HEADER = 9;
const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
}

/**
 * Of the streams that the client has opened some have not come to their end. Undefined where not each frame's header was
 * kept.
 *
 * @param answers the server's segments with new bytes that arrived
 * @param requests the client's
 */
export function hasOpenStreams(
  answers: readonly SeenSegment[],
  requests: readonly SeenSegment[],
): boolean | undefined {
  const asked = framesIn(requests, 1 + PREFACE.length);
  const came = framesIn(answers, 1);
  if (asked === undefined || came === undefined) return undefined;
  const open = new Set(asked.filter(({ type }) => type === HEADERS).map(({ stream }) => stream));
  for (const { type, stream } of asked) if (type === RST_STREAM) open.delete(stream);
  for (const frame of came) if (isEnd(frame)) open.delete(frame.stream);
  return open.size > 0;
}

function isEnd({ type, flags }: Frame): boolean {
  if (type === RST_STREAM) return true;
  return (type === DATA || type === HEADERS) && (flags & END_STREAM) !== 0;
}

/** Those that came as a whole. */
function framesIn(segments: readonly SeenSegment[], begin: number): readonly Frame[] | undefined {
  const frames: Frame[] = [];
  let [at, header] = [begin, ""];
  for (const { relativeSeq, length, payload } of segments) {
    const to = relativeSeq + length;
    if (at >= to) continue;
    const kept = atob(payload);
    while (at < to) {
      const from = at + header.length - relativeSeq;
      if (from < 0) return undefined; // behind a hole
      const piece = kept.slice(from, from + FRAME_HEADER - header.length);
      if (piece.length < Math.min(FRAME_HEADER - header.length, length - from)) return undefined;
      header += piece;
      if (header.length < FRAME_HEADER) break;
      const [one = 0, two = 0, three = 0, type = 0, flags = 0, ...stream] = [...header].map((each) =>
        each.charCodeAt(0),
      );
      at += FRAME_HEADER + one * 65_536 + two * 256 + three;
      frames.push({ type, flags, stream: stream.reduce((id, byte) => id * 256 + byte, 0) });
      header = "";
    }
  }
  const last = segments.at(-1);
  const isCut = last !== undefined && at > last.relativeSeq + last.length;
  return isCut ? frames.slice(0, -1) : frames;
}
