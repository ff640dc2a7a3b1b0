// One direction of a relayed connection: a buffer between a socket that is read and one that is written to, with the end
// of the stream behind it. A full buffer is not read into, so that each side is slowed down as it would be by the other
// itself.

import type { ByteLimit } from "./byte-limit.ts";

/** Both sockets. Calls return a number of bytes, 0 (received: the end of file) or a negative errno. */
export interface LaneSockets {
  /** Into the buffer, and out of it, from byte `at` on. */
  receive(at: number, length: number): number;
  send(at: number, length: number): number;
  /** Passes the FIN on. */
  finish(): number;
  /** Moves the buffer's bytes from `from` up to `to` to its beginning. */
  compact(from: number, to: number): void;
}

export interface LaneOptions {
  readonly limit: ByteLimit;
  /** Bytes the buffer has. */
  readonly capacity: number;
  /** At most so many bytes are read at once. */
  readonly piece: number;
  /** While it is held, it reads on until its buffer is full: nothing is left unread in the socket. */
  readonly readsOn: boolean;
  /**
   * So many bytes have just come, at `at` in the buffer; none of them has been passed on. @param waiting bytes before them
   */
  readonly came?: (at: number, count: number, waiting: number) => void;
}

/** What went wrong in a step: a negative errno of the source's or the destination's, or 0. */
export interface StepErrors {
  source: number;
  destination: number;
}

export interface Lane {
  readonly limit: ByteLimit;
  wantsToRead(): boolean;
  wantsToWrite(): boolean;
  /** Reads and writes what it can now, once each. The result is valid until the next step. */
  step(isReadable: boolean): Readonly<StepErrors>;
  /** The source has failed: passes on what it has sent before, as far as the destination takes it now, and no FIN. */
  flush(): void;
  /** The destination takes no more bytes: from now on they are read and thrown away, also those that are held. */
  discard(): void;
  /** The source's FIN has been read. */
  sawEnd(): boolean;
  /** The source's FIN has been passed on, or the destination no longer takes one. */
  isOver(): boolean;
}

const EAGAIN = 11;

export function createLane(sockets: LaneSockets, options: LaneOptions): Lane {
  const { limit, capacity, readsOn } = options;
  const buffer = createLaneBuffer(sockets, options);
  const result: StepErrors = { source: 0, destination: 0 };
  let isOver = false;
  let isDiscarding = false;

  const isHeld = (): boolean => limit.isReached() && !isDiscarding;
  const wantsToRead = (): boolean =>
    !buffer.sawEnd() && (isHeld() ? readsOn && buffer.length() < capacity : buffer.length() === 0);
  const wantsToWrite = (): boolean => buffer.length() > 0 && !isHeld();

  function write(): void {
    if (isDiscarding) buffer.clear();
    else limit.spend(keepError(buffer.write(limit.left())));
  }

  function keepError(count: number): number {
    if (count < 0) result.destination = count;
    return Math.max(0, count);
  }

  return {
    limit,
    wantsToRead,
    wantsToWrite,
    step(isReadable) {
      result.source = result.destination = 0;
      if (isReadable && wantsToRead()) result.source = buffer.read();
      if (wantsToWrite()) write();
      if (isHeld()) limit.keep(buffer.length());
      if (!isOver && buffer.sawEnd() && buffer.length() === 0 && !isHeld()) {
        isOver = true;
        if (!isDiscarding) result.destination = sockets.finish();
      }
      return result;
    },
    flush() {
      for (let before = -1; !isHeld() && before !== buffer.length();) {
        if (buffer.length() === 0) buffer.read();
        before = buffer.length();
        if (before > 0) write();
      }
    },
    discard() {
      isDiscarding = true;
    },
    sawEnd: buffer.sawEnd,
    isOver: () => isOver,
  };
}

interface LaneBuffer {
  length(): number;
  sawEnd(): boolean;
  /** 0, or the negative errno. That nothing is there is not an error. */
  read(): number;
  /** The bytes that went, at most `most`, or the negative errno. That the destination takes none now is not an error. */
  write(most: number): number;
  clear(): void;
}

function createLaneBuffer(
  sockets: LaneSockets,
  { capacity, piece, came }: Pick<LaneOptions, "capacity" | "piece" | "came">,
): LaneBuffer {
  let start = 0;
  let end = 0;
  let sawEnd = false;

  function clear(): void {
    start = end = 0;
  }

  return {
    length: () => end - start,
    sawEnd: () => sawEnd,
    read() {
      if (start > 0) {
        sockets.compact(start, end);
        end -= start;
        start = 0;
      }
      const count = sockets.receive(end, Math.min(piece, capacity - end));
      if (count === 0) sawEnd = true;
      if (count > 0) {
        end += count;
        came?.(end - count, count, end - count - start);
      }
      return count < 0 && count !== -EAGAIN ? count : 0;
    },
    write(most) {
      const count = sockets.send(start, Math.min(end - start, most));
      if (count === -EAGAIN) return 0;
      if (count > 0) start += count;
      if (start === end) clear();
      return count;
    },
    clear,
  };
}
