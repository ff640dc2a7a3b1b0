// The pipe on which the process inside sends its messages: all of them come, however late they are read.

import { createWriteStream } from "node:fs";
import { jsonLine } from "../inside/json-line.ts";

export interface MessagePipe<Message> {
  /**
   * Sends a line of JSON. Nothing once the end has been asked for: that is an error, with which a stream drops what waits.
   */
  send(message: Message): void;
  /** Resolves when the kernel has taken everything, and also when nobody reads any more. */
  end(): Promise<void>;
}

/** @param fd the end of a pipe or socket; nothing else may write to it */
export function openMessagePipe<Message>(fd: number): MessagePipe<Message> {
  const stream = createWriteStream("", { fd });
  stream.on("error", () => undefined);
  return {
    send(message) {
      if (!stream.writableEnded) stream.write(jsonLine(message));
    },
    end: async () => await new Promise((resolve) => stream.end(() => resolve())),
  };
}
