// Asks the connector for a connection to the upstream: connects to its Unix socket and waits for its one message.

import { allOrNothing } from "../sys/all-or-nothing.ts";
import { close } from "../sys/io.ts";
import { isSystemError } from "../sys/libc.ts";
import { connectToPath, receiveMessage, type FdMessage } from "../sys/unix-socket.ts";

export type LeaseResult =
  | {
      readonly upstream: number;
      /** The Unix socket: the connector closes the upstream in order when this is closed. */
      readonly lease: number;
    }
  /** A sentence: why there is none. */
  | { readonly refusal: string };

/** Blocks until the connector has connected, or cannot. */
export function askForUpstream(path: string): LeaseResult {
  try {
    return allOrNothing((orElse) => {
      const lease = connectToPath(path);
      orElse(() => close(lease));
      const message: FdMessage | undefined = receiveMessage(lease);
      if (message?.fd !== undefined) return { upstream: message.fd, lease };
      close(lease);
      return { refusal: message?.text ?? gone("it has ended") };
    });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return { refusal: gone(error.message) };
  }

  function gone(why: string): string {
    return `upstream cannot be reached: nothing connects to it at ${path} (${why})`;
  }
}
