// The concurrent echo server (UNP 5.2, 5.9): a pool whose children echo.

import { type PoolServer, type ServerOptions, startPoolServer } from "../pool/server.ts";
import { programFile } from "../sys/program-file.ts";

const program = programFile("./child", import.meta.url);

/** Listens and starts the first children. Throws the system's error when the endpoint cannot be listened on. */
export function startEchoServer(options: ServerOptions): PoolServer {
  return startPoolServer({ ...options, program });
}
