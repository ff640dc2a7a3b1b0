// Any user of the machine can connect to 127.0.0.1. Until a connection has shown the secret it is a stranger's: it gets a
// few seconds, and where there are too many of them the oldest goes. So there is always room for those who know the secret.

import type { Server } from "node:http";
import type { Socket } from "node:net";

export interface Strangers {
  /** It has shown the secret. */
  admit(connection: Socket): void;
}

/** A browser sends its request as soon as it is connected. */
const PATIENCE_MS = 3000;
const MOST_STRANGERS = 50;

export function watchStrangers(server: Server, patienceMs: number = PATIENCE_MS): Strangers {
  /** In the order in which they came. */
  const strangers = new Map<Socket, NodeJS.Timeout>();
  const forget = (connection: Socket): void => {
    clearTimeout(strangers.get(connection));
    strangers.delete(connection);
  };
  server.on("connection", (connection: Socket) => {
    const [oldest] = strangers.keys();
    if (oldest && strangers.size >= MOST_STRANGERS) oldest.destroy();
    strangers.set(
      connection,
      setTimeout(() => connection.destroy(), patienceMs),
    );
    connection.once("close", () => forget(connection));
  });
  return { admit: forget };
}
