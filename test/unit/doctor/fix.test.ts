// `deadpeer doctor --fix`: its plan, its commands on folders of the test's own, and the copy that deadpeer then uses.
// AppArmor itself is not needed: a script stands for apparmor_parser(8).

import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { carryOut, readSituation } from "../../../src/doctor/carry-out.ts";
import {
  type Plan,
  type Situation,
  planFix,
  planUndo,
  profileOf,
  profilePath,
  undoCommands,
  writeCommand,
} from "../../../src/doctor/fix.ts";
import { copiedUnshare, unshareProgram } from "../../../src/network/unshare.ts";

const ubuntu: Situation = {
  isRestricted: true,
  isContainer: false,
  uid: 1000,
  unshare: "/usr/bin/unshare",
  hasParser: true,
  hasCopy: false,
  hasProfile: false,
};

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "deadpeer-fix-"));
  chmodSync(path, 0o755);
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function write(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
}

const linesOf = (plan: Plan): string[] =>
  plan.kind === "commands" ? plan.commands.map((command) => writeCommand(command)[0] ?? "") : [plan.because];

test("a folder that is called as the program is none", (t) => {
  const place = mkdtempSync(join(tmpdir(), "deadpeer-fix-"));
  t.after(() => rmSync(place, { recursive: true }));
  mkdirSync(join(place, "unshare"));
  assert.notEqual(readSituation({ PATH: place }, 1000).unshare, join(place, "unshare"));
});

test("one program, for one user: the folder is given away only once all is in it", () => {
  assert.deepEqual(linesOf(planFix(ubuntu)), [
    "install -d -m 0755 /var/lib/deadpeer",
    "rm -rf /var/lib/deadpeer/1000",
    "install -d -m 0500 /var/lib/deadpeer/1000",
    "install -m 0755 /usr/bin/unshare /var/lib/deadpeer/1000/unshare",
    "chown 1000 /var/lib/deadpeer/1000",
    "tee /etc/apparmor.d/deadpeer-1000 <<'END'",
    "apparmor_parser -r /etc/apparmor.d/deadpeer-1000",
    "setpriv --reuid=1000 /var/lib/deadpeer/1000/unshare --user --map-current-user --net --mount true",
  ]);
  assert.match(
    profileOf(1000),
    /\nabi <abi\/4\.0>,\n\nprofile deadpeer-1000 \/var\/lib\/deadpeer\/1000\/unshare flags=\(unconfined\) \{\n {2}userns,\n\}\n$/,
  );
});

test("no command lifts the restriction for others", () => {
  for (const plan of [planFix(ubuntu), planUndo({ ...ubuntu, hasCopy: true })])
    assert.doesNotMatch(JSON.stringify(plan), /sysctl|\/proc\/sys|apparmor_restrict/);
});

const without: readonly (readonly [string, Partial<Situation>, Plan["kind"], RegExp])[] = [
  ["no restriction", { isRestricted: false }, "nothing", /does not restrict/],
  ["root alone", { uid: undefined }, "nothing", /Root needs no user namespace/],
  ["done before", { hasCopy: true, hasProfile: true }, "nothing", /there already/],
  ["a container", { isContainer: true }, "impossible", /on its host/],
  ["no unshare", { unshare: undefined }, "impossible", /util-linux/],
  ["no apparmor_parser", { hasParser: false }, "impossible", /install apparmor/],
];
for (const [name, difference, kind, because] of without)
  test(`nothing is planned: ${name}`, () => {
    const plan = planFix({ ...ubuntu, ...difference });
    assert.equal(plan.kind, kind);
    assert.match(linesOf(plan).join("\n"), because);
  });

test("half of it is mended, and undone", () => {
  assert.equal(planFix({ ...ubuntu, hasCopy: true }).kind, "commands");
  assert.equal(planUndo({ ...ubuntu, hasProfile: true }).kind, "commands");
  assert.equal(planUndo(ubuntu).kind, "nothing");
});

test("the restriction, the container and the user are read", (t) => {
  const root = folder(t);
  const restriction = join(root, "proc/sys/kernel/apparmor_restrict_unprivileged_userns");
  const places = { copies: join(root, "copies"), profiles: join(root, "profiles") };
  const read = (env: NodeJS.ProcessEnv, uid: number): Situation => readSituation(env, uid, places, root);
  assert.equal(read({}, 1000).isRestricted, false);
  write(restriction, "1\n");
  assert.equal(read({}, 1000).isRestricted, true);
  write(restriction, "0\n");
  assert.equal(read({}, 1000).isRestricted, false);
  assert.equal(read({ SUDO_UID: "1001" }, 1000).uid, 1000);
  assert.equal(read({ SUDO_UID: "1001" }, 0).uid, 1001);
  for (const wrong of [undefined, "0", "x", "../1", "-1"])
    assert.equal(read(wrong === undefined ? {} : { SUDO_UID: wrong }, 0).uid, undefined);
  write(copiedUnshare(1000, places.copies), "", 0o755);
  write(profilePath(1000, places), "");
  const { hasCopy, hasProfile, isContainer } = read({}, 1000);
  assert.deepEqual(
    { hasCopy, hasProfile, isContainer },
    { hasCopy: true, hasProfile: true, isContainer: false },
  );
  write(join(root, ".dockerenv"), "");
  assert.equal(read({}, 1000).isContainer, true);
});

/** A script in place of apparmor_parser(8), first on the PATH. */
function standIn(t: TestContext, root: string, script: string): void {
  write(join(root, "bin/apparmor_parser"), `#!/bin/sh\n${script}\n`, 0o755);
  const before = process.env["PATH"];
  process.env["PATH"] = `${join(root, "bin")}:${before}`;
  t.after(() => (process.env["PATH"] = before));
}

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const onlyRoot = { skip: isRoot ? false : "takes root" };

test("the commands do it, and undo it", onlyRoot, (t) => {
  const root = folder(t);
  const places = { copies: join(root, "lib"), profiles: join(root, "profiles") };
  mkdirSync(places.profiles);
  standIn(t, root, `echo "$@" >> ${root}/asked`);
  const situation = readSituation({ ...process.env, SUDO_UID: String(NOBODY) }, 0, places, root);
  const plan = planFix({ ...situation, isRestricted: true }, places);
  assert.ok(plan.kind === "commands", linesOf(plan).join());
  // The last one tries whether it helps, which is another machine's matter.
  const refusal = carryOut(plan.commands.slice(0, -1));
  assert.equal(refusal, undefined, JSON.stringify(refusal));
  const copy = copiedUnshare(NOBODY, places.copies);
  const status = statSync(dirname(copy));
  assert.deepEqual([status.uid, status.mode & 0o777], [NOBODY, 0o500]);
  assert.deepEqual(readFileSync(copy), readFileSync(situation.unshare ?? ""));
  const profile = profilePath(NOBODY, places);
  assert.equal(readFileSync(profile, "utf8"), profileOf(NOBODY, places));
  assert.equal(unshareProgram(NOBODY, places.copies), copy);
  assert.equal(carryOut(undoCommands(NOBODY, places)), undefined);
  assert.equal(readFileSync(join(root, "asked"), "utf8"), `-r ${profile}\n-R ${profile}\n`);
  assert.equal(existsSync(profile) || existsSync(places.copies), false);
});

test("a profile that is refused: the first command that fails, and what it said", onlyRoot, (t) => {
  const root = folder(t);
  const places = { copies: join(root, "lib"), profiles: join(root, "profiles") };
  mkdirSync(places.profiles);
  standIn(t, root, "echo 'syntax error' >&2; exit 1");
  const plan = planFix({ ...ubuntu, unshare: "/bin/true" }, places);
  assert.ok(plan.kind === "commands");
  const refusal = carryOut(plan.commands);
  assert.deepEqual([refusal?.command.argv[0], refusal?.said], ["apparmor_parser", "syntax error"]);
  assert.equal(carryOut(undoCommands(1000, places)), undefined);
  assert.equal(existsSync(places.copies), false);
});

test("the copy is used only where nobody else can have put it there", (t) => {
  const copies = folder(t);
  const uid = process.getuid?.() ?? 0;
  const user = uid === 0 ? NOBODY : uid;
  const copy = copiedUnshare(user, copies);
  assert.equal(unshareProgram(user, copies), "unshare");
  write(copy, "", 0o755);
  assert.equal(unshareProgram(user, copies), copy);
  for (const mode of [0o777, 0o775, 0o644]) {
    chmodSync(copy, mode);
    assert.equal(unshareProgram(user, copies), "unshare", mode.toString(8));
  }
  rmSync(copy);
  symlinkSync("/bin/true", copy);
  assert.equal(unshareProgram(user, copies), "unshare");
  rmSync(copy);
  mkdirSync(copy);
  assert.equal(unshareProgram(user, copies), "unshare");
  assert.equal(unshareProgram(0, copies), "unshare");
});
