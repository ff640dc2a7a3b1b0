// How a connection to the upstream is asked of the connector: connect to its Unix socket, and wait for its one message.

import { allOrNothing } from "../sys/all-or-nothing.ts";
import { close } from "../sys/io.ts";
import { isSystemError } from "../sys/libc.ts";
import { connectToPath, receiveLetter, type Letter } from "../sys/unix-socket.ts";

export type Answer =
  | {
      readonly upstream: number;
      /** The Unix socket: the connector closes the upstream in order when this is closed. */
      readonly bond: number;
    }
  /** A sentence that says why there is none. */
  | { readonly refusal: string };

/** Blocks until the connector has connected, or cannot. */
export function askForUpstream(path: string): Answer {
  try {
    return allOrNothing((orElse) => {
      const bond = connectToPath(path);
      orElse(() => close(bond));
      const letter: Letter | undefined = receiveLetter(bond);
      if (letter?.fd !== undefined) return { upstream: letter.fd, bond };
      close(bond);
      return { refusal: letter?.text ?? gone("it has ended") };
    });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return { refusal: gone(error.message) };
  }

  function gone(why: string): string {
    return `upstream cannot be reached: nothing connects to it at ${path} (${why})`;
  }
}
