// `deadpeer idle`: programs with a timer, or none, of which it is known who closes an idle connection first. Nothing is
// asserted of how long anything takes.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { IdleTimes } from "../../src/idle/result.ts";
import type { RunDocument } from "../../src/timeline/record.ts";
import type { Verdict } from "../../src/timeline/verdict-record.ts";
import { anyUser, deadpeer, eventually, temporaryDirectory, withoutNamespaces } from "./harness.ts";
import { program } from "./own.ts";

interface Measured extends IdleTimes {
  readonly crossing: {
    readonly verdict?: Verdict;
    readonly notMade?: string;
    readonly isMissing?: boolean;
  };
  readonly expectations?: readonly { readonly outcome: string }[];
  readonly document: RunDocument;
}

const TALK = ["--say", "hi", "--expect", "hi", "--limit-ms", "1500"];
const server = (how: string): string[] => ["--server", `${program("idle-server.mjs")} ${how}`];
const client = (ms: string): string[] => [
  "--client",
  `${program("idle-client.mjs")} ${ms}`,
  "--client-on",
  "pipes",
];

async function measure(
  ...args: readonly (readonly string[])[]
): Promise<{ code: number | null; measured: Measured }> {
  const started = deadpeer(["idle", "--json", ...TALK, ...args.flat()]);
  const { code, stdout, stderr } = await started.outcome;
  assert.equal(stderr, "");
  assert.deepEqual(started.leftovers(), []);
  return { code, measured: JSON.parse(stdout) as Measured };
}

test(
  anyUser("the server closes first: the crossing is made, and the client loses what it said"),
  async (t) => {
    const { code, measured } = await measure(server("1500"), client("0"), [
      "--up-to",
      "3500",
      "--expect-first",
      "client",
      "--expect-verdict",
      "lost=1",
    ]);
    const { first, crossing, document } = measured;
    assert.equal(first, "server");
    assert.equal(measured.client.closesMs, undefined);
    assert.ok(measured.server.closesMs !== undefined && measured.server.by === "fin");
    assert.equal(crossing.verdict?.grade, "pass", crossing.verdict?.missing ?? crossing.notMade);
    assert.equal(crossing.verdict?.ending.by, "fin");
    assert.deepEqual(
      measured.expectations?.map(({ outcome }) => outcome),
      ["fail"],
    );
    assert.equal(code, 1);
    // Its document is one that can be judged again.
    const file = join(temporaryDirectory(t), "idle.json");
    writeFileSync(file, JSON.stringify(document));
    const judged = await deadpeer(["judge", file]).outcome;
    assert.equal(judged.code, 0, judged.stderr);
  },
);

test("the client closes first: no crossing is made, in 80 columns", async () => {
  const args = [...server("5000"), ...client("1000"), "--up-to", "2500"];
  const { code, stdout, stderr } = await deadpeer(["idle", ...TALK, ...args, "--expect-first", "client"])
    .outcome;
  assert.equal(stderr, "");
  assert.match(
    stdout,
    /\n {2}server .* keeps it longer than [\d ]+ ms\n {2}client .* closes after [\d ]+ ms \(a FIN: it ended,\n +with exit code 0\)\n/,
  );
  assert.match(stdout, /The client closes first, by more than [\d ]+ ms\./);
  assert.match(stdout, /pass {5}closes first: client/);
  assert.ok(
    stdout.split("\n").every((line) => line.length <= 80),
    stdout,
  );
  assert.equal(code, 0);
});

test("neither closes it within the limit: that is said, and no more", async () => {
  const { code, measured } = await measure(["--up-to", "200"]);
  assert.deepEqual([measured.first, measured.marginMs, code], ["neither", undefined, 0]);
  assert.match(measured.crossing.notMade ?? "", /^neither end closes/);
});

test("a server that closes after each answer keeps no idle connection", async () => {
  const { code, measured } = await measure(server("20"), client("0"), ["--up-to", "400"]);
  assert.equal(measured.first, "server");
  assert.match(measured.crossing.notMade ?? "", /keeps no idle connection/);
  assert.equal(code, 0);
});

test("a server that closes between two of its heartbeats: when it closes an idle connection is unknown", async () => {
  const { code, measured } = await measure(server("1500 beats"), client("0"), ["--up-to", "2500"]);
  assert.deepEqual([measured.first, measured.server.closesMs], ["unknown", undefined]);
  assert.match(
    measured.server.why ?? "",
    /^it was never idle for longer than .*: the server sends by itself$/,
  );
  assert.equal(code, 3);
});

test("a server that ends closes its connection by that: it is said", async () => {
  const { measured } = await measure(server("1000 ends"), client("0"), ["--up-to", "2000"]);
  assert.deepEqual([measured.first, measured.server.ended], ["server", "exit code 3"]);
  assert.equal(measured.client.ended, undefined);
});

test("of several connections the crossing is made on the one that is meant", async () => {
  const two = ["--client", `${program("two-connections.py")} last`];
  const { measured } = await measure(server("1500"), two, ["--up-to", "2500", "--connection", "newest"]);
  const { first, crossing } = measured;
  assert.equal(first, "server");
  assert.equal(crossing.verdict?.missing, undefined, crossing.notMade);
  assert.equal(crossing.verdict?.ending.by, "fin", crossing.notMade);
  const other = await deadpeer(["idle", ...TALK, ...server("1500"), ...two, "--up-to", "500"]).outcome;
  assert.match(
    other.stderr,
    /^deadpeer: Nothing was said on the connection[^]*--connection says which is meant/,
  );
  assert.equal(other.code, 3);
});

for (const [args, says, expected] of [
  [["--up-to", "5"], /--up-to is a whole number from 100 to/, 2],
  [["--expect-first", "nobody"], /--expect-first is one of client, server, neither/, 2],
  [["--upstream", "localhost:80"], /--upstream is chosen by deadpeer|Unknown option --upstream/, 2],
  [["--kill", "tree"], /--kill is chosen by deadpeer|Unknown option --kill/, 2],
  [["--client", "exec true"], /never connected/, 2],
] as const)
  test(`wrong: ${args.join(" ")}`, async () => {
    const { code, stderr, stdout } = await deadpeer(["idle", ...args]).outcome;
    assert.match(stderr, says);
    assert.equal(stdout, "");
    assert.equal(code, expected);
  });

test("without user namespaces there is no wire that could hold a FIN: exit code 3", async () => {
  const { code, stderr } = await withoutNamespaces("idle --up-to 100").outcome;
  assert.match(stderr, /A private network is not possible here/);
  assert.equal(code, 3);
});

test("Ctrl-C: exit code 130, and nothing is left", async () => {
  const started = deadpeer(["idle", "--up-to", "60000"]);
  await eventually("the run", () => started.leftovers().some((each) => each.includes("run/inside")));
  started.child.kill("SIGINT");
  assert.equal((await started.outcome).code, 130);
  await eventually("nothing left", () => started.leftovers().length === 0);
});
