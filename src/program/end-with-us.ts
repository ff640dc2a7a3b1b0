// Where there is no PID namespace that ends with its first process: a program gets SIGKILL when the process that started it
// ends, however that ends (PR_SET_PDEATHSIG, prctl(2)). What the program itself has started does not.

import { spawnSync } from "node:child_process";
import type { Command } from "./program.ts";

/** A fork of this process would have to ask for it between fork(2) and execve(2), and Node has no place for that. */
const PREFIX = ["setpriv", "--pdeathsig", "KILL", "--"] as const;

let works: boolean | undefined;

/** Tried, not looked up. */
function canEndWithUs(): boolean {
  const [file, ...args] = PREFIX;
  return (works ??= spawnSync(file, [...args, "true"], { stdio: "ignore" }).status === 0);
}

/** The same command; as it is where setpriv(1) is missing. */
export function endWithUs(command: Command): Command {
  return canEndWithUs() ? { ...command, argv: [...PREFIX, ...command.argv] } : command;
}
