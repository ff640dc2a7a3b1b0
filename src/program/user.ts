// A user of this machine by its name (passwd(5)).

import { readFileSync } from "node:fs";

export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

/** Undefined when /etc/passwd has no such user. */
export function findUser(name: string): User | undefined {
  return find((user) => user.name === name);
}

/** The name, or the number where it has none. */
export function nameOfUser(uid: number): string {
  return find((user) => user.uid === uid)?.name ?? `user ${uid}`;
}

function find(isMeant: (user: User) => boolean): User | undefined {
  return readFileSync("/etc/passwd", "utf8").split("\n").map(parse).find(isMeant);
}

function parse(line: string): User {
  const [name = "", , uid, gid, , home = "/"] = line.split(":");
  return { name, uid: Number(uid), gid: Number(gid), home };
}
