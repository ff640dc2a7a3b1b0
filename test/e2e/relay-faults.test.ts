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
import { type Peer, type Stage, ending, serverEnd, setStage } from "./relay-stage.ts";

async function hears(peer: Peer, text: string): Promise<void> {
  await eventually(`"${text}"`, () => peer.received() === text);
}

async function says(stage: Stage, line: string): Promise<void> {
  await eventually(line, () => stage.relay.printed().includes(`child ${stage.child}: ${line}\n`));
}

/** Inflicts one of deadpeer's own faults on the child's end of the client's connection. */
async function inflict(t: TestContext, fault: Fault, { relay, client, child }: Stage): Promise<void> {
  const inode = serverEnd(relay, client.socket.localPort ?? 0)?.inode ?? 0;
  const [fd] = [...readDescriptors(child)].find(([, target]) => target === socketTarget(inode)) ?? [-1];
  const pidfd = pidfdOpen(child);
  t.after(() => closeDescriptor(pidfd));
  await fault.inflict({
    target: { pid: child, pidfd, fd, others: [] },
    processes: () => [child],
    seeStopped: async () => undefined,
    leaveLineUnread: async () => undefined,
    seeEnded: async () => [],
  });
}

for (const signal of ["SIGKILL", "SIGTERM"] as const) {
  test(`${signal} to an idle child: the client and the upstream get a FIN each`, async (t) => {
    const stage = await setStage(t);
    process.kill(stage.child, signal);
    assert.deepEqual(await ending(stage.client, "the client's FIN"), ["end"]);
    assert.deepEqual(await ending(stage.server, "the upstream's FIN"), ["end"]);
    stage.server.socket.end();
    await eventually("the report", () =>
      stage.relay.printed().includes(`child ${stage.child} terminated (${signal})\n`),
    );
    assert.deepEqual([stage.client.events, stage.server.events], [["end"], ["end"]]);
    const next = await stage.another();
    next.client.socket.write("served by the next child");
    await hears(next.server, "served by the next child");
  });
}

test("a child that is killed with bytes of the upstream unread: the upstream gets a FIN and no RST", async (t) => {
  const stage = await setStage(t);
  stage.relay.order("hold reply 0");
  await says(stage, "holding reply after 0 bytes");
  stage.server.socket.write(Buffer.alloc(64 * 1024));
  process.kill(stage.child, "SIGKILL");
  assert.deepEqual(await ending(stage.server, "the upstream's FIN"), ["end"]);
  let isWritten = false;
  stage.server.socket.end("and this, too", () => (isWritten = true));
  await eventually("all of it taken", () => isWritten);
  await eventually("the upstream's close", () => stage.server.socket.closed);
  assert.deepEqual(stage.server.events, ["end"]);
});

test("a child that is killed with bytes of the client unread: the client gets an RST, the upstream a FIN", async (t) => {
  const stage = await setStage(t);
  process.kill(stage.child, "SIGSTOP");
  await eventually("the child stopped", () => isStopped(stage.child));
  stage.client.socket.write("unread");
  const port = stage.client.socket.localPort ?? 0;
  await eventually("it lies unread", () => serverEnd(stage.relay, port)?.recvQ === 6);
  process.kill(stage.child, "SIGKILL");
  assert.deepEqual(await ending(stage.client, "the RST"), ["ECONNRESET"]);
  assert.deepEqual(await ending(stage.server, "the FIN"), ["end"]);
});

test("a child that is stopped passes nothing on until it is continued", async (t) => {
  const stage = await setStage(t);
  process.kill(stage.child, "SIGSTOP");
  await eventually("the child stopped", () => isStopped(stage.child));
  stage.client.socket.write("hello?");
  const port = stage.client.socket.localPort ?? 0;
  await eventually("it lies unread", () => serverEnd(stage.relay, port)?.recvQ === 6);
  assert.equal(stage.server.received(), "");
  process.kill(stage.child, "SIGCONT");
  await hears(stage.server, "hello?");
});

test("`reset` on the child's socket: the client gets an RST, the upstream a FIN", async (t) => {
  const stage = await setStage(t);
  await inflict(t, reset, stage);
  assert.deepEqual(await ending(stage.client, "the RST"), ["ECONNRESET"]);
  assert.deepEqual(await ending(stage.server, "the FIN"), ["end"]);
});

test("`half-close` on the child's socket: the client gets a FIN, and what it sends later arrives", async (t) => {
  const stage = await setStage(t);
  await inflict(t, halfClose, stage);
  assert.deepEqual(await ending(stage.client, "the FIN"), ["end"]);
  stage.client.socket.write("are you there?");
  await hears(stage.server, "are you there?");
  stage.server.socket.write("an answer nobody gets");
  stage.client.socket.write(" Well?");
  await hears(stage.server, "are you there? Well?");
  stage.client.socket.end();
  assert.deepEqual(await ending(stage.server, "the client's FIN"), ["end"]);
  stage.server.socket.end();
  await eventually("the child's own end", () =>
    stage.relay.printed().includes(`child ${stage.child} terminated (exit 0)`),
  );
  assert.deepEqual([stage.client.events, stage.client.received()], [["end"], ""]);
});

test("`close` on the child's socket: the client and the upstream get a FIN each", async (t) => {
  const stage = await setStage(t);
  await inflict(t, close, stage);
  assert.deepEqual(await ending(stage.client, "the client's FIN"), ["end"]);
  assert.deepEqual(await ending(stage.server, "the upstream's FIN"), ["end"]);
  stage.server.socket.end("an answer nobody gets");
  await eventually("the child's own end", () =>
    stage.relay.printed().includes(`child ${stage.child} terminated (exit 0)`),
  );
  assert.deepEqual([stage.client.events, stage.server.events], [["end"], ["end"]]);
});

test("`hold request`: exactly so many bytes arrive; then the child is killed, and the client gets a FIN", async (t) => {
  const stage = await setStage(t);
  stage.client.socket.write("before ");
  await hears(stage.server, "before ");
  stage.relay.order("hold request 5");
  await says(stage, "will hold request after 5 bytes");
  stage.client.socket.write("0123456789");
  await says(stage, "holding request after 5 bytes");
  stage.client.socket.write(Buffer.alloc(500_000));
  const port = stage.client.socket.localPort ?? 0;
  await eventually("all sent", () => stage.client.socket.writableLength === 0);
  await eventually("all read and kept", () => serverEnd(stage.relay, port)?.recvQ === 0);
  process.kill(stage.child, "SIGKILL");
  assert.deepEqual(await ending(stage.client, "the client's FIN"), ["end"]);
  assert.deepEqual(await ending(stage.server, "the upstream's FIN"), ["end"]);
  assert.equal(stage.server.received(), "before 01234");
});

test("`hold reply`: exactly so many bytes arrive, other connections are held as well, and `release` lets them go on", async (t) => {
  const stage = await setStage(t);
  stage.relay.order("hold reply 3");
  await says(stage, "will hold reply after 3 bytes");
  const later = await stage.another();
  for (const { server } of [stage, later]) server.socket.end("abcdef");
  await says(stage, "holding reply after 3 bytes");
  await hears(stage.client, "abc");
  await hears(later.client, "abc");
  stage.client.socket.write("the other direction goes on");
  await hears(stage.server, "the other direction goes on");
  assert.deepEqual(stage.client.events, []);
  stage.relay.order("release");
  await says(stage, "released");
  for (const { client } of [stage, later]) {
    assert.deepEqual(await ending(client, "the FIN"), ["end"]);
    assert.equal(client.received(), "abcdef");
  }
});

test("a held request goes on with `release`, all of its bytes and its FIN", async (t) => {
  const stage = await setStage(t);
  stage.relay.order("hold request 0");
  await says(stage, "holding request after 0 bytes");
  const sent = Buffer.alloc(3_000_000, "more than is kept in memory; ");
  stage.client.socket.end(sent);
  const port = stage.client.socket.localPort ?? 0;
  await eventually("more than it keeps", () => (serverEnd(stage.relay, port)?.recvQ ?? 0) > 0);
  assert.equal(stage.server.received(), "");
  stage.relay.order("release");
  assert.deepEqual(await ending(stage.server, "the FIN"), ["end"]);
  assert.ok(stage.server.bytes().equals(sent));
});

test("a client that resets while its reply is held: the upstream gets the RST at once", async (t) => {
  const stage = await setStage(t);
  stage.relay.order("hold reply 0");
  await says(stage, "holding reply after 0 bytes");
  stage.server.socket.write("held");
  stage.client.socket.resetAndDestroy();
  assert.deepEqual(await ending(stage.server, "the RST"), ["ECONNRESET"]);
});
