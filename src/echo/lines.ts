// Lines out of a byte source that blocks: what fgets(3) does, without a limit to what waits in the buffer.

export interface Lines {
  /** The next line with its newline, cut at `limit` bytes; the rest before end of file; undefined at end of file. */
  next(limit?: number): Uint8Array | undefined;
}

const NEWLINE = 0x0a;

/** `readSome` fills the buffer it is given and returns how many bytes it put there, 0 at end of file. */
export function createLines(readSome: (buffer: Uint8Array) => number, maxLine: number): Lines {
  const buffer = new Uint8Array(maxLine);
  let pending: Uint8Array = buffer.subarray(0, 0);
  return {
    next(limit = maxLine) {
      const wanted = Math.min(limit, maxLine);
      for (;;) {
        const newline = pending.indexOf(NEWLINE);
        const length = newline >= 0 ? newline + 1 : pending.length;
        if (newline >= 0 || length >= wanted) return take(Math.min(length, wanted));
        buffer.copyWithin(0, pending.byteOffset, pending.byteOffset + pending.length);
        pending = buffer.subarray(0, pending.length);
        const count = readSome(buffer.subarray(pending.length));
        if (count === 0) return pending.length > 0 ? take(pending.length) : undefined;
        pending = buffer.subarray(0, pending.length + count);
      }
    },
  };

  function take(length: number): Uint8Array {
    const line = pending.slice(0, length);
    pending = pending.subarray(length);
    return line;
  }
}
