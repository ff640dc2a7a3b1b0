// Programs without a defect, at rest and in a hurry: `deadpeer inspect` blames none of them.

import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { test } from "node:test";
import { inspect } from "../../src/inspect/inspect.ts";
import { hasProgram } from "./harness.ts";
import { program, run } from "./inspected.ts";

/** Each prints `ready PID` first. */
const healthyPrograms: Readonly<Record<string, readonly [string, (port: string) => readonly string[]]>> = {
  "a python that waits for both": ["python3", () => [program, "healthy"]],
  "a bash that waits for its connection": [
    "bash",
    (port) => ["-c", `exec 3<>/dev/tcp/127.0.0.1/${port}; echo ready $$; read -r line <&3; read -r line <&3`],
  ],
  "a node with an idle connection": [
    process.execPath,
    (port) => [
      "-e",
      `require("net").connect({port:${port},host:"127.0.0.1"},()=>console.log("ready "+process.pid)).resume()`,
    ],
  ],
  "a perl that waits with select": [
    "perl",
    (port) => [
      "-MIO::Socket::INET",
      "-e",
      `$|=1; $s=IO::Socket::INET->new("127.0.0.1:${port}"); print "ready $$\\n"; sysread $s,$x,9; while(1){vec($r="",fileno $s,1)=1; select $r,undef,undef,undef; sysread $s,$x,9}`,
    ],
  ],
  "an nc that waits for both": ["sh", (port) => ["-c", `echo ready $$; exec nc 127.0.0.1 ${port}`]],
  "a reader whose own output is blocked": [
    "sh",
    (port) => [
      "-c",
      `echo ready $$; exec 4>&1; (exec python3 -c 'import os,socket,sys; s=socket.create_connection(("127.0.0.1",${port})); s.sendall(b"x")\nwhile True: os.write(1,s.recv(65536))') | sleep 60`,
    ],
  ],
};

test("healthy programs at rest give no finding", async (t) => {
  const server = createServer((socket) => {
    socket.on("error", () => undefined).write("hello\n");
    socket.once("data", () => socket.write(Buffer.alloc(4_000_000, "x\n"))); // to who asks for more than it can pass on
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const port = (server.address() as AddressInfo).port;
  for (const [file, args] of Object.values(healthyPrograms)) await run(t, file, args(String(port)));
  // The programs read what has come first: at rest is when that is over.
  const options = { port, all: true, settings: true, minAgeMs: 0 };
  const end = Date.now() + 30_000;
  for (;;) {
    const { findings, counts } = await inspect(options);
    const ours = findings.filter(({ pid }) => pid !== process.pid);
    if (ours.length === 0 && counts.connections >= 10) return;
    if (Date.now() > end) assert.fail(ours.map(({ rule, shows }) => `${rule.name}: ${shows}`).join("\n"));
  }
});

test("100 looks while connections and processes come and go: none fails, and none blames another process", async (t) => {
  if (!hasProgram(t, "python3")) return;
  const blind = await run(t, "python3", [program, "unread-end"]);
  const server = createServer((socket) => socket.on("error", () => undefined).resume());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  await run(t, "python3", [
    "test/fixtures/programs/churn.py",
    String((server.address() as AddressInfo).port),
  ]);
  for (let i = 0; i < 100; i += 1) {
    const { findings } = await inspect({ all: i % 2 === 0, settings: true, minAgeMs: 0 });
    const ended = findings.filter(({ rule }) => ["unread-end", "kept-open", "leak"].includes(rule.name));
    const others = ended.filter(({ pid }) => pid !== blind.pid && pid !== process.pid);
    const strangers = others.filter(({ sockets }) =>
      sockets.some(({ remote }) => remote.port === (server.address() as AddressInfo).port),
    );
    assert.deepEqual(
      strangers.map(({ shows }) => shows),
      [],
    );
    assert.ok(
      ended.some(({ pid }) => pid === blind.pid),
      "the one that is to blame",
    );
  }
});
