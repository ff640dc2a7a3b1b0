// Which links on the way to a file are followed, and which are refused.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, lchownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { findForeignLink } from "../../src/cli/shared/foreign-links.ts";

const ALICE = 64_001;
const BOB = 64_002;
const onlyRoot = { skip: process.geteuid?.() !== 0 && "only root can give links to others" };

function directoryOf(t: TestContext): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "deadpeer-test-")));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** real/, and a link to it of `owner`'s. */
function prepare(t: TestContext, owner: number): { directory: string; link: string } {
  const directory = directoryOf(t);
  mkdirSync(join(directory, "real/inner"), { recursive: true });
  const link = join(directory, "link");
  symlinkSync("real", link);
  lchownSync(link, owner, owner);
  return { directory, link };
}

test("as root: a link of another user's is refused wherever it is on the way", onlyRoot, (t) => {
  const { directory, link } = prepare(t, BOB);
  for (const path of [
    link,
    `${link}/`,
    `${link}/inner`,
    `${link}/inner/new`,
    `${link}/../real`,
    `${directory}/real/../link/x`,
  ])
    assert.equal(findForeignLink(path), link, path);
  const own = join(directory, "own");
  symlinkSync("link/inner", own);
  assert.equal(findForeignLink(join(own, "x")), link, "behind a link of one's own");
});

test("as root: links of root's, and of the user who became root, are followed", onlyRoot, (t) => {
  const { link } = prepare(t, 0);
  assert.equal(findForeignLink(`${link}/inner/new`), undefined);
  const { link: alices } = prepare(t, ALICE);
  process.env["SUDO_UID"] = String(ALICE);
  t.after(() => delete process.env["SUDO_UID"]);
  assert.equal(findForeignLink(`${alices}/inner/new`), undefined);
});

test("without links, and with a loop of links: nothing is refused here", (t) => {
  const directory = directoryOf(t);
  assert.equal(findForeignLink(join(directory, "new/newer")), undefined);
  symlinkSync("loop", join(directory, "loop"));
  assert.equal(findForeignLink(join(directory, "loop/x")), undefined);
});

/** As another user, in a process of its own. */
function findAs(uid: number, path: string): string {
  const module = new URL("../../src/cli/shared/foreign-links.js", import.meta.url).href;
  const script = `import(${JSON.stringify(module)}).then(({ findForeignLink }) => { process.setuid(${uid}); console.log(String(findForeignLink(process.argv[1]))); })`;
  return spawnSync(process.execPath, ["-e", script, path], { encoding: "utf8" }).stdout.trim();
}

test(
  "as an ordinary user: where everybody may make links, only one's own and those of the directory's owner",
  onlyRoot,
  (t) => {
    for (const [mode, owner, refused] of [
      [0o1777, BOB, true],
      [0o1777, ALICE, false],
      [0o1777, 0, false],
      [0o755, BOB, false],
    ] as const) {
      const { directory, link } = prepare(t, owner);
      chmodSync(directory, mode);
      assert.equal(findAs(ALICE, `${link}/inner/new`), refused ? link : "undefined", `${mode} ${owner}`);
    }
  },
);
