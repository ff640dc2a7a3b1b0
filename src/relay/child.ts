// One child of the relay: takes a client's connection, gets one to the upstream from the connector, and passes on what
// comes from either to the other until both have ended: node child.cjs TASK CONNECTOR_PATH, orders on standard input.
//
// To a client it is the server: a signal that ends it ends it at once, and the kernel closes the client's connection as it
// would the server's. The connection to the upstream is then closed by the connector.

import { takeConnections } from "../pool/take-connections.ts";
import { writeAll } from "../sys/io.ts";
import { sendAtOnce } from "../sys/socket.ts";
import { askForUpstream } from "./ask.ts";
import { passOn } from "./pass-on.ts";
import { abort } from "./side.ts";

const CONTROL = 0;
const STDOUT = 1;
const path = process.argv[3] ?? "";

function print(line: string): void {
  writeAll(STDOUT, new TextEncoder().encode(`${line}\n`));
}

function relay(client: number): void {
  const answer = askForUpstream(path);
  if ("refusal" in answer) {
    // No server could be as quick to refuse: the port is ours, and the handshake is over. An RST comes nearest to it.
    abort(client);
    print(answer.refusal);
    return;
  }
  const { upstream } = answer; // and the lease, which stays open until this process ends, however it does
  for (const socket of [client, upstream]) sendAtOnce(socket);
  passOn({
    client,
    upstream,
    control: CONTROL,
    report: (line) => print(`child ${process.pid}: ${line}`),
  });
}

takeConnections(relay);
