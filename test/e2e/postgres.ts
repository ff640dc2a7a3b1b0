// A cluster of PostgreSQL for the tests of a file, which is gone after them.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, after } from "node:test";
import { findUser } from "../../src/program/user.ts";
import { hasProgram } from "./harness.ts";

/** Debian has initdb and postgres outside of the path, and in it only scripts that choose among versions. */
const FOLDERS = ["/usr/lib/postgresql", "/usr/local/lib/postgresql"];
const versions = FOLDERS.filter((folder) => existsSync(folder)).flatMap((folder) =>
  readdirSync(folder).map((version) => join(folder, version, "bin")),
);
process.env["PATH"] = [...versions, process.env["PATH"]].join(":");

/** The server refuses to run as root. */
const user = process.getuid?.() === 0 ? findUser("postgres") : undefined;
const identity = user === undefined ? {} : { uid: user.uid, gid: user.gid };
let folder: string | undefined;

function cluster(): string {
  if (folder !== undefined) return folder;
  folder = mkdtempSync(join(tmpdir(), "deadpeer-pg-"));
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const args = ["-D", `${folder}/data`, "-A", "trust", "-U", "postgres", "-N"];
  const { status, stderr } = spawnSync("initdb", args, { ...identity, cwd: folder, encoding: "utf8" });
  assert.equal(status, 0, stderr);
  appendFileSync(`${folder}/data/pg_hba.conf`, "host all all all trust\n"); // also between two hosts
  return folder;
}

after(() => {
  if (folder === undefined) return;
  // A server that was killed has left its System V shared memory: the next one takes it over, and this one ends in order.
  runAlone("");
  rmSync(folder, { recursive: true, force: true });
});

/** Statements, while no server runs. */
export function runAlone(input: string): void {
  const how = { ...identity, cwd: folder, input };
  spawnSync("postgres", ["--single", "-D", `${cluster()}/data`, "postgres"], how);
}

const QUICK =
  "-c fsync=off -c autovacuum=off -c max_connections=10 -c shared_buffers=1MB -c max_wal_senders=0";

/** The experiment and its control share the cluster: one after the other. */
export function server(t: TestContext): readonly string[] | undefined {
  if (!["postgres", "initdb", "psql"].every((name) => hasProgram(t, name))) return undefined;
  const where = cluster();
  const line = `exec postgres -D ${where}/data -p $PORT -k ${where} -c listen_addresses=$HOST ${QUICK}`;
  return ["--server", line, "--server-cwd", where, ...(user ? ["--server-user", user.name] : [])];
}

/** The server listens before it is ready. Whether it is, its Unix socket tells: TCP shows the client's connection alone. */
export function onceReady(command: string): string {
  const wait = `until pg_isready -q -h ${cluster()} -p $PORT; do sleep 0.1; done`;
  return `${wait}; ${command}`;
}
