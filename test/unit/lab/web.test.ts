// The lab's web server on a real socket: what it serves, what it refuses, WebSockets too, and that it ends.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { type TestContext, test } from "node:test";
import type { Lab, Finished } from "../../../src/lab/host/lab.ts";
import type { LabListener } from "../../../src/lab/host/audience.ts";
import { openWeb } from "../../../src/lab/host/web.ts";
import type { LabState, PageOrder } from "../../../src/lab/messages.ts";
import { observations } from "../made-up.ts";

const state: LabState = {
  run: 1,
  title: "t",
  server: "s",
  observers: [],
  introduction: "",
  phase: "open",
  clients: [],
  held: [],
  notes: [],
  leftOut: 0,
};

interface Opened {
  readonly address: URL;
  readonly orders: PageOrder[];
  readonly listeners: Set<LabListener>;
  readonly visited: Promise<void>;
}

async function open(t: TestContext): Promise<Opened> {
  const orders: PageOrder[] = [];
  const listeners = new Set<LabListener>();
  const lab: Lab = {
    state,
    observations: observations([1, { kind: "typed", text: "before" }]),
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    order: (order) => void orders.push(order),
    conclude: () => undefined,
    ready: Promise.resolve(),
    finished: new Promise<Finished>(() => undefined),
  };
  const web = await openWeb(() => lab, 0);
  t.after(() => web.close());
  return { address: new URL(web.address), orders, listeners, visited: web.visited };
}

interface Asked {
  readonly status: number | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
}

async function ask(
  address: URL,
  way: string,
  options: { method?: string; headers?: Record<string, string>; body?: string; path?: string } = {},
): Promise<Asked> {
  const { method = "GET", headers = {}, body, path = `${address.pathname}${way}` } = options;
  const asking = request({ host: "127.0.0.1", port: address.port, path, method, headers, agent: false });
  asking.end(body);
  const [response] = (await once(asking, "response")) as [IncomingMessage];
  let text = "";
  for await (const piece of response.setEncoding("utf8")) text += String(piece);
  return { status: response.statusCode, headers: response.headers, text };
}

function orderOf(address: URL, body: string): Promise<Asked> {
  const headers = { Origin: address.origin, "Content-Type": "application/json" };
  return ask(address, "orders", { method: "POST", headers, body });
}

test("it is bound to 127.0.0.1, its secret is long, and its page may load nothing of others", async (t) => {
  const { address } = await open(t);
  assert.equal(address.hostname, "127.0.0.1");
  assert.match(address.pathname, /^\/[\w-]{32}\/$/);
  const { status, headers, text } = await ask(address, "");
  assert.equal(status, 200);
  assert.match(text, /<title>deadpeer lab/);
  assert.match(String(headers["content-security-policy"]), /default-src 'none'.*frame-ancestors 'none'/);
  assert.equal(headers["referrer-policy"], "no-referrer");
  assert.equal(headers["access-control-allow-origin"], undefined);
});

test("the script with which the page begins has no terminals in it: they are loaded after the first drawing", () => {
  const built = (name: string): string => readFileSync(`dist/lab/page/${name}`, "utf8");
  assert.match(built("app.js"), /import\("\.\/screen\.js"\)/);
  assert.doesNotMatch(built("app.js"), /xterm-rows/);
  assert.match(built("screen.js"), /xterm-rows/);
});

test("a wrong secret, a foreign Host header, another origin: nothing of the lab is in the reply", async (t) => {
  const { address, orders } = await open(t);
  const wrong = await ask(address, "", { path: "/wrong/" });
  const foreign = await ask(address, "", { headers: { Host: "evil.example" } });
  const other = await ask(address, "orders", {
    method: "POST",
    headers: { Origin: "http://evil.example", "Content-Type": "application/json" },
    body: '{"do":"finish"}',
  });
  assert.deepEqual([wrong.status, foreign.status, other.status], [404, 403, 403]);
  for (const { text } of [wrong, foreign, other]) assert.ok(!text.includes("deadpeer"));
  assert.deepEqual(orders, []);
});

for (const path of ["the secret", "another"] as const) {
  test(`a WebSocket is refused: ${path}`, async (t) => {
    const { address } = await open(t);
    const socket = connect(Number(address.port), "127.0.0.1");
    const where = path === "another" ? "/" : `${address.pathname}events`;
    socket.write(
      `GET ${where} HTTP/1.1\r\nHost: ${address.host}\r\nOrigin: http://evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    );
    let text = "";
    for await (const piece of socket.setEncoding("utf8")) text += String(piece);
    assert.match(text, /^HTTP\/1\.1 403 /);
  });
}

test("orders are passed on as they are; what is none is refused", async (t) => {
  const { address, orders } = await open(t);
  const good = [
    '{"do":"say","text":"hello"}',
    '{"do":"fault","fault":"kill"}',
    '{"do":"again","walk":"5.12/both"}',
  ];
  for (const body of good) assert.equal((await orderOf(address, body)).status, 204);
  assert.deepEqual(
    orders,
    good.map((body) => JSON.parse(body) as PageOrder),
  );
  const tooLong = JSON.stringify({ do: "say", text: "x".repeat(100_000) });
  for (const body of ["", "{", "null", "[]", '{"do":"launch"}', '{"do":"fault","fault":"mute"}', tooLong])
    assert.notEqual((await orderOf(address, body)).status, 204, body.slice(0, 40));
  assert.equal(orders.length, good.length);
});

test("that the page was opened is known, and nothing less counts", async (t) => {
  const { address, visited } = await open(t);
  let isVisited = false;
  void visited.then(() => (isVisited = true));
  await ask(address, "", { path: "/wrong/events" });
  await ask(address, "");
  assert.equal(isVisited, false);
  const asking = request({
    host: "127.0.0.1",
    port: address.port,
    path: `${address.pathname}events`,
    agent: false,
  });
  asking.end();
  const [response] = (await once(asking, "response")) as [IncomingMessage];
  await visited;
  response.destroy();
});

test("a page gets what was seen before it came, then what is seen; and is forgotten when it goes", async (t) => {
  const { address, listeners } = await open(t);
  const asking = request({
    host: "127.0.0.1",
    port: address.port,
    path: `${address.pathname}events`,
    agent: false,
  });
  asking.end();
  const [response] = (await once(asking, "response")) as [IncomingMessage];
  let text = "";
  response.setEncoding("utf8").on("data", (piece) => {
    text += String(piece);
    if (text.includes("event: state") && !text.includes("after"))
      for (const { observed } of listeners) observed(observations([2, { kind: "typed", text: "after" }]));
    if (text.includes('"after"')) response.destroy();
  });
  await once(response, "close");
  const events = [...text.matchAll(/^event: (\w+)/gm)].map(([, name]) => name);
  assert.deepEqual(events, ["offers", "began", "observed", "state", "observed"]);
  while (listeners.size > 0) await new Promise((resolve) => setImmediate(resolve));
});

test("a port that is taken: what to do is said", async (t) => {
  const { address } = await open(t);
  await assert.rejects(
    openWeb(() => assert.fail(), Number(address.port)),
    { exitCode: 2, message: /EADDRINUSE/, remedy: /--page-port/ },
  );
});
