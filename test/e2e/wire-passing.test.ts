// Who passes frames on: the kernel while no rule applies, then the wire's thread; or the thread from the beginning, as
// where the kernel cannot. What is seen is the same.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Told, onTwoHosts as perform } from "./two-hosts.ts";

const onTwoHosts = (act: string, by: "kernel" | "thread" = "kernel"): Promise<Told> =>
  perform("who-passes-on", act, by);

/**
 * Every byte is seen, and none twice but what a host's TCP has sent again. On a busy machine a segment may overtake another
 * on its way from processor to processor, on any veth pair: then the host that receives it says so too.
 */
function assertSeenOnce(told: Told): void {
  const { up, down } = told as Record<"up" | "down", Record<string, number>>;
  const { segments, outOfOrder } = told["resent"] as Record<string, number>;
  for (const { unseen, early = 0, again = 0, untimed } of [up, down]) {
    assert.deepEqual({ unseen, untimed }, { unseen: 0, untimed: 0 });
    assert.ok(early <= (outOfOrder ?? 0) && again <= (segments ?? 0), JSON.stringify(told));
  }
  assert.deepEqual([told["isWhole"], told["inOrder"], told["drops"]], [true, true, 0]);
}

test("the kernel passes frames on where it can, and the thread when it is told to", async () => {
  assert.equal((await onTwoHosts("who", "kernel"))["passedBy"], "kernel");
  assert.equal((await onTwoHosts("who", "thread"))["passedBy"], "thread");
});

for (const version of ["ipv4", "ipv6"])
  test(`the same is seen of a conversation, whoever passes it on: ${version}`, async () => {
    const byKernel = await onTwoHosts(version, "kernel");
    assert.deepEqual(byKernel, await onTwoHosts(version, "thread"));
    assert.equal((byKernel["told"] as string[]).length, 12);
    assert.equal(byKernel["drops"], 0);
  });

test("narrowed, the connection under test is seen whole, and of others SYN, FIN and RST", async () => {
  const told = await onTwoHosts("narrow");
  const [whole = [], others = []] = told["bytes"] as number[][];
  assert.ok(
    whole.length === 2 && whole.every((bytes) => bytes >= 100_000),
    "every byte, those sent again twice",
  );
  assert.ok(
    others.every((bytes) => bytes < 100_000),
    "at most what came with a FIN",
  );
  assert.deepEqual([told["unflagged"], told["inOrder"], told["drops"]], [0, true, 0]);
});

for (const by of ["kernel", "thread"] as const) {
  test(`a stream loses nothing, and no order, when a rule comes that nothing matches (${by})`, async () => {
    const told = await onTwoHosts("nothing", by);
    assert.equal(told["hasLargeFrames"], true, "what the hosts leave unsegmented stays so");
    assertSeenOnce(told);
  });

  test(`a cut in the middle of a stream lets nothing pass, and all is there afterwards (${by})`, async () => {
    const told = await onTwoHosts("cut", by);
    assert.equal(told["passedWhileCut"], 0);
    assertSeenOnce(told);
  });

  test(`a hold in the middle of a stream, and its release (${by})`, async () => {
    const told = await onTwoHosts("hold", by);
    assert.equal(told["isHeld"], true);
    assertSeenOnce(told);
  });

  test(`a drop of one in the middle of a stream loses one (${by})`, async () => {
    const told = await onTwoHosts("drop", by);
    assert.equal(told["dropped"], 1);
    assertSeenOnce(told);
  });
}
