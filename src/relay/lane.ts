// One direction of a relayed connection: a buffer between a socket that is read and one that is written to, with the end
// of the stream behind it. What is full is not read from: so each side is held back as it would be by the other itself.

import type { Hold } from "./hold.ts";

/** Both sockets. What is answered is a number of bytes, 0 (received: the end of file) or a negative errno. */
export interface Ends {
  /** Into the buffer, and out of it, from byte `at` on. */
  receive(at: number, length: number): number;
  send(at: number, length: number): number;
  /** Passes the FIN on. */
  finish(): number;
  /** Moves the buffer's bytes from `from` up to `to` to its beginning. */
  compact(from: number, to: number): void;
}

export interface LaneOptions {
  readonly hold: Hold;
  /** Bytes the buffer has. */
  readonly capacity: number;
  /** At most so many bytes are read at once. */
  readonly piece: number;
  /** While it is held, it reads on until its buffer is full: nothing is left unread in the socket. */
  readonly readsOn: boolean;
}

/** What a step came upon: a negative errno of the source's or the destination's, or 0. */
export interface Step {
  source: number;
  destination: number;
}

export interface Lane {
  readonly hold: Hold;
  wantsToRead(): boolean;
  wantsToWrite(): boolean;
  /** Reads and writes what can be now, once each. The answer is valid until the next step. */
  step(isReadable: boolean): Readonly<Step>;
  /** The source has failed: passes on what it has sent before, as far as the destination takes it now, and no FIN. */
  flush(): void;
  /** Nobody takes the bytes any more: they are read and thrown away, whatever is held. */
  discard(): void;
  /** The source's FIN has been read. */
  sawEnd(): boolean;
  /** The source's FIN has been passed on, or there was nobody to pass it on to. */
  isOver(): boolean;
}

const EAGAIN = 11;

export function createLane(ends: Ends, { hold, capacity, piece, readsOn }: LaneOptions): Lane {
  const store = createStore(ends, capacity, piece);
  const result: Step = { source: 0, destination: 0 };
  let isOver = false;
  let isDiscarding = false;

  const isHeld = (): boolean => hold.isOn() && !isDiscarding;
  const wantsToRead = (): boolean =>
    !store.sawEnd() && (isHeld() ? readsOn && store.length() < capacity : store.length() === 0);
  const wantsToWrite = (): boolean => store.length() > 0 && !isHeld();

  function write(): void {
    if (isDiscarding) store.clear();
    else hold.spend(keepError(store.write(hold.budget())));
  }

  function keepError(count: number): number {
    if (count < 0) result.destination = count;
    return Math.max(0, count);
  }

  return {
    hold,
    wantsToRead,
    wantsToWrite,
    step(isReadable) {
      result.source = result.destination = 0;
      if (isReadable && wantsToRead()) result.source = store.read();
      if (wantsToWrite()) write();
      if (!isOver && store.sawEnd() && store.length() === 0 && !isHeld()) {
        isOver = true;
        if (!isDiscarding) result.destination = ends.finish();
      }
      return result;
    },
    flush() {
      for (let before = -1; !isHeld() && before !== store.length();) {
        if (store.length() === 0) store.read();
        before = store.length();
        if (before > 0) write();
      }
    },
    discard() {
      isDiscarding = true;
    },
    sawEnd: store.sawEnd,
    isOver: () => isOver,
  };
}

interface Store {
  length(): number;
  sawEnd(): boolean;
  /** 0, or the negative errno. That nothing is there is not an error. */
  read(): number;
  /** The bytes that went, at most `limit`, or the negative errno. That the destination takes none now is not an error. */
  write(limit: number): number;
  clear(): void;
}

function createStore(ends: Ends, capacity: number, piece: number): Store {
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
        ends.compact(start, end);
        end -= start;
        start = 0;
      }
      const count = ends.receive(end, Math.min(piece, capacity - end));
      if (count === 0) sawEnd = true;
      if (count > 0) end += count;
      return count < 0 && count !== -EAGAIN ? count : 0;
    },
    write(limit) {
      const count = ends.send(start, Math.min(end - start, limit));
      if (count === -EAGAIN) return 0;
      if (count > 0) start += count;
      if (start === end) clear();
      return count;
    },
    clear,
  };
}
