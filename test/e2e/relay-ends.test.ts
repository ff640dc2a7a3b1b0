// An upstream that cannot be reached, and what is left when the relay or its connector ends, however it ends.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { dirname } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { insidePrivateNetwork } from "../../src/network/private-network.ts";
import { relayCommand, startConnector } from "../../src/relay/index.ts";
import { readProcess, readTree } from "../../src/sys/proc.ts";
import { anyUser, eventually, start } from "./harness.ts";
import { connector, dial, ending, openSession, startRelay } from "./relay-session.ts";

const isAlive = (pid: number): boolean => !["Z", undefined].includes(readProcess(pid)?.state);

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

const unreachable: readonly { host: string; says: RegExp }[] = [
  { host: "127.0.0.1", says: /upstream 127\.0\.0\.1:\d+ refused the connection \(ECONNREFUSED\)/ },
  { host: "localhost", says: /upstream localhost:\d+ refused the connection \(ECONNREFUSED\)/ },
  {
    host: "nowhere.invalid",
    says: /upstream nowhere\.invalid:\d+ cannot be reached: the name does not resolve \(E\w+\)/,
  },
];

for (const { host, says } of unreachable) {
  test(`the upstream ${host} cannot be reached: the client gets an RST, and one line says why`, async (t) => {
    const { path } = await connector(t, await closedPort(), host);
    const relay = await startRelay(t, path);
    const client = dial(t, relay.port);
    assert.deepEqual(await ending(client, "the RST"), ["ECONNRESET"]);
    await eventually("the line", () => says.test(relay.printed()));
  });

  test(`--check-upstream with ${host}: exit code 2, and a sentence with a remedy`, async (t) => {
    const { path } = await connector(t, await closedPort(), host);
    const [file, ...args] = relayCommand({ address: "127.0.0.1", port: 0 }, path);
    const { code, stdout, stderr } = await start(file, [...args, "--check-upstream"]).outcome;
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, says);
    assert.match(stderr, /Is it running/);
  });
}

test(anyUser("a relay in a private network reaches an upstream outside"), async (t) => {
  const upstream = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket));
  await once(upstream.listen(0, "127.0.0.1"), "listening");
  t.after(() => upstream.close());
  const { path } = await connector(t, (upstream.address() as AddressInfo).port, "localhost");
  const fixture = fileURLToPath(new URL("../fixtures/relay-inside.js", import.meta.url));
  const [file, ...args] = insidePrivateNetwork([process.execPath, fixture, path]);
  const { code, stdout, stderr } = await start(file, args).outcome;
  assert.deepEqual([code, stdout, stderr], [0, "from another network\n", ""]);
});

test("without a connector the client gets an RST, and one line says why", async (t) => {
  const relay = await startRelay(t, "/nonexistent/upstream");
  assert.deepEqual(await ending(dial(t, relay.port), "the RST"), ["ECONNRESET"]);
  await eventually("the line", () => /upstream cannot be reached: .*\(ENOENT\)/.test(relay.printed()));
});

test("an address that cannot be listened on: exit code 2, and a sentence with a remedy", async () => {
  const [file, ...args] = relayCommand({ address: "192.0.2.1", port: 1 }, "/nonexistent/upstream");
  const { code, stderr } = await start(file, args).outcome;
  assert.equal(code, 2);
  assert.match(stderr, /^The relay cannot listen on 192\.0\.2\.1 port 1: .*\(EADDRNOTAVAIL\)\. Try another/);
});

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  test(`${signal} ends the relay and its children: exit code ${code}; client and upstream get a FIN`, async (t) => {
    const session = await openSession(t);
    const pids = readTree(session.relay.pid).map(({ pid }) => pid);
    const exited = once(session.relay.process, "exit");
    session.relay.process.kill(signal);
    assert.deepEqual(await exited, [code, null]);
    assert.deepEqual(pids.filter(isAlive), []);
    assert.deepEqual(await ending(session.client, "the client's FIN"), ["end"]);
    assert.deepEqual(await ending(session.server, "the upstream's FIN"), ["end"]);
  });
}

test("a relay that is killed leaves no child behind, and the upstream gets a FIN", async (t) => {
  const session = await openSession(t);
  const pids = readTree(session.relay.pid).map(({ pid }) => pid);
  assert.ok(pids.length > 1);
  process.kill(session.relay.pid, "SIGKILL");
  await eventually("no process", () => !pids.some(isAlive));
  assert.deepEqual(await ending(session.server, "the upstream's FIN"), ["end"]);
});

test("stop() closes what is open to the upstream in order, and leaves no directory", async (t) => {
  const session = await openSession(t);
  session.server.socket.on("end", () => session.server.socket.end());
  await session.connector.stop();
  assert.deepEqual(await ending(session.server, "the upstream's FIN"), ["end"]);
  assert.ok(!existsSync(dirname(session.connector.path)));
});

test("whoever started the connector is killed: the connector ends and removes its directory", async (t) => {
  const index = new URL("../../src/relay/index.js", import.meta.url);
  const script = `import(${JSON.stringify(index.href)}).then(async ({ startConnector }) => {
    console.log((await startConnector({ host: "127.0.0.1", port: 1 })).path);
    setInterval(() => undefined, 1000);
  });`;
  const owner = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => owner.kill("SIGKILL"));
  const directory = dirname(String((await once(owner.stdout, "data"))[0]).trim());
  const pids = readTree(owner.pid ?? 0).map(({ pid }) => pid);
  assert.ok(pids.length === 2 && existsSync(directory));
  owner.kill("SIGKILL");
  await eventually("no process", () => !pids.some(isAlive));
  assert.ok(!existsSync(directory));
});

test("a connector that cannot start says why, and how to help", async (t) => {
  const before = process.env["TMPDIR"];
  t.after(() => (before === undefined ? delete process.env["TMPDIR"] : (process.env["TMPDIR"] = before)));
  process.env["TMPDIR"] = "/nonexistent";
  await assert.rejects(startConnector({ host: "127.0.0.1", port: 1 }), /cannot start: ENOENT.*mkdtemp/);
});
