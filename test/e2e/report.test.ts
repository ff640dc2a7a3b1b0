// `deadpeer report`, and what a run leaves in its directory: read by the tools that they are for.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { DOCUMENT_VERSION, type RunDocument } from "../../src/timeline/record.ts";
import { ofKind } from "../../src/timeline/queries.ts";
import { goldenDocument, goldenPath, goldenText } from "../unit/golden.ts";
import { opened } from "../unit/made-up.ts";
import { HOSTILE, documentOf, runOf } from "../unit/runs.ts";
import { anyUser, deadpeer, hasProgram, run, temporaryDirectory } from "./harness.ts";

const golden = goldenPath("run-5-12.json");

function tool(name: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(name, args, { encoding: "utf8", maxBuffer: 1e8 });
  assert.equal(status, 0, stderr);
  return stdout;
}

test(
  anyUser("a run leaves a page, its document and its capture, and ends with the page's path"),
  async (t) => {
    const directory = temporaryDirectory(t);
    const started = deadpeer(["run", "--wait-on", "both", "--watch-ms", "50", "--out", directory]);
    const { code, stdout } = await started.outcome;
    assert.equal(code, 0);
    assert.deepEqual(readdirSync(directory).toSorted(), ["capture.pcapng", "index.html", "run.json"]);
    assert.equal(
      stdout.trimEnd().split("\n").at(-1),
      `Report: ${join(directory, "index.html")} (with run.json and capture.pcapng)`,
    );
    assert.ok(readFileSync(join(directory, "index.html")).length < 300_000);
  },
);

/** Fields of each frame, by tshark. */
function fieldsOf(file: string, filter: string, fields: readonly string[]): string[][] {
  const args = [
    "-r",
    file,
    "-Y",
    filter,
    "-T",
    "fields",
    "-E",
    "separator=/t",
    "-E",
    "occurrence=a",
    "-E",
    "aggregator=|",
  ];
  const rows = tool("tshark", [...args, ...fields.flatMap((field) => ["-e", field])]);
  return rows
    .trimEnd()
    .split("\n")
    .map((row) => row.split("\t"));
}

/** A client whose line nobody acknowledges: segments that never arrive. */
const HOST_CRASH =
  "--network two-hosts --wait-on terminal --fault host-crash --watch-ms 50 --limit-ms 700".split(" ");

test("tshark reads the capture: flags, times, hosts and comments are those of the document", async (t) => {
  if (!hasProgram(t, "tshark")) return;
  const { runs } = await run(t, HOST_CRASH);
  const directory = temporaryDirectory(t);
  const file = join(directory, "in.json");
  const document: RunDocument = { ...goldenDocument("run-5-12"), runs };
  writeFileSync(file, JSON.stringify(document));
  assert.equal((await deadpeer(["report", file, "--format", "pcapng", "--out", directory]).outcome).code, 0);
  const capture = join(directory, "capture.pcapng");
  const packets = fieldsOf(capture, "tcp", [
    "frame.interface_name",
    "frame.time_epoch",
    "tcp.flags",
    "tcp.len",
    "tcp.seq_raw",
    "frame.comment",
  ]);
  const bits: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4, P: 8, ".": 16, U: 32 };
  const expected = runs.flatMap(({ observations, clock }) =>
    ofKind(observations, "segment").map(({ from, atNs, flags, length, seq }) => {
      const ns = BigInt(clock.startedAtMs) * 1_000_000n + BigInt(Math.round(atNs));
      const host = from.port === 9877 ? "server" : "client";
      const value = [...flags].reduce((sum, letter) => sum + (bits[letter] ?? 0), 0);
      const epoch = `${ns / 1_000_000_000n}.${String(ns % 1_000_000_000n).padStart(9, "0")}`;
      return [host, epoch, `0x${value.toString(16).padStart(4, "0")}`, String(length), String(seq)];
    }),
  );
  assert.deepEqual(
    packets.map((fields) => fields.slice(0, 5)),
    expected,
  );
  const lost = packets.filter((fields) => fields[5]?.includes("never arrived"));
  const dropped = runs.flatMap(({ observations }) =>
    ofKind(observations, "segment").filter(({ wire }) => wire?.fate === "dropped"),
  );
  assert.ok(dropped.length > 0, "a host that is gone loses segments");
  assert.equal(lost.length, dropped.length);
  assert.deepEqual(fieldsOf(capture, "tcp.analysis.ack_lost_segment || _ws.malformed", ["frame.number"]), [
    [""],
  ]);
  const told = tool("tshark", ["-r", capture, "-Y", "systemd_journal"]);
  assert.match(told, /host/);
});

test("checksums of whole packets are right, as tshark has it", async (t) => {
  if (!hasProgram(t, "tshark")) return;
  const directory = temporaryDirectory(t);
  await deadpeer(["report", golden, "--format", "pcapng", "--out", directory]).outcome;
  const args = [
    "-o",
    "tcp.check_checksum:TRUE",
    "-o",
    "ip.check_checksum:TRUE",
    "-r",
    join(directory, "capture.pcapng"),
  ];
  const bad = tool("tshark", [...args, "-Y", "tcp.checksum.status == 0 || ip.checksum.status == 0"]);
  assert.equal(bad, "");
});

test("the JUnit file is accepted by a schema, hostile output and all", async (t) => {
  if (!hasProgram(t, "xmllint")) return;
  const directory = temporaryDirectory(t);
  const hostile = join(directory, "hostile.json");
  const facts = [...opened, [9, { kind: "printed", role: "client", text: HOSTILE }]] as const;
  const harmful = runOf(facts, { title: HOSTILE, commands: { server: HOSTILE, client: HOSTILE } });
  writeFileSync(hostile, JSON.stringify({ ...documentOf(harmful), tool: goldenDocument("run-5-12").tool }));
  const { code } = await deadpeer(["report", golden, hostile, "--format", "junit", "--out", directory])
    .outcome;
  assert.equal(code, 0);
  tool("xmllint", ["--noout", "--schema", "test/fixtures/junit.xsd", join(directory, "junit.xml")]);
});

test("formats for other programs stay alone on standard output", async (t) => {
  const directory = temporaryDirectory(t);
  const args = ["report", golden, "--format", "markdown,json", "--out", directory];
  const { code, stdout, stderr } = await deadpeer(args).outcome;
  assert.equal(code, 0);
  assert.match(stdout, /^### deadpeer: 2 pass\n/);
  assert.match(stderr, /^Written: .*run\.json\n$/);
  const written = JSON.parse(readFileSync(join(directory, "run.json"), "utf8"));
  assert.deepEqual(written, { ...goldenDocument("run-5-12"), version: DOCUMENT_VERSION });
  const text = await deadpeer(["report", "-", "--format", "text"], { COLUMNS: "80" }, goldenText("run-5-12"))
    .outcome;
  assert.match(text.stdout, /F\. 14:14\(0\) ack 14/);
  const github = await deadpeer(["report", golden, "--format", "github"]).outcome;
  assert.deepEqual([github.code, github.stdout], [0, ""], "nothing failed");
});

/** A file that cannot be drawn. */
function refused(name: string, make: () => readonly string[], message: RegExp): void {
  test(`${name} is refused, with a remedy and exit code 2`, async (t: TestContext) => {
    const directory = temporaryDirectory(t);
    const files = make().map((text, i) => {
      const file = join(directory, `${i}.json`);
      writeFileSync(file, text);
      return file;
    });
    const { code, stderr, stdout } = await deadpeer(["report", ...files, "--out", join(directory, "out")])
      .outcome;
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, message);
    assert.deepEqual(
      readdirSync(directory).filter((file) => file === "out"),
      [],
      "nothing was begun",
    );
  });
}

const whole = goldenText("run-5-12");
refused("a file cut short", () => [whole.slice(0, whole.length / 2)], /0\.json is cut short/);
refused("a foreign file", () => ['{"name": "something else"}'], /is not a run saved by deadpeer/);
refused(
  "a newer file",
  () => [JSON.stringify({ ...JSON.parse(whole), version: 99 })],
  /written by a newer deadpeer/,
);
const unjudged = JSON.parse(whole) as { runs: object[] };
refused(
  "a file without a verdict",
  () => [JSON.stringify({ ...unjudged, runs: unjudged.runs.map((each) => ({ ...each, verdict: {} })) })],
  /is damaged: runs\[0\]\.verdict\.\n.*deadpeer judge/s,
);
refused(
  "a file of another version beside one of this",
  () => [whole, JSON.stringify({ ...JSON.parse(whole), tool: { name: "deadpeer", version: "0.0.9" } })],
  /1\.json by 0\.0\.9: their verdicts cannot be compared.*\n.*deadpeer judge/s,
);

test("wrong usage of report is said, with exit code 2", async () => {
  const cases = [
    [["report"], /No file to render/],
    [["report", golden, "--format", "pdf"], /Unknown format pdf/],
    [["report", golden, "--format", "text", "--open"], /--open needs a page/],
    [["report", "/nowhere/run.json"], /Cannot read \/nowhere\/run\.json/],
    [["report", golden, "--out", "/dev/null/x"], /Cannot write to/],
  ] as const;
  for (const [args, message] of cases) {
    const { code, stderr } = await deadpeer(args).outcome;
    assert.equal(code, 2);
    assert.match(stderr, message);
  }
});
