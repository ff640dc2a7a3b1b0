// Where things are, seen from the compiled bench (build/bench), and the C programs, which it compiles itself.

import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { missing, run } from "./programs.ts";

const inProject = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const cli: string = inProject("dist/cli/main.js");
/** What runs inside an experiment's network. */
export const insideProgram: string = inProject("dist/run/inside.cjs");
export const packageFile: string = inProject("package.json");
export const library: string = inProject("dist/index.js");
export const compiled = (name: string): string => inProject(`build/bench/${name}.js`);
export const cProgram = (name: CProgram): string => inProject(`build/c/${name}`);

const cPrograms = ["echo-fork", "load", "read-ring", "select-client", "stream"] as const;
type CProgram = (typeof cPrograms)[number];

/** Without a compiler the parts that need them say so. */
export async function compileCPrograms(): Promise<void> {
  if (missing("cc") !== undefined) return;
  mkdirSync(inProject("build/c"), { recursive: true });
  for (const name of cPrograms)
    await run(["cc", "-O2", "-o", cProgram(name), inProject(`bench/c/${name}.c`)]);
}
