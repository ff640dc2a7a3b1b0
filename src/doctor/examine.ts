// Finds out what this machine can do: tries an experiment's needs in a private network, or else on the machine itself.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { insidePrivateNetwork } from "../network/private-network.ts";
import type { Ability } from "./abilities.ts";

const run = promisify(execFile);
const program = fileURLToPath(new URL("./abilities.js", import.meta.url));

/** The abilities in the order of their need: the private network first. Only Linux has any. */
export async function examineMachine(): Promise<Ability[]> {
  try {
    const [file, ...args] = insidePrivateNetwork([process.execPath, program, "private"]);
    const { stdout } = await run(file, args);
    return [
      { name: "private network", works: true, how: "unshare(1): user, network and mount namespaces" },
      ...parse(stdout),
    ];
  } catch (error) {
    const { stdout } = await run(process.execPath, [program, "machine"]);
    return [noPrivateNetwork(error as NodeJS.ErrnoException & { stderr?: string }), ...parse(stdout)];
  }
}

function parse(stdout: string): Ability[] {
  return JSON.parse(stdout) as Ability[];
}

function noPrivateNetwork({ code, stderr, message }: NodeJS.ErrnoException & { stderr?: string }): Ability {
  const name = "private network";
  if (code === "ENOENT") {
    return { name, works: false, how: "unshare(1) is not installed", remedy: "Install util-linux." };
  }
  const remedy =
    "Allow user namespaces: sysctl user.max_user_namespaces above 0, kernel.unprivileged_userns_clone=1 (Debian), " +
    "kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu); in a container, its seccomp profile. " +
    "Without them the machine's own loopback is used.";
  return { name, works: false, how: stderr?.trim().split("\n").at(-1) || message, remedy };
}
