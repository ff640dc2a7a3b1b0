// Finished work is not lost, and nothing of anybody else's is overwritten: places that cannot be written to, disks that are
// full, files that are not ours, links.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { PAGE_MARK } from "../../src/report/html/page.ts";
import { goldenPath } from "../unit/golden.ts";
import { type Outcome, anyUser, cli, deadpeer, hasProgram, start, temporaryDirectory } from "./harness.ts";

const golden = goldenPath("run-5-12.json");
const QUICK = ["run", "--wait-on", "both", "--watch-ms", "50"] as const;
const isRoot = process.geteuid?.() === 0;

/** With this limit a file cannot be larger, as on a disk that is full: a page and a document do not fit, a capture does. */
function cramped(args: readonly string[]): Promise<Outcome> {
  return start("prlimit", ["--fsize=20000", process.execPath, cli, ...args]).outcome;
}

function refusedWith({ code, stderr }: Outcome, says: RegExp): void {
  assert.match(stderr, says);
  assert.doesNotMatch(stderr, /\n {4}at /);
  assert.equal(code, 2);
}

for (const [what, file, says] of [
  [
    "in a directory that is not there",
    "/nonexistent/x.json",
    /Cannot write to \/nonexistent\/x\.json: ENOENT/,
  ],
  ["without a name", "", /--json has no file name\.\n {2}Choose another file with --json/],
  ["that is a directory", "/tmp", /Cannot write to \/tmp: it is a directory/],
  ["below a file", "/dev/null/x.json", /Cannot write to \/dev\/null\/x\.json: ENOTDIR/],
] as const) {
  test(`--json FILE ${what}: nothing is run`, async (t) => {
    const out = join(temporaryDirectory(t), "out");
    const outcome = await deadpeer([...QUICK, "--json", file, "--out", out]).outcome;
    refusedWith(outcome, says);
    assert.equal(outcome.stdout, "");
    assert.equal(existsSync(out), false);
  });
}

test("--out DIR with something foreign in it: nothing is run, unless it is to be replaced", async (t) => {
  const out = temporaryDirectory(t);
  const page = join(out, "index.html");
  writeFileSync(page, "<html>mine</html>");
  for (const args of [QUICK, ["report", golden]] as const) {
    const outcome = await deadpeer([...args, "--out", out]).outcome;
    refusedWith(outcome, /index\.html is there already, and was not made by deadpeer\.\n.*--force/);
    assert.equal(outcome.stdout, "");
    assert.equal(readFileSync(page, "utf8"), "<html>mine</html>");
  }
  for (const force of [["--force"], []]) {
    const { code } = await deadpeer(["report", golden, "--out", out, ...force]).outcome;
    assert.equal(code, 0, "what we have written ourselves is ours to replace");
  }
  assert.match(readFileSync(page, "utf8"), /^<!doctype html>/);
});

test("each file that a run or a report leaves is known again as ours", async (t) => {
  const out = temporaryDirectory(t);
  const args = ["report", golden, "--format", "html,pcapng,json,junit", "--out", out];
  for (const time of [1, 2]) assert.equal((await deadpeer(args).outcome).code, 0, `time ${time}`);
  for (const name of readdirSync(out)) {
    writeFileSync(join(out, name), "somebody else's");
    refusedWith(await deadpeer(args).outcome, new RegExp(`${name} is there already`));
    writeFileSync(join(out, name), "");
  }
});

test("what is read is not replaced by what is made of it", async (t) => {
  const out = temporaryDirectory(t);
  const input = join(out, "run.json");
  writeFileSync(input, readFileSync(golden));
  refusedWith(
    await deadpeer(["report", input, golden, "--format", "json", "--out", out]).outcome,
    /run\.json is read, and would be replaced\./,
  );
  assert.deepEqual(readFileSync(input), readFileSync(golden));
  assert.equal((await deadpeer(["report", input, "--out", out]).outcome).code, 0);
});

test("a disk that is full: the former files stay, the others are saved, and which is said", async (t) => {
  if (!hasProgram(t, "prlimit")) return;
  const out = temporaryDirectory(t);
  const args = ["report", golden, "--format", "json,html,pcapng,junit", "--out", out];
  assert.equal((await deadpeer(args).outcome).code, 0);
  const before = new Map(readdirSync(out).map((name) => [name, statSync(join(out, name)).ino]));
  const outcome = await cramped(args);
  refusedWith(
    outcome,
    /Cannot write \S*run\.json: EFBIG.*; \S*index\.html: EFBIG.*\. Saved: \S*capture\.pcapng, \S*junit\.xml\./,
  );
  const after = new Map(readdirSync(out).map((name) => [name, statSync(join(out, name)).ino]));
  assert.deepEqual([...after.keys()], [...before.keys()], "nothing half-written is left");
  for (const name of ["run.json", "index.html"]) assert.equal(after.get(name), before.get(name), name);
  assert.equal((await deadpeer(["judge", join(out, "run.json")]).outcome).code, 0);
});

/** A small disk of its own is mounted on the directory, and what is on it at the end is copied to `kept`. */
const ON_SMALL_DISK = `
  mount -t tmpfs -o size=$SIZE none "$DISK" || exit 99
  cp -a "$KEPT/." "$DISK" && rm -r "$KEPT"
  "$@"; code=$?
  cp -a "$DISK" "$KEPT"
  exit $code`;

test(anyUser("a run on a disk that is full says what came of it before it fails to save it"), async (t) => {
  if (!hasProgram(t, "unshare")) return;
  const directory = temporaryDirectory(t);
  const [DISK, KEPT] = [join(directory, "disk"), join(directory, "kept")];
  for (const each of [DISK, KEPT]) mkdirSync(each);
  const former = `<!doctype html>${PAGE_MARK}former`;
  writeFileSync(join(KEPT, "index.html"), former);
  const flags = isRoot ? ["-m"] : ["-U", "-r", "-m"];
  const command = [process.execPath, cli, ...QUICK, "--out", DISK, "--json", join(DISK, "document.json")];
  const env = { DISK, KEPT, SIZE: "72k" };
  const outcome = await start("unshare", [...flags, "sh", "-c", ON_SMALL_DISK, "sh", ...command], env)
    .outcome;
  refusedWith(
    outcome,
    /Cannot write \S*index\.html: ENOSPC[^;]*\. Saved: \S*document\.json, \S*run\.json, \S*capture\.pcapng\./,
  );
  assert.match(outcome.stdout, /\d+ hold, 0 differ/);
  assert.match(outcome.stdout, /noticed at once/);
  assert.equal(readFileSync(join(KEPT, "index.html"), "utf8"), former);
  assert.deepEqual(readdirSync(KEPT).toSorted(), [
    "capture.pcapng",
    "document.json",
    "index.html",
    "run.json",
  ]);
});

const FULL = "/dev/full";

for (const [args, code] of [
  [["list"], 2],
  [["judge", golden], 2],
  [["judge", golden, "--json"], 2],
  [["report", golden, "--format", "text"], 2],
  [["serve", "--port", "0"], 2],
] as const) {
  test(`deadpeer ${args[0]} > /dev/full: one sentence, exit code ${code}`, async () => {
    const outcome = await start("sh", ["-c", `exec "$@" > ${FULL}`, "sh", process.execPath, cli, ...args])
      .outcome;
    refusedWith(outcome, /^deadpeer: Cannot write to standard output: ENOSPC[^\n]*\n {2}[^\n]*\n$/);
  });
}

test("deadpeer run > /dev/full saves the run all the same", async (t) => {
  const out = temporaryDirectory(t);
  const shell = ["-c", `exec "$@" > ${FULL}`, "sh", process.execPath, cli, ...QUICK, "--out", out];
  const outcome = await start("sh", shell).outcome;
  refusedWith(outcome, /^deadpeer: Cannot write to standard output: ENOSPC[^\n]*\n {2}[^\n]*\n$/);
  assert.equal((await deadpeer(["judge", join(out, "run.json")]).outcome).code, 0);
});

test("wrong usage with a standard error that is full: exit code 2", () => {
  const { status } = spawnSync("sh", ["-c", `"$0" "$1" --nope 2> ${FULL}`, process.execPath, cli]);
  assert.equal(status, 2);
});

test("--json FILE follows a link of one's own, keeps the file's mode, and writes to a pipe", async (t) => {
  const directory = temporaryDirectory(t);
  const [file, link] = [join(directory, "real.json"), join(directory, "link.json")];
  writeFileSync(file, "");
  chmodSync(file, 0o600);
  symlinkSync(file, link);
  const out = join(directory, "out");
  assert.equal((await deadpeer([...QUICK, "--json", link, "--out", out]).outcome).code, 0);
  assert.ok(lstatSync(link).isSymbolicLink());
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.match(readFileSync(file, "utf8"), /^\{"version":/);
  const [fifo, kept] = [join(directory, "fifo"), join(directory, "kept")];
  const shell =
    'mkfifo "$FIFO" && cat "$FIFO" > "$KEPT" & until [ -p "$FIFO" ]; do :; done; "$@" --json "$FIFO" && wait';
  const command = [process.execPath, cli, ...QUICK, "--out", out];
  const piped = await start("sh", ["-c", shell, "sh", ...command], { FIFO: fifo, KEPT: kept }).outcome;
  assert.equal(piped.code, 0, piped.stderr);
  assert.match(readFileSync(kept, "utf8"), /^\{"version":/);
  assert.ok(statSync(fifo).isFIFO());
});

const NOBODY = 65_534;

test(
  "as root, links and directories of other users are not written through",
  { skip: !isRoot && "not root" },
  async (t) => {
    const directory = temporaryDirectory(t);
    const victim = join(directory, "victim");
    writeFileSync(victim, "kept");
    const at = (name: string): string => join(directory, name);
    const [theirs, link, above] = [at("theirs"), at("link"), at("above")];
    mkdirSync(theirs);
    symlinkSync(victim, join(theirs, "index.html"));
    chownSync(theirs, NOBODY, NOBODY);
    symlinkSync(victim, link);
    symlinkSync(directory, above);
    spawnSync("chown", ["-h", String(NOBODY), link, above]);
    refusedWith(await deadpeer(["report", golden, "--out", theirs]).outcome, /it belongs to another user/);
    refusedWith(
      await deadpeer([...QUICK, "--out", directory, "--json", link]).outcome,
      /it is a link of another user's/,
    );
    const through = await deadpeer(["report", golden, "--out", join(above, "report")]).outcome;
    refusedWith(through, /above is a link of another user's, who could have it lead elsewhere/);
    const sudo = { SUDO_UID: String(NOBODY) };
    const outcome = await deadpeer(["report", golden, "--out", theirs, "--force"], sudo).outcome;
    assert.equal(outcome.code, 0, "who became root by sudo is root here");
    assert.ok(lstatSync(join(theirs, "index.html")).isFile(), "a link is replaced, and not followed");
    assert.equal(readFileSync(victim, "utf8"), "kept");
  },
);

test("a document without runs is refused, by judge and by report, and nothing is written", async (t) => {
  const directory = temporaryDirectory(t);
  const file = join(directory, "merged.json");
  const { runs: _, ...rest } = JSON.parse(readFileSync(golden, "utf8")) as { runs: unknown };
  for (const document of [{ ...rest, runs: [] }, rest, { ...rest, scenario: "all", runs: [] }]) {
    writeFileSync(file, JSON.stringify(document));
    const out = join(directory, "out");
    for (const args of [
      ["judge", file],
      ["judge", file, "--json"],
      ["report", file, golden, "--format", "junit,markdown", "--out", out],
    ]) {
      const outcome = await deadpeer(args).outcome;
      refusedWith(outcome, /is damaged: it has no runs\.\n {2}\S/);
      assert.equal(outcome.stdout, "");
      assert.equal(existsSync(out), false);
    }
  }
});
