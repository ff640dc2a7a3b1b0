// Who can reach what deadpeer starts: on the machine's own network nobody but this machine.

import assert from "node:assert/strict";
import { type AddressInfo, createServer } from "node:net";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import { anyUser, run, serve } from "./harness.ts";
import { ALONE } from "./own.ts";

async function echoServer(t: TestContext): Promise<number> {
  const server = createServer((socket) => socket.on("error", () => undefined).pipe(socket));
  t.after(() => server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}

test("deadpeer serve listens on this machine's loopback, unless it is told to do otherwise", async (t) => {
  const server = await serve(t);
  assert.match(server.printed(), /listening on 127\.0\.0\.1:/);
  const everywhere = await serve(t, ["--host", "0.0.0.0"]);
  assert.match(everywhere.printed(), /listening on \*:/);
});

test(anyUser("a relay on the machine's own network cannot be reached from another machine"), async (t) => {
  const upstream = `127.0.0.1:${await echoServer(t)}`;
  const port = String(20_000 + (process.pid % 10_000));
  const options = [
    "--network",
    "machine",
    "--port",
    port,
    "--upstream",
    upstream,
    "--watch-ms",
    "100",
    ...ALONE,
  ];
  const { runs, leftovers } = await run(t, options);
  const listening = (runs[0]?.observations ?? []).flatMap((each) =>
    each.kind === "sockets" ? each.rows.filter(({ state }) => state === "LISTEN") : [],
  );
  assert.deepEqual([...new Set(listening.map(({ local }) => local.address))], ["127.0.0.1"]);
  assert.deepEqual(leftovers, []);
});
