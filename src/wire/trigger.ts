// A rule that begins once a pattern has come in the bytes of a connection, whichever connection that is.

import type { Direction } from "../tcp/endpoint.ts";
import { relativeTo } from "../tcp/notation.ts";
import type { Segment } from "../tcp/segment.ts";
import type { Pattern } from "../timeline/pattern.ts";
import { type Seek, createSeek } from "../timeline/seek.ts";

/** What is looked for, and in which direction's bytes. */
export interface Sought {
  readonly direction: Direction;
  /** Left out: any bytes. */
  readonly pattern?: Pattern;
}

/** It has come. */
export interface Found {
  readonly rule: number;
  /** The port at the client's end, which identifies the connection. */
  readonly clientPort: number;
  /** The sequence number behind the last byte of the match. */
  readonly seq: number;
}

export interface Trigger {
  /** How many bytes of this segment's payload come before the end of the match; undefined if it has not come. */
  look(direction: Direction, segment: Segment): number | undefined;
}

interface Stream {
  readonly seek: Seek;
  /** The sequence number that comes next. */
  next: number;
}

const HALF = 2 ** 31;

/** Frames pass the wire in order, and what is sent again is not looked at again. */
export function createTrigger({ direction: wanted, pattern }: Sought): Trigger {
  const streams = new Map<number, Stream>();
  return {
    look(direction, segment) {
      if (direction !== wanted || segment.length === 0) return undefined;
      const port = clientPortOf(direction, segment);
      const stream = streams.get(port) ?? { seek: createSeek(pattern), next: segment.seq };
      streams.set(port, stream);
      const ahead = relativeTo(stream.next, segment.seq);
      const known = ahead < HALF ? ahead : 0; // behind a gap: a frame was lost before it came here
      if (known >= segment.length) return undefined;
      stream.next = (segment.seq + segment.length) >>> 0;
      const end = stream.seek.take(segment.payload.subarray(known));
      return end === undefined ? undefined : known + end;
    },
  };
}

export function clientPortOf(direction: Direction, { source, destination }: Segment): number {
  return (direction === "client->server" ? source : destination).port;
}
