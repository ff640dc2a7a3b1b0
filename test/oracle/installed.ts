// Which of the programs that a client and its server need are missing.

import { spawnSync } from "node:child_process";
import type { Client } from "./recipe.ts";

const TOOLS = ["strace", "tcpdump", "ss", "script", "unshare", "nsenter", "setsid"];

export function missingPrograms({ programs, service }: Client): readonly string[] {
  const needed = [...TOOLS, ...programs, ...service.programs];
  return needed.filter((name) => spawnSync("sh", ["-c", `command -v ${name}`]).status !== 0);
}
