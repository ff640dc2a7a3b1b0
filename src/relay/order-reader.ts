// The pipe through which a relay's child gets its orders.

import { read } from "../sys/io.ts";
import { type RelayOrder, parseOrder } from "./orders.ts";

export interface OrderReader {
  /** To be called when the pipe is readable. Returns the orders that have come, in order. */
  read(): RelayOrder[];
  /** No more will come. */
  isOver(): boolean;
}

export function createOrderReader(fd: number): OrderReader {
  const buffer = new Uint8Array(4096);
  const decoder = new TextDecoder();
  let rest = "";
  let isOver = false;
  return {
    read() {
      const count = read(fd, buffer);
      isOver = count === 0;
      const lines = (rest + decoder.decode(buffer.subarray(0, count), { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      return lines.flatMap((line) => parseOrder(line) ?? []);
    },
    isOver: () => isOver,
  };
}
