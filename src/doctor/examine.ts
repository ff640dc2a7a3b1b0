// Finds out what this machine can do: tries what an experiment needs in a private network, or else on the machine itself.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { insidePrivateNetwork } from "../network/private-network.ts";
import { canEndWithUs } from "../program/end-with-us.ts";
import { isProcMounted } from "../sys/proc.ts";
import type { Ability } from "./abilities.ts";

const run = promisify(execFile);
/** Without a thread that it needs Node may wait for ever. */
const limits = { timeout: 60_000, killSignal: "SIGKILL" } as const;
const program = fileURLToPath(new URL("./abilities.js", import.meta.url));

/** The abilities, the private network first. Linux only. */
export async function examineMachine(): Promise<Ability[]> {
  if (!isProcMounted()) return [noProc];
  try {
    return [privateNetwork, cleanEnding, ...(await examinePrivate(true))];
  } catch {
    // Then without processes of its own, which may be what is missing.
  }
  try {
    return [
      privateNetwork,
      noCleanEnding("/proc cannot be mounted again (parts of it are masked)"),
      ...(await examinePrivate(false)),
    ];
  } catch (error) {
    const { stdout } = await run(process.execPath, [program, "machine"], limits);
    const none = noPrivateNetwork(error as NodeJS.ErrnoException & { stderr?: string });
    return [none, noCleanEnding("there is no private network"), ...parse(stdout)];
  }
}

async function examinePrivate(ownProcesses: boolean): Promise<Ability[]> {
  const [file, ...args] = insidePrivateNetwork([process.execPath, program, "private"], { ownProcesses });
  const { stdout } = await run(file, args, limits);
  return parse(stdout);
}

const noProc: Ability = {
  name: "/proc",
  works: false,
  how: "it is not mounted",
  remedy:
    "`mount -t proc proc /proc`, or give the container or the sandbox one. Without it nothing can be run.",
};

const privateNetwork: Ability = {
  name: "private network",
  works: true,
  how: "unshare(1): user, network and mount namespaces",
};

const CLEAN_ENDING = "clean ending";

const cleanEnding: Ability = {
  name: CLEAN_ENDING,
  works: true,
  how: "a PID namespace: what an experiment has started ends with it, even if that is killed",
};

function noCleanEnding(why: string): Ability {
  const instead = canEndWithUs()
    ? "setpriv(1) lets the programs end with it, though not what they start themselves"
    : "install setpriv(1) of util-linux, which lets the programs end with it";
  const remedy = `It matters only if an experiment is killed (kill -9, out of memory). Without it ${instead}.`;
  return { name: CLEAN_ENDING, works: false, how: why, remedy };
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
    "Without them, the machine's own loopback is used.";
  return { name, works: false, how: stderr?.trim().split("\n").at(-1) || message, remedy };
}
