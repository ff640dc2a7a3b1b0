// What the entries of the table of clients are made of.

import { join } from "node:path";
import { quoted } from "../e2e/harness.ts";
import type { Death, Exchange, Place } from "./recipe.ts";
import { programs } from "./services.ts";

export const BOTH: readonly Place[] = ["terminal", "pipes"];
export const TERMINAL: readonly Place[] = ["terminal"];
export const PIPES: readonly Place[] = ["pipes"];
/** Nothing can be left unread of a client to which nothing is said. */
export const UNASKED: readonly Death[] = ["kill", "reset", "stop", "come-back"];

export const lines: readonly Exchange[] = [
  { say: "hello", expect: "hello" },
  { say: "again", expect: "again" },
];
export const reversed: readonly Exchange[] = [
  { say: "hello", expect: "olleh" },
  { say: "again", expect: "niaga" },
];
export const query: readonly Exchange[] = [
  { say: "select 6*7;", expect: "42" },
  { say: "select 8*9;", expect: "72" },
];
export const page: readonly Exchange[] = [{ say: "/", expect: "status: 200" }];

/** A few lines of ours around a library. */
export function own(name: string, folder = programs): string {
  const interpreter = { py: "python3", pl: "perl", mjs: "node" }[name.split(".").at(-1) ?? ""] ?? "";
  return `exec ${interpreter} ${quoted(join(folder, name))}`;
}

export function fixture(name: string): string {
  return own(name, join(process.cwd(), "test/fixtures/programs"));
}
