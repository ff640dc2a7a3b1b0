// What is done to a relay's child in the server's name: the client sees a server die, the upstream a normal close.

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { close } from "../../src/fault/close.ts";
import type { Fault } from "../../src/fault/fault.ts";
import { halfClose } from "../../src/fault/half-close.ts";
import { reset } from "../../src/fault/reset.ts";
import { close as closeDescriptor } from "../../src/sys/io.ts";
import { pidfdOpen } from "../../src/sys/pidfd.ts";
import { isStopped, readDescriptors, socketTarget } from "../../src/sys/proc.ts";
import { eventually } from "./harness.ts";
import { type Peer, type Session, ending, serverEnd, openSession } from "./relay-session.ts";

async function hears(peer: Peer, text: string): Promise<void> {
  await eventually(`"${text}"`, () => peer.received() === text);
}

async function says(session: Session, line: string): Promise<void> {
  await eventually(line, () => session.relay.printed().includes(`child ${session.child}: ${line}\n`));
}

/** Inflicts one of deadpeer's own faults on the child's end of the client's connection. */
async function inflict(t: TestContext, fault: Fault, { relay, client, child }: Session): Promise<void> {
  const inode = serverEnd(relay, client.socket.localPort ?? 0)?.inode ?? 0;
  const [fd] = [...(readDescriptors(child) ?? [])].find(([, target]) => target === socketTarget(inode)) ?? [
    -1,
  ];
  const pidfd = pidfdOpen(child);
  t.after(() => closeDescriptor(pidfd));
  await fault.inflict({
    target: { pid: child, pidfd, fd, others: [] },
    processes: () => [child],
    amount: 0,
    waitForStop: async () => undefined,
    waitForContinue: async () => undefined,
    fillAcceptQueue: async () => () => undefined,
    leaveLineUnread: async () => undefined,
    runCommand: async () => undefined,
    waitForEnds: async () => [],
  });
}

for (const signal of ["SIGKILL", "SIGTERM"] as const) {
  test(`${signal} to an idle child: the client and the upstream get a FIN each`, async (t) => {
    const session = await openSession(t);
    process.kill(session.child, signal);
    assert.deepEqual(await ending(session.client, "the client's FIN"), ["end"]);
    assert.deepEqual(await ending(session.server, "the upstream's FIN"), ["end"]);
    session.server.socket.end();
    await eventually("the report", () =>
      session.relay.printed().includes(`child ${session.child} terminated (${signal})\n`),
    );
    assert.deepEqual([session.client.events, session.server.events], [["end"], ["end"]]);
    const next = await session.another();
    next.client.socket.write("served by the next child");
    await hears(next.server, "served by the next child");
  });
}

test("a child that is killed with bytes of the upstream unread: the upstream gets a FIN and no RST", async (t) => {
  const session = await openSession(t);
  session.relay.order("hold reply 0");
  await says(session, "holding reply after 0 bytes");
  session.server.socket.write(Buffer.alloc(1024 * 1024));
  process.kill(session.child, "SIGKILL");
  assert.deepEqual(await ending(session.server, "the upstream's FIN"), ["end"]);
  let isWritten = false;
  session.server.socket.end("and this, too", () => (isWritten = true));
  await eventually("all of it taken", () => isWritten);
  await eventually("the upstream's close", () => session.server.socket.closed);
  assert.deepEqual(session.server.events, ["end"]);
});

test("a child that is killed with bytes of the client unread: the client gets an RST, the upstream a FIN", async (t) => {
  const session = await openSession(t);
  process.kill(session.child, "SIGSTOP");
  await eventually("the child stopped", () => isStopped(session.child));
  session.client.socket.write("unread");
  const port = session.client.socket.localPort ?? 0;
  await eventually("it lies unread", () => serverEnd(session.relay, port)?.recvQ === 6);
  process.kill(session.child, "SIGKILL");
  assert.deepEqual(await ending(session.client, "the RST"), ["ECONNRESET"]);
  assert.deepEqual(await ending(session.server, "the FIN"), ["end"]);
});

test("a child that is stopped passes nothing on until it is continued", async (t) => {
  const session = await openSession(t);
  process.kill(session.child, "SIGSTOP");
  await eventually("the child stopped", () => isStopped(session.child));
  session.client.socket.write("hello?");
  const port = session.client.socket.localPort ?? 0;
  await eventually("it lies unread", () => serverEnd(session.relay, port)?.recvQ === 6);
  assert.equal(session.server.received(), "");
  process.kill(session.child, "SIGCONT");
  await hears(session.server, "hello?");
});

test("`reset` on the child's socket: the client gets an RST, the upstream a FIN", async (t) => {
  const session = await openSession(t);
  await inflict(t, reset, session);
  assert.deepEqual(await ending(session.client, "the RST"), ["ECONNRESET"]);
  assert.deepEqual(await ending(session.server, "the FIN"), ["end"]);
});

test("`half-close` on the child's socket: the client gets a FIN, and what it sends later arrives", async (t) => {
  const session = await openSession(t);
  await inflict(t, halfClose, session);
  assert.deepEqual(await ending(session.client, "the FIN"), ["end"]);
  session.client.socket.write("are you there?");
  await hears(session.server, "are you there?");
  session.server.socket.write("an answer nobody gets");
  session.client.socket.write(" Well?");
  await hears(session.server, "are you there? Well?");
  session.client.socket.end();
  assert.deepEqual(await ending(session.server, "the client's FIN"), ["end"]);
  session.server.socket.end();
  await eventually("the child's own end", () =>
    session.relay.printed().includes(`child ${session.child} terminated (exit 0)`),
  );
  assert.deepEqual([session.client.events, session.client.received()], [["end"], ""]);
});

test("`close` on the child's socket: the client and the upstream get a FIN each", async (t) => {
  const session = await openSession(t);
  await inflict(t, close, session);
  assert.deepEqual(await ending(session.client, "the client's FIN"), ["end"]);
  assert.deepEqual(await ending(session.server, "the upstream's FIN"), ["end"]);
  session.server.socket.end("an answer nobody gets");
  await eventually("the child's own end", () =>
    session.relay.printed().includes(`child ${session.child} terminated (exit 0)`),
  );
  assert.deepEqual([session.client.events, session.server.events], [["end"], ["end"]]);
});

test("`hold request`: exactly so many bytes arrive; then the child is killed, and the client gets a FIN", async (t) => {
  const session = await openSession(t);
  session.client.socket.write("before ");
  await hears(session.server, "before ");
  session.relay.order("hold request 5");
  await says(session, "will hold request after 5 bytes");
  session.client.socket.write("0123456789");
  await says(session, "holding request after 5 bytes");
  session.client.socket.write(Buffer.alloc(500_000));
  const port = session.client.socket.localPort ?? 0;
  await eventually("all sent", () => session.client.socket.writableLength === 0);
  await eventually("all read and kept", () => serverEnd(session.relay, port)?.recvQ === 0);
  process.kill(session.child, "SIGKILL");
  assert.deepEqual(await ending(session.client, "the client's FIN"), ["end"]);
  assert.deepEqual(await ending(session.server, "the upstream's FIN"), ["end"]);
  assert.equal(session.server.received(), "before 01234");
});

test("`hold reply`: exactly so many bytes arrive, other connections are held as well, and `release` lets them go on", async (t) => {
  const session = await openSession(t);
  session.relay.order("hold reply 3");
  await says(session, "will hold reply after 3 bytes");
  const later = await session.another();
  for (const { server } of [session, later]) server.socket.end("abcdef");
  await says(session, "holding reply after 3 bytes");
  await hears(session.client, "abc");
  await hears(later.client, "abc");
  session.client.socket.write("the other direction goes on");
  await hears(session.server, "the other direction goes on");
  assert.deepEqual(session.client.events, []);
  session.relay.order("release");
  await says(session, "released");
  for (const { client } of [session, later]) {
    assert.deepEqual(await ending(client, "the FIN"), ["end"]);
    assert.equal(client.received(), "abcdef");
  }
});

test("a held request goes on with `release`, all of its bytes and its FIN", async (t) => {
  const session = await openSession(t);
  session.relay.order("hold request 0");
  await says(session, "holding request after 0 bytes");
  const sent = Buffer.alloc(3_000_000, "more than is kept in memory; ");
  session.client.socket.end(sent);
  const port = session.client.socket.localPort ?? 0;
  await eventually("more than it keeps", () => (serverEnd(session.relay, port)?.recvQ ?? 0) > 0);
  assert.equal(session.server.received(), "");
  session.relay.order("release");
  assert.deepEqual(await ending(session.server, "the FIN"), ["end"]);
  assert.ok(session.server.bytes().equals(sent));
});

test("a client that resets while its reply is held: the upstream gets the RST at once", async (t) => {
  const session = await openSession(t);
  session.relay.order("hold reply 0");
  await says(session, "holding reply after 0 bytes");
  session.server.socket.write("held");
  session.client.socket.resetAndDestroy();
  assert.deepEqual(await ending(session.server, "the RST"), ["ECONNRESET"]);
});
