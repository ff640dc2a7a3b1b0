// The wire, with real frames of real kernels: a program of ours inside a private network does what each test says, and
// tells what it saw.

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { anyUser, cli, deadpeer, eventually, hasProgram, start, temporaryDirectory } from "./harness.ts";
import { type Told, onTwoHosts as perform } from "./two-hosts.ts";

const onTwoHosts = (act: string): Promise<Told> => perform("on-two-hosts", act);

test(anyUser("a wire that is left alone passes everything, each frame once, in order"), async () => {
  const { sent, received, frames, inOrder, drops } = await onTwoHosts("bulk");
  assert.equal(received, sent);
  assert.equal(inOrder, true);
  assert.ok(Number(frames) > 100);
  assert.equal(drops, 0);
});

test("a flood of small segments loses none", async () => {
  const { sent, received, drops } = await onTwoHosts("small");
  assert.equal(received, sent);
  assert.equal(drops, 0);
});

test("a SYN that is held makes the client wait, and connect when it is let go", async () => {
  assert.deepEqual(await onTwoHosts("hold"), { connectedWhileHeld: false, connected: true, drops: 0 });
});

test("what is dropped is sent again by TCP; a drop of one loses one", async () => {
  assert.deepEqual(await onTwoHosts("drop"), { dropped: 1, passed: true, echoed: true, drops: 0 });
});

test(anyUser("nothing passes a cut cable, ARP neither, and all goes on when it is whole again"), async () => {
  const told = await onTwoHosts("cut");
  assert.deepEqual(told, { echoedWhileCut: false, arrivedWhileCut: 0, echoed: true, drops: 0 });
});

test("a cut in the middle of a bulk transfer is obeyed at once", async () => {
  assert.deepEqual(await onTwoHosts("cut-in-bulk"), { passedAfterwards: 0, drops: 0 });
});

test("a stream is held after so many bytes, to the byte, in the middle of a large segment", async () => {
  assert.deepEqual(await onTwoHosts("divide"), { receivedWhileHeld: 100_000, echoed: true, drops: 0 });
});

test("a delay delays both ways, and keeps the order", async () => {
  assert.deepEqual(await onTwoHosts("delay"), {
    waitedLongEnough: true,
    inOrder: true,
    echoed: true,
    drops: 0,
  });
});

test("when the delay ends no frame overtakes those that are delayed", async () => {
  assert.deepEqual(await onTwoHosts("delay-ended"), {
    bothDelayed: true,
    echoed: true,
    drops: 0,
  });
});

test("a wire that is closed refuses orders, and writes to no file that has its descriptor's number", async () => {
  const { drops, cut, written } = await onTwoHosts("after-close");
  assert.match(String(drops), /the wire is closed/);
  assert.match(String(cut), /the wire is closed: it cannot cut/);
  assert.equal(written, 0);
});

test("two segments that are held are let go in another order", async () => {
  assert.deepEqual(await onTwoHosts("reorder"), { arrivedInTheOrderChosen: true, echoed: true, drops: 0 });
});

test("a wire whose thread dies says so", async () => {
  assert.deepEqual(await onTwoHosts("break"), { failed: true });
});

test("a wire whose end is taken away says so", async () => {
  assert.deepEqual(await onTwoHosts("unplug"), { failed: true });
});

test("a wire that breaks down in a run: exit code 3, and nothing is left", async (t) => {
  if (!hasProgram(t, "nsenter")) return;
  if (process.getuid?.() !== 0)
    return t.skip("only root may enter the network of a run from outside, and act there");
  const started = deadpeer(["run", "5.14", "--watch-ms", "60000", "--out", temporaryDirectory(t)]);
  t.after(() => started.child.kill());
  let told = "";
  started.child.stdout?.on("data", (piece) => {
    told += String(piece);
  });
  await eventually("the client watched", () => told.includes("5.14.3 "));
  const inside = started.leftovers().find((line) => /^\d+ \S*node \S*inside\.cjs\b/.test(line));
  const [pid = ""] = (inside ?? "").split(" ");
  const down = `import("${join(dirname(cli), "../sys/interface.js")}").then((door) => door.bringDown("to-client"))`;
  const enter = ["-t", pid, "-n", process.execPath, "-e", down];
  assert.equal((await start("nsenter", enter).outcome).code, 0);
  const { code, stderr } = await started.outcome;
  assert.equal(code, 3, stderr);
  assert.match(stderr, /The wire broke down: an end of a cable is gone\./);
  await eventually("nothing left", () => started.leftovers().length === 0, 5000);
});

test("fifty pairs of hosts at once: each carries its own traffic, none is in another's way", async () => {
  const results = await Promise.all(Array.from({ length: 50 }, () => onTwoHosts("echo")));
  for (const result of results) assert.deepEqual(result, { echoed: true, drops: 0 });
});
