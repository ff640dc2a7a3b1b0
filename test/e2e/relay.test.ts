// What either side does reaches the other as what it was: a FIN as a FIN, an RST as an RST, and every byte before.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { test } from "node:test";
import { eventually } from "./harness.ts";
import { type Peer, connector, dial, ending, openSession, startRelay } from "./relay-session.ts";

const MEGABYTES_8 = 8 * 1024 * 1024;

async function hears(peer: Peer, text: string): Promise<void> {
  await eventually(`"${text}"`, () => peer.received() === text);
}

for (const [who, other] of [
  ["server", "client"],
  ["client", "server"],
] as const) {
  test(`the ${who} aborts while idle: the ${other} gets an RST, and no FIN before it`, async (t) => {
    const session = await openSession(t);
    session[who].socket.resetAndDestroy();
    assert.deepEqual(await ending(session[other], "the RST"), ["ECONNRESET"]);
    await eventually("the child's own end", () =>
      session.relay.printed().includes(`child ${session.child} terminated (exit 0)`),
    );
  });

  test(`the ${who} aborts after a few bytes: the ${other} gets them, and then the RST`, async (t) => {
    const session = await openSession(t);
    session[who].socket.write("last words");
    await hears(session[other], "last words");
    session[who].socket.resetAndDestroy();
    assert.deepEqual(await ending(session[other], "the RST"), ["ECONNRESET"]);
  });

  test(`the ${who} half-closes: what the ${other} sends later still arrives`, async (t) => {
    const session = await openSession(t);
    session[who].socket.end("that is all");
    assert.deepEqual(await ending(session[other], "the FIN"), ["end"]);
    assert.equal(session[other].received(), "that is all");
    for (const late of ["late ", "and ", "later"]) session[other].socket.write(late);
    await hears(session[who], "late and later");
    assert.deepEqual(session[who].events, []);
    session[other].socket.end();
    assert.deepEqual(await ending(session[who], "the other FIN"), ["end"]);
    assert.deepEqual(session[other].events, ["end"]);
    await eventually("the child's own end", () =>
      session.relay.printed().includes(`child ${session.child} terminated (exit 0)`),
    );
  });

  test(`the ${who} half-closes and then aborts: the ${other} gets a FIN and an RST`, async (t) => {
    const session = await openSession(t);
    session[who].socket.end();
    assert.deepEqual(await ending(session[other], "the FIN"), ["end"]);
    session[who].socket.resetAndDestroy();
    await eventually("the RST", () => {
      session[other].socket.write("still there?"); // a node socket that has read its end learns of an RST by writing
      return session[other].events.length > 1;
    });
    assert.match(String(session[other].events[1]), /ECONNRESET|EPIPE/);
  });

  test(`32 MiB from the ${who} and a FIN: all arrives, though the ${other} did not read at first`, async (t) => {
    const session = await openSession(t);
    const sent = randomBytes(4 * MEGABYTES_8);
    session[other].socket.pause();
    session[who].socket.write(sent);
    await eventually("more than is taken at once", () => session[who].socket.writableNeedDrain);
    session[other].socket.resume();
    session[who].socket.end();
    assert.deepEqual(await ending(session[other], "the FIN"), ["end"]);
    assert.ok(session[other].bytes().equals(sent));
  });
}

test("both sides send 8 MiB at once: all of it arrives at both", async (t) => {
  const { client, server } = await openSession(t);
  const [there, back] = [randomBytes(MEGABYTES_8), randomBytes(MEGABYTES_8)];
  client.socket.end(there);
  server.socket.end(back);
  await ending(server, "the client's FIN");
  await ending(client, "the server's FIN");
  assert.ok(server.bytes().equals(there) && client.bytes().equals(back));
  assert.deepEqual([client.events, server.events], [["end"], ["end"]]);
});

test("20 clients at once have a child each, and their own bytes", async (t) => {
  const session = await openSession(t);
  for (let i = 0; i < 20; i += 1) {
    const { client, server } = await session.another();
    client.socket.write(`client ${i}`);
    await hears(server, `client ${i}`);
    server.socket.write(`server ${i}`);
    await hears(client, `server ${i}`);
  }
});

/** A peer in a process of its own, which reads nothing, to be killed: it prints its port once it is there. */
const peer = (act: string): string =>
  `const { connect, createServer } = require("node:net"); ${act}; setInterval(() => {}, 1000);`;

test("the server is killed with unread data: the client gets an RST", async (t) => {
  const listen = `createServer({ pauseOnConnect: true }).listen(0, "127.0.0.1", function () { console.log(this.address().port) })`;
  const server = spawn(process.execPath, ["-e", peer(listen)], { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => server.kill("SIGKILL"));
  const [port] = await once(server.stdout, "data");
  const relay = await startRelay(t, (await connector(t, Number(port))).path);
  const client = dial(t, relay.port);
  relay.order("hold request 6");
  await eventually("the order in force", () => relay.printed().includes("will hold request after 6 bytes"));
  client.socket.write("unread");
  await eventually("the bytes passed on", () => relay.printed().includes("holding request after 6 bytes"));
  server.kill("SIGKILL");
  assert.deepEqual(await ending(client, "the RST"), ["ECONNRESET"]);
});

test("the client is killed with unread data: the server gets an RST", async (t) => {
  const session = await openSession(t);
  const dialing = `const s = connect(${session.relay.port}, "127.0.0.1"); s.pause(); s.on("connect", () => console.log(s.localPort))`;
  session.relay.order("hold reply 6");
  const client = spawn(process.execPath, ["-e", peer(dialing)], { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => client.kill("SIGKILL"));
  await once(client.stdout, "data");
  const server = await eventually("its connection", () => session.servers[1]);
  server.socket.write("unread");
  await eventually("the bytes passed on", () =>
    session.relay.printed().includes("holding reply after 6 bytes"),
  );
  client.kill("SIGKILL");
  assert.deepEqual(await ending(server, "the RST"), ["ECONNRESET"]);
});
