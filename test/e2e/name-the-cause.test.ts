// A run that cannot be made says whose doing it is: the server's that ended or never accepts, not the client's that waits
// for it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { deadpeer } from "./harness.ts";

const TALKS = `bash -c 'exec 3<>"/dev/tcp/$HOST/$PORT"; while read -r line; do echo "$line" >&3; done'`;
const python = (...lines: readonly string[]): string => `exec python3 -c '${lines.join("\n")}'`;
const LISTENS = 'import os,signal,socket\ns=socket.create_server(("", int(os.environ["PORT"])))';

const ASKS = ["--say", "a", "--expect", "b"];

/** It asks, closes, and lives on. */
const ASKS_ONCE = `exec node -e 'c=require("net").connect(process.env.PORT,process.env.HOST,()=>c.end("hi\\n"));c.resume();setInterval(()=>{},1e3)'`;

const cases = [
  {
    what: "a server that listens and never accepts: there is a fault that is that",
    args: ["--server", python(LISTENS, "signal.pause()"), "--client", TALKS],
    says: /No process of the server holds the connection[^]*`--fault mute` is a server that never accepts/,
  },
  {
    what: "a server that ends by itself when something is said",
    args: [
      "--server",
      python(LISTENS, "s.accept()[0].recv(9)"),
      "--client",
      TALKS,
      "--limit-ms",
      "500",
      ...ASKS,
    ],
    says: /The server ended on its own before the fault \(exit code 0\)\. The client never printed b[^]*Run the server/,
  },
  {
    what: "a client that connects when it is asked, and is never ready for that",
    args: ["--client", "while read l; do :; done", "--ready", "/never/", "--say", "a", "--start-ms", "2000"],
    says: /The client never connected[^]*Nothing was typed to it, as it has not printed \/never\//,
  },
  {
    what: "a client whose connection is over once it was answered",
    args: ["--client", ASKS_ONCE, "--start-ms", "2000"],
    says: /ended before (it could be observed|the fault)[^]*once it (is|was) answered[^]*`--fault FAULT@mid-request`/,
  },
] as const;

for (const { what, args, says } of cases)
  test(what, async () => {
    const { code, stderr } = await deadpeer(["run", ...args]).outcome;
    assert.match(stderr, says);
    assert.equal(code, 3);
  });
