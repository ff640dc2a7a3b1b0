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
  for (const line of readFileSync("/etc/passwd", "utf8").split("\n")) {
    const [user = "", , uid, gid, , home = "/"] = line.split(":");
    if (user === name) return { name, uid: Number(uid), gid: Number(gid), home };
  }
  return undefined;
}
