// What the configuration needs of this machine: a folder for the servers, where programs and libraries are, and how the
// programs in `programs` are started.

import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClientConfig } from "deadpeer";

/**
 * Makes the folder that all servers of this run have ($RUN), and removes it when deadpeer ends. Each server makes one of its
 * own in it, since several cases are under way at the same time.
 */
export function makeRunFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "deadpeer-clients-"));
  chmodSync(folder, 0o1777); // PostgreSQL is another user
  process.on("exit", () => spawnSync("sh", [join(import.meta.dirname, "servers/remove.sh"), folder]));
  return folder;
}

const POSTGRES = "/usr/lib/postgresql";

/** Where Debian has servers that are not in the path of an ordinary user. */
export function serverPath(): string {
  const versions = existsSync(POSTGRES) ? readdirSync(POSTGRES) : [];
  return [...versions.map((version) => join(POSTGRES, version, "bin")), "/usr/sbin"].join(":");
}

/** Libraries of Debian's, and where they are. */
const libraries = {
  "python3-requests": "/usr/lib/python3/dist-packages/requests",
  "python3-urllib3": "/usr/lib/python3/dist-packages/urllib3",
  "python3-psycopg2": "/usr/lib/python3/dist-packages/psycopg2",
  "python3-pymysql": "/usr/lib/python3/dist-packages/pymysql",
  "python3-redis": "/usr/lib/python3/dist-packages/redis",
  "python3-paho-mqtt": "/usr/lib/python3/dist-packages/paho/mqtt",
  "libwww-perl": "/usr/share/perl5/LWP/UserAgent.pm",
  "ruby-redis": "/usr/share/doc/ruby-redis",
} as const;

/** For `requires`: the package, as a program that is not installed either, unless its library is there. */
export function library(name: keyof typeof libraries): readonly string[] {
  return existsSync(libraries[name]) ? [] : [name];
}

/** Debian's own, which has Debian's libraries. */
export const PYTHON = "/usr/bin/python3";

/** A few lines of ours around a library: each line of its input is a request. */
function program(command: string, requires: string): ClientConfig {
  return { command: `exec ${command}`, on: "pipes", requires };
}

export const node = (name: string): ClientConfig => program(`node programs/${name}.mjs`, "node");
export const python = (name: string): ClientConfig => program(`${PYTHON} programs/${name}.py`, PYTHON);
export const perl = (name: string): ClientConfig => program(`perl programs/${name}.pl`, "perl");
export const ruby = (name: string): ClientConfig => program(`ruby programs/${name}.rb`, "ruby");

/** In Go or Java. */
export function compiled(name: string, compiler: string): ClientConfig {
  return program(`sh programs/compiled.sh ${name}`, compiler);
}
